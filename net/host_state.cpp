// What a node shows: state, members, records, metrics. JSON as docs/http-api.openapi.yaml has it.
#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/formats/json_string.hpp"
#include "net/host.hpp"
#include "net/node_answers.hpp"

namespace lamport::net {
namespace {

// An object written member by member; values are JSON already unless they say otherwise.
class Object {
 public:
  Object& raw(std::string_view name, std::string_view json) {
    out_ += out_.size() == 1 ? "\"" : ",\"";
    out_ += name;
    out_ += "\":";
    out_ += json;
    return *this;
  }
  Object& text(std::string_view name, std::string_view value) {
    std::string quoted;
    append_json_string(quoted, value);
    return raw(name, quoted);
  }
  Object& text_or_null(std::string_view name, std::string_view value) {
    return value.empty() ? raw(name, "null") : text(name, value);
  }
  Object& number(std::string_view name, std::uint64_t value) {
    return raw(name, std::to_string(value));
  }
  Object& number(std::string_view name, const std::optional<std::uint64_t>& value) {
    return value ? number(name, *value) : raw(name, "null");
  }
  Object& truth(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
  Object& truth_or_null(std::string_view name, std::optional<bool> value) {
    return value ? truth(name, *value) : raw(name, "null");
  }
  [[nodiscard]] std::string done() { return std::exchange(out_, {}) + '}'; }

 private:
  std::string out_ = "{";
};

std::string list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const auto& item : items) out += (out.size() == 1 ? "" : ",") + item;
  return out + ']';
}

constexpr std::string_view before_any_run = "1970-01-01T00:00:00Z";

}  // namespace

Identity Host::identity() const {
  const bool known = run_.has_value();
  return {known ? run_->run : "",
          settings_.id,
          settings_.name,
          settings_.is_coordinator(),
          known ? run_->epoch : std::string(before_any_run),
          protocol_.name,
          known ? run_->seed : Seed{}};
}

const char* Host::admission() const {
  if (draining_) return "draining";
  if (engine_ && engine_->exhausted()) return "exhausted";
  return full() ? "full" : "open";
}

std::string Host::link_json(ProcessId to, const Neighbour& neighbour) const {
  const auto& link = *neighbour.link;
  std::string fault = "null";
  if (const auto& active = link.fault()) {
    fault = Object{}
                .truth("cut", active->cut)
                .number("delay_ms", active->delay.nanoseconds / 1'000'000)
                .number("until", neighbour.heals)
                .done();
  }
  return Object{}
      .number("from", settings_.id.value)
      .number("to", to.value)
      .truth_or_null("up", link.news())
      .number("since", neighbour.since.nanoseconds)
      .number("round_trip_ns", link.round_trip())
      .number("unsent", link.unsent())
      .raw("fault", fault)
      .done();
}

std::string Host::state_json() const {
  // Between two batches the process itself is what is durable.
  if (engine_ && state_is_old_ && ledger_->settled()) {
    shown_.protocol_state = engine_->process().state();
    state_is_old_ = false;
  }
  const auto who = identity();
  std::string automatic = "null";
  if (shown_.automatic) {
    automatic = Object{}
                    .truth("enabled", shown_.automatic->enabled)
                    .number("mean_ms", shown_.automatic->mean.nanoseconds / 1'000'000)
                    .done();
  }
  std::vector<std::string> links;
  std::uint64_t unsent = 0;
  for (const auto& [to, neighbour] : neighbours_) {
    unsent += neighbour.link->unsent();
    if (to != settings_.id) links.push_back(link_json(to, neighbour));
  }
  char rate[32];
  std::snprintf(rate, sizeof rate, "%.1f", rate_.mean(world_.mono()));
  const auto* coordinator = run_ ? registry_.find(run_->coordinator) : nullptr;
  return Object{}
      .text("run", who.run)
      .number("process", who.process.value)
      .text("name", who.name)
      .raw("role", who.coordinator ? "\"coordinator\"" : "\"client\"")
      .text("protocol", who.protocol)
      .number("processes", run_ ? run_->processes : settings_.processes.value_or(1))
      .number("seed", who.seed.value)
      .text("epoch", who.epoch)
      .number("time", engine_ ? engine_->time().nanoseconds : 0)
      .number("incarnation", std::max(shown_.incarnation.value, 1U))
      .number("lamport", shown_.lamport.value)
      .number("index", shown_.index.value)
      .raw("last", last_event_.empty() ? "null" : last_event_)
      .raw("automatic", automatic)
      .text("admission", admission())
      .number("unsent", unsent)
      .raw("events_per_second", rate)
      .truth("admin", !settings_.admin_token.empty())
      .text_or_null("coordinator", coordinator == nullptr ? "" : coordinator->page)
      .raw("links", list(links))
      .raw("protocol_state", shown_.protocol_state)
      .done();
}

std::string Host::member_json(const Registered& member) const {
  const bool own = member.process == settings_.id;
  const auto at = neighbours_.find(member.process);
  const bool known = at != neighbours_.end();
  std::string state = "null";
  if (settings_.is_coordinator() && own) state = state_json();
  if (settings_.is_coordinator() && !own && known && !at->second.state.empty())
    state = at->second.link->up() ? at->second.state : with_links_unknown(at->second.state);
  auto heard = known ? at->second.heard : std::nullopt;
  if (own && engine_) heard = engine_->time().nanoseconds;
  return Object{}
      .number("process", member.process.value)
      .text("name", member.name)
      .raw("role", run_ && member.process == run_->coordinator ? "\"coordinator\"" : "\"client\"")
      .text_or_null("page", member.page)
      .truth("reachable", own || (known && at->second.link->up()))
      .number("since", known ? at->second.since.nanoseconds : 0)
      .number("heard", heard)
      .raw("state", state)
      .done();
}

std::string Host::members_json() const {
  std::vector<std::string> members;
  for (const auto& member : registry_.members) members.push_back(member_json(member));
  return Object{}
      .text("run", identity().run)
      .number("time", engine_ ? engine_->time().nanoseconds : 0)
      .raw("members", list(members))
      .done();
}

std::vector<Peer> Host::peers() const {
  std::vector<Peer> peers;
  for (const auto& member : registry_.members)
    peers.push_back({member.process, member.name, member.address});
  return peers;
}

std::optional<Problem> Host::not_ready() const {
  if (draining_) return Problem{503, "draining", "this node is about to end", "", 5, false};
  if (!trouble_.empty()) return Problem{503, "not_ready", trouble_, "", 5, false};
  if (!engine_)
    return Problem{503, "not_ready", "this node has not joined a run yet", "", 1, false};
  return std::nullopt;
}

void Host::events(const EventsQuery& query, std::function<void(EventsPage)> done) {
  journal_.page(query, std::move(done));
}

std::vector<Metric> Host::metrics() const {
  using enum Metric::Type;
  std::vector<Metric> all;
  const auto add = [&](Metric::Type type, std::string_view name, std::string_view help,
                       std::uint64_t value, std::string labels = "") {
    all.push_back({type, name, help, std::move(labels), static_cast<double>(value)});
  };
  add(gauge, "clock", "The Lamport clock.", shown_.lamport.value);
  add(gauge, "event_index", "Index of the latest event.", shown_.index.value);
  add(gauge, "incarnation", "How often the process was started.", shown_.incarnation.value);
  add(counter, "commits_total", "Batches made durable.", commits_);
  add(counter, "refused_commands_total", "Commands that were not done.", refused_);
  add(counter, "received_total", "Messages taken from peers.", received_);
  add(counter, "duplicates_total", "Copies of messages that had been taken before.", duplicates_);
  if (engine_) {
    add(counter, "inputs_total", "Inputs given to the process.", engine_->steps());
    add(counter, "sent_total", "Messages sent, by recipient counted.", engine_->sent());
    add(counter, "rejected_total", "Messages whose stamp was not admitted.", engine_->rejected());
    add(counter, "postponed_timers_total", "Timers put off because the queue was full.",
        engine_->postponed());
  }
  const auto of_links = [&](Metric::Type type, std::string_view name, std::string_view help,
                            auto&& value) {
    for (const auto& [to, neighbour] : neighbours_)
      if (to != settings_.id)
        add(type, name, help, value(*neighbour.link), "to=\"" + std::to_string(to.value) + '"');
  };
  of_links(gauge, "link_up", "Whether the peer answers.",
           [](const PeerLink& link) { return link.up() ? 1U : 0U; });
  of_links(gauge, "link_unsent", "Messages not acknowledged.",
           [](const PeerLink& link) { return link.unsent(); });
  of_links(counter, "link_arrived_total", "Messages acknowledged.",
           [](const PeerLink& link) { return link.arrived(); });
  of_links(counter, "link_failures_total", "Calls that failed.",
           [](const PeerLink& link) { return link.attempts_failed(); });
  return all;
}

void Host::add_listener(Listener& listener) {
  listeners_.push_back(&listener);
}

void Host::remove_listener(Listener& listener) {
  listeners_.erase(std::remove(listeners_.begin(), listeners_.end(), &listener), listeners_.end());
}

// A listener may come and go while they are told.
void Host::each_listener(const std::function<void(Listener&)>& tell) {
  for (auto* listener : std::vector<Listener*>(listeners_))
    if (std::find(listeners_.begin(), listeners_.end(), listener) != listeners_.end())
      tell(*listener);
}

void Host::tell_state(bool only_clock) {
  each_listener([=](Listener& listener) { listener.on_state(only_clock); });
}

void Host::tell_members() {
  each_listener([](Listener& listener) { listener.on_members(); });
}

}  // namespace lamport::net
