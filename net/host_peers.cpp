// What nodes say to one another under /peer/v1: joining, messages, probes. Every answer waits until
// what it says is durable.
#include <algorithm>
#include <charconv>
#include <utility>

#include "core/formats/fields_codec.hpp"
#include "core/formats/json_string.hpp"
#include "net/host.hpp"
#include "net/log.hpp"
#include "net/peer_messages.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t join_every = seconds(1).nanoseconds;
constexpr std::uint64_t first_join_backoff = milliseconds(100).nanoseconds;
constexpr unsigned most_join_doublings = 4;
constexpr std::string_view join_path = "/peer/v1/join";
constexpr std::string_view messages_path = "/peer/v1/messages/";
constexpr std::string_view probe_path = "/peer/v1/probe/";

PeerResponse refused(const Problem& problem) {
  std::string body = "{\"type\":\"about:blank\",\"title\":";
  append_json_string(body, problem.detail);
  body += ",\"status\":" + std::to_string(problem.status) + ",\"code\":";
  append_json_string(body, problem.code);
  return {problem.status, "application/problem+json", body + '}'};
}

// The process id behind `prefix` in `path`.
std::optional<ProcessId> sender_in(std::string_view path, std::string_view prefix) {
  if (path.substr(0, prefix.size()) != prefix) return std::nullopt;
  path.remove_prefix(prefix.size());
  ProcessId id;
  const auto* end = path.data() + path.size();
  const auto [stop, error] = std::from_chars(path.data(), end, id.value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return id;
}

}  // namespace

void Host::peer(PeerRequest request, std::function<void(PeerResponse)> done) {
  if (request.path == join_path) return on_join(request, done);
  const auto messages_from = sender_in(request.path, messages_path);
  const auto probe_from = sender_in(request.path, probe_path);
  if (!messages_from && !probe_from) return done(refused({404, "not_found", "no such path"}));
  if (!engine_) return done(refused({503, "not_ready", "this node has not joined a run yet"}));
  if (request.run != run_->run)
    return done(refused({409, "other_run", "this node belongs to the run " + run_->run}));
  const auto from = messages_from ? *messages_from : *probe_from;
  if (from.value >= run_->processes)
    return done(refused({403, "unknown_process", "the run has no such process"}));
  if (messages_from) return on_messages(from, request, done);
  done({200, "application/json", from == run_->coordinator ? state_json() : "{}"});
}

// At or below the high-water mark is a duplicate: acknowledged again, given to nobody.
void Host::on_messages(ProcessId from, const PeerRequest& request,
                       const std::function<void(PeerResponse)>& done) {
  auto& neighbour = neighbours_[from];
  const auto before = neighbour.received;
  const auto taken = parse_peer_messages(request.body, [&](const Arrived& message) -> Result<Done> {
    if (message.index <= neighbour.received) {
      ++duplicates_;
      return Done{};
    }
    if (auto given = engine_->receive({from, message.index}, message.sent, message.body); !given)
      return given;
    neighbour.received = message.index;
    ++received_;
    return Done{};
  });
  if (neighbour.received != before) ledger_->open().received.push_back({from, neighbour.received});
  if (!taken) {
    log_.error("a peer's messages cannot be read", taken.error());
    done(refused({400, "bad_request", to_string(taken.error())}));
    return pump();
  }
  ledger_->when_durable([done, high = neighbour.received] {
    done({200, "application/json", "{\"high\":" + std::to_string(high.value) + '}'});
  });
  pump();
}

std::optional<Problem> Host::cannot_join(const JoinRequest& request) const {
  const auto& member = request.member;
  if (!settings_.is_coordinator())
    return Problem{404, "not_coordinator", "this node is not the coordinator"};
  if (draining_ || !run_) return Problem{503, "draining", "the coordinator is about to end"};
  if (!request.run.empty() && request.run != run_->run)
    return Problem{409, "other_run",
                   "this cluster's run is " + run_->run + ", the node belongs to " + request.run};
  if (request.protocol != protocol_.name)
    return Problem{409, "other_protocol",
                   "this run's protocol is " + protocol_.name + ", not " + request.protocol};
  if (member.process.value >= run_->processes)
    return Problem{
        409, "unknown_process",
        "this run has " + std::to_string(run_->processes) + " processes, numbered from 0"};
  if (auto name = checked_label(member.name, "the name"); !name)
    return Problem{422, "invalid_field", name.error().message};
  if (!is_node_address(member.address))
    return Problem{422, "invalid_field", "the address is not such as http://host:5000"};
  const auto& page = member.page;
  const bool is_page =
      page.empty() || page.substr(0, 7) == "http://" || page.substr(0, 8) == "https://";
  if (!is_page || !checked_label(page, "the page"))
    return Problem{422, "invalid_field", "the page is not a URL such as http://localhost:5001"};
  const auto* known = registry_.find(member.process);
  if (known != nullptr && known->storage != member.storage)
    return Problem{409, "state_lost",
                   "process " + std::to_string(member.process.value) +
                       " was registered with another journal; its events cannot be made anew"};
  return std::nullopt;
}

void Host::on_join(const PeerRequest& request, const std::function<void(PeerResponse)>& done) {
  JoinRequest join;
  if (auto read = decode_fields(request.body, join, "the request"); !read)
    return done(refused({400, "bad_request", to_string(read.error())}));
  if (const auto problem = cannot_join(join)) {
    log_.line(Level::warning, "refused a node",
              {{"process", join.member.process.value}, {"code", problem->code}});
    return done(refused(*problem));
  }
  if (registry_.put(join.member)) {
    ledger_->open().facts.emplace_back("registry", encode_fields(registry_));
    log_.line(Level::info, "registered",
              {{"process", join.member.process.value},
               {"name", join.member.name},
               {"address", join.member.address}});
    ledger_->when_durable([this] {
      apply_registry();
      tell_members();
      pump();
    });
  }
  ledger_->when_durable([this, done] {
    done({200, "application/json", encode_fields(JoinAnswer{*run_, registry_})});
  });
  pump();
}

Registered Host::own_entry() const {
  return {settings_.id, settings_.name, settings_.address, settings_.page, storage_};
}

void Host::join(std::uint64_t now) {
  next_join_ = now + join_every;
  if (joining_) return;
  const auto coordinator = run_ ? neighbours_.find(run_->coordinator) : neighbours_.end();
  if (coordinator != neighbours_.end() && coordinator->second.link->fault() &&
      coordinator->second.link->fault()->cut)
    return;
  joining_ = true;
  const JoinRequest request{own_entry(), run_ ? run_->run : "", protocol_.name};
  world_.call({settings_.coordinator, std::string(join_path), "", encode_fields(request)},
              [this](const PeerReply& reply) {
                joining_ = false;
                joined(reply);
                pump();
              });
}

// Whether the run that a coordinator told of can be one, with a place in it for this node.
bool Host::is_a_run(const RunFacts& run) const {
  return !run.run.empty() && run.processes >= 1 && run.processes <= most_live_processes &&
         run.coordinator.value < run.processes && settings_.id.value < run.processes &&
         run.protocol == protocol_.name && parse_utc_seconds(run.epoch) &&
         run.seed.value <= largest_exact_integer;
}

void Host::joined(const PeerReply& reply) {
  JoinAnswer answer;
  if (reply.status != 200 || !decode_fields(reply.body, answer, "the answer") ||
      !is_a_run(answer.run)) {
    const auto bound = first_join_backoff << std::min(failed_joins_++, most_join_doublings);
    next_join_ = world_.mono() + bound / 2 + world_.entropy() % bound;
    if (reply.status == 200)
      log_.line(Level::error, "the coordinator's answer cannot be used",
                {{"coordinator", settings_.coordinator}});
    else if (reply.status != 0)
      refused_by(std::nullopt, reply.status, reply.body);
    return;
  }
  failed_joins_ = 0;
  if (!trouble_.empty()) tell_state(false);
  trouble_.clear();
  if (engine_) {
    if (answer.registry == registry_) return;
    registry_ = std::move(answer.registry);
    ledger_->open().facts.emplace_back("registry", encode_fields(registry_));
    ledger_->when_durable([this] {
      apply_registry();
      tell_members();
      pump();
    });
    return;
  }
  if (settings_.processes && *settings_.processes != answer.run.processes)
    log_.line(Level::warning, "the run has another number of processes",
              {{"processes", answer.run.processes}});
  registry_ = std::move(answer.registry);
  ledger_->open().facts.emplace_back("run", encode_fields(answer.run));
  ledger_->open().facts.emplace_back("registry", encode_fields(registry_));
  log_.line(Level::info, "joined", {{"run", answer.run.run}});
  if (auto entered = enter(answer.run, Recovered{}); !entered) gone_(entered.error());
  tell_members();
}

// A definite no cannot mend itself: it is said aloud, once. The coordinator's shows in the
// readiness, because the node has no place in the run.
void Host::refused_by(std::optional<ProcessId> peer, unsigned status, const std::string& body) {
  if (status < 400 || status >= 500) return;
  const auto tree = parse_json(body, "the answer");
  const auto text = [&](const char* name) {
    const auto* member = tree ? tree->member(name) : nullptr;
    const auto* value = member == nullptr ? nullptr : std::get_if<std::string>(&member->value);
    return value == nullptr ? std::string{} : *value;
  };
  const auto code = text("code");
  const auto trouble = code + ": " + text("title");
  auto& known = peer ? neighbours_[*peer].trouble : trouble_;
  if (trouble == known) return;
  known = trouble;
  const auto who = peer ? std::to_string(peer->value) : "coordinator";
  log_.line(Level::error, "refused", {{"by", who}, {"status", status}, {"why", trouble}});
  tell_state(false);
  if (!peer && code == "other_run" && settings_.ephemeral)
    gone_({ErrorCode::unavailable,
           "the cluster has begun a new run",
           {},
           "start this node again; without a journal it joins anew"});
}

}  // namespace lamport::net
