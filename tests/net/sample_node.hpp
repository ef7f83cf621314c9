// SampleNode: a LiveNode that keeps records in memory and does what a test says; for everything
// about the HTTP interface that does not depend on what a node really is. No clock, no peers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/formats/json_string.hpp"
#include "net/live_node.hpp"

namespace lamport::net {

class SampleNode final : public LiveNode {
 public:
  Identity identity() const override {
    return {"sample-run",           ProcessId{1}, "sample", coordinator,
            "2026-11-23T17:00:00Z", "cluster",    Seed{7}};
  }
  std::string state_json() const override {
    return R"({"process":1,"index":)" + std::to_string(index) + "}";
  }
  std::string members_json() const override { return R"({"members":[]})"; }
  std::vector<Peer> peers() const override {
    if (!known_peers.empty()) return known_peers;
    return {{ProcessId{0}, "coordinator", ""}, {ProcessId{1}, "sample", ""}};
  }
  std::optional<Problem> not_ready() const override { return unready; }
  std::vector<Metric> metrics() const override {
    return {{Metric::Type::counter, "events_total", "Events.", R"(kind="internal")",
             static_cast<double>(index)},
            {Metric::Type::counter, "events_total", "Events.", R"(kind="send")", 2.5}};
  }
  Cursor durable() const override { return items.size(); }

  void events(const EventsQuery& query, std::function<void(EventsPage)> done) override {
    EventsPage page;
    farthest_asked = std::max(farthest_asked, query.after);
    page.next = query.after;
    for (auto at = query.after; at < items.size(); ++at) {
      if (items[at].input && !query.inputs) continue;
      if (page.items.size() == query.limit) {
        page.more = true;
        break;
      }
      page.items.push_back(items[at]);
      page.next = items[at].cursor;
    }
    done(std::move(page));
  }

  void command(CommandRequest request, std::function<void(Answer<CommandOutcome>)> done) override {
    if (refusal) return done(*refusal);
    commands.push_back(request.command);
    const auto known = keys.find(request.key);
    if (!request.key.empty() && known != keys.end()) {
      if (known->second.first != request.body)
        return done(Problem{422, "idempotency_key_reused", "another request"});
      return done(CommandOutcome{{known->second.second}, true});
    }
    const auto json = add(request.command.text);
    if (!request.key.empty()) keys[request.key] = {request.body, json};
    done(CommandOutcome{{json}, false});
  }

  void set_automatic(const AutomaticChange& change,
                     std::function<void(Answer<std::string>)> done) override {
    if (change.mean_ms) mean_ms = *change.mean_ms;
    if (change.enabled) enabled = *change.enabled;
    done(std::string(R"({"enabled":)") + (enabled ? "true" : "false") + R"(,"mean_ms":)" +
         std::to_string(mean_ms) + "}");
  }

  void set_fault(ProcessId to, const std::optional<LinkFault>& fault,
                 std::function<void(Answer<std::string>)> done) override {
    ++faults;
    done(R"({"from":1,"to":)" + std::to_string(to.value) + R"(,"fault":)" +
         (fault ? std::to_string(fault->delay_ms) : "null") + "}");
  }

  void peer(PeerRequest request, std::function<void(PeerResponse)> done) override {
    peer_bytes += request.body.size();
    done({200, "application/json", "{}"});
  }

  void add_listener(Listener& listener) override { listeners.push_back(&listener); }
  void remove_listener(Listener& listener) override { std::erase(listeners, &listener); }

  /// One more internal event with its input record, durable at once.
  std::string add(const std::string& label) {
    const auto first = items.size();
    items.push_back({items.size() + 1, true, R"({"record":{"type":"input"}})", false});
    std::string json = R"({"record":{"type":"event","process":1,"index":)" +
                       std::to_string(++index) + R"(,"kind":"internal","label":)";
    append_json_string(json, label);
    json += "}}";
    items.push_back({items.size() + 1, false, json, true});
    for (auto* listener : std::vector(listeners)) {
      listener->on_items(std::span(items).subspan(first));
      listener->on_state(true);
    }
    return json;
  }

  ProcessId self{1};
  bool coordinator = true;
  std::optional<Problem> unready;
  std::optional<Problem> refusal;
  std::vector<Peer> known_peers;
  std::vector<Item> items;
  std::vector<Command> commands;
  std::map<std::string, std::pair<std::string, std::string>> keys;
  std::vector<Listener*> listeners;
  Cursor farthest_asked = 0;
  std::uint64_t index = 0;
  std::uint64_t mean_ms = 1000;
  std::uint64_t faults = 0;
  std::size_t peer_bytes = 0;
  bool enabled = false;
};

}  // namespace lamport::net
