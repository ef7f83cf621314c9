// Inputs, their records, and recovery.
#include "net/engine.hpp"

#include <algorithm>
#include <utility>

#include "core/base/assert.hpp"
#include "core/base/ids.hpp"
#include "core/formats/jsonl_writer.hpp"
#include "core/formats/line_reader.hpp"
#include "core/formats/record_parser.hpp"
#include "net/log.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t postpone_by = milliseconds(250).nanoseconds;

// Parses the records inside Items, which are lines of a trace without their header.
class ItemParser {
 public:
  explicit ItemParser(std::uint32_t processes) {
    Header header;
    header.source = TraceSource::live;
    for (std::uint32_t id = 0; id < processes; ++id)
      header.processes.push_back({{id}, "process " + std::to_string(id)});
    StringSink sink;
    JsonlWriter writer(sink);
    writer.header(header);
    writer.flush();
    parsed_ = parse(sink.text());
  }

  /// The record of an Item that has nothing beside it, or `rest` bytes.
  Result<Record> record(std::string_view item) {
    constexpr std::string_view before = "{\"record\":";
    if (!parsed_) return parsed_.error();
    if (item.size() <= before.size() || item.substr(0, before.size()) != before) return broken();
    item.remove_prefix(before.size());
    const auto own = item.rfind(",\"own\":");
    item = own != std::string_view::npos && item.rfind('}', own) == own - 1
               ? item.substr(0, own)
               : item.substr(0, item.size() - 1);
    if (auto parsed = parse(item); !parsed) return parsed.error();
    return parser_.record();
  }

 private:
  static Error broken() {
    return {ErrorCode::bad_data, "the journal holds a record that cannot be read", {}, ""};
  }

  Result<Done> parse(std::string_view text) {
    line_.assign(text);
    if (!line_.empty() && line_.back() == '\n') line_.pop_back();
    const auto size = line_.size();
    line_.append(line_padding, '\0');
    auto kind = parser_.parse(std::string_view{line_}.substr(0, size));
    if (!kind) return kind.error();
    return Done{};
  }

  RecordParser parser_;
  std::string line_;
  Result<Done> parsed_ = Done{};
};

}  // namespace

Engine::Engine(ProcessId self, const RunFacts& run, std::unique_ptr<LiveProcess> process,
               World& world, Ledger& ledger)
    : self_(self),
      processes_(run.processes),
      random_(RandomStream::of(run.seed, Purpose::process)),
      epoch_(parse_utc_seconds(run.epoch).value_or(0)),
      process_(std::move(process)),
      world_(world),
      ledger_(ledger),
      world_begin_(world.mono()) {}

Result<Done> Engine::recover(const Recovered& recovered) {
  if (const auto& snapshot = recovered.snapshot) {
    const EventClock clock{snapshot->lamport, snapshot->position};
    if (auto done = process_->restore(snapshot->state, clock, processes_); !done) return done;
    step_ = snapshot_step_ = snapshot->step;
    latest_ = {snapshot->mono, snapshot->wall};
    incarnation_ = snapshot->incarnation;
  }
  ItemParser parser(processes_);
  for (const auto& item : recovered.inputs) {
    auto record = parser.record(item);
    if (!record) return record.error();
    const auto* input = std::get_if<InputRecord>(&*record);
    if (input == nullptr)
      return Error{ErrorCode::bad_data, "the journal holds something else as an input", {}, ""};
    if (auto done = replay(*input); !done) return done;
  }
  mono_begin_ = latest_.mono;
  if (!recovered.last_event.empty()) {
    auto record = parser.record(recovered.last_event);
    if (!record) return record.error();
    const auto* event = std::get_if<EventRecord>(&*record);
    if (event == nullptr || event->index != process_->clock().index() ||
        event->lamport != process_->clock().lamport()) {
      return Error{ErrorCode::bad_data,
                   "the inputs in the journal do not lead to the events in it",
                   {},
                   "use the version of the process that wrote it"};
    }
  }
  return Done{};
}

Result<Done> Engine::replay(const InputRecord& input) {
  step_ = input.step;
  latest_ = {input.mono, input.wall};
  if (input.input == InputKind::start) ++incarnation_.value;
  return process_->replay(input.input, input.data, step(latest_), processes_);
}

Engine::Now Engine::now() {
  const auto wall = world_.wall();
  latest_.mono = std::max(latest_.mono, mono_begin_ + (world_.mono() - world_begin_));
  // A trace's times end there, 104 days after the epoch; a run goes on, its times stand still.
  const auto time = wall > epoch_ ? std::min(wall - epoch_, largest_exact_integer) : 0;
  latest_.wall = std::max(latest_.wall, time);
  return latest_;
}

Time Engine::time() {
  return {now().wall};
}

Step Engine::step(const Now& now) const {
  return {self_, {now.mono}, incarnation_, random_};
}

void Engine::record_input(InputKind kind, const std::string& data, EventIndex after,
                          const Now& now) {
  ++steps_;
  ledger_.add(InputRecord{.process = self_,
                          .step = ++step_,
                          .after = after,
                          .mono = now.mono,
                          .wall = now.wall,
                          .input = kind,
                          .data = data});
}

void Engine::start() {
  const auto at = now();
  const auto after = process_->clock().index();
  const bool first = incarnation_.value == 0;
  if (!first) ledger_.add(LifeRecord{self_, LifeChange::crash, incarnation_, after, {at.wall}});
  ++incarnation_.value;
  if (!first) ledger_.add(LifeRecord{self_, LifeChange::restart, incarnation_, after, {at.wall}});
  timers_.clear();
  const auto& result = process_->start(step(at), first);
  record_input(InputKind::start, result.data, after, at);
  act(result, at);
}

Result<Done> Engine::receive(EventId message, LamportTime sent, std::string_view body) {
  const auto at = now();
  const auto own = process_->clock().lamport();
  const auto after = process_->clock().index();
  const auto admission = admit(own, sent);
  if (admission != Admission::admitted) {
    ++rejected_;
    const auto reason = admission == Admission::jump ? FateReason::jump : FateReason::range;
    ledger_.add(FateRecord{message, self_, FateKind::rejected, {at.wall}, reason});
    return Done{};
  }
  auto received = process_->receive(message, sent, body, step(at));
  if (!received) return received.error();
  const auto& result = **received;
  record_input(InputKind::message, result.data, after, at);
  ledger_.add_receive({.process = self_,
                       .index = result.received.index,
                       .kind = EventKind::receive,
                       .lamport = result.received.stamp,
                       .time = {at.wall},
                       .message = message,
                       .label = result.label,
                       .incarnation = incarnation_},
                      own, sent);
  act(result, at);
  return Done{};
}

CommandAnswer Engine::command(const Command& command) {
  const auto at = now();
  const auto after = process_->clock().index();
  const auto& result = process_->command(command, step(at));
  record_input(InputKind::command, result.data, after, at);
  act(result, at);
  return result.answer;
}

void Engine::expire(bool postpone) {
  const auto at = now();
  for (;;) {
    const auto due =
        std::min_element(timers_.begin(), timers_.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (due == timers_.end() || due->second > at.mono) return;
    if (postpone) {
      ++postponed_;
      due->second = at.mono + postpone_by;
      continue;
    }
    const auto timer = due->first;
    timers_.erase(due);
    const auto after = process_->clock().index();
    const auto& result = process_->expire(timer, step(at));
    record_input(InputKind::timer, result.data, after, at);
    act(result, at);
  }
}

std::optional<std::uint64_t> Engine::next_timer() const {
  std::optional<std::uint64_t> earliest;
  for (const auto& [timer, due] : timers_)
    if (!earliest || due < *earliest) earliest = due;
  if (!earliest) return std::nullopt;
  return world_begin_ + (*earliest > mono_begin_ ? *earliest - mono_begin_ : 0);
}

// What the process said becomes records, messages on their way and timers. Nothing leaves before
// the batch that holds it is durable.
void Engine::act(const StepResult& result, const Now& now) {
  for (const auto& said : result.said) {
    switch (said.kind) {
      case EffectKind::internal:
        ledger_.add(EventRecord{.process = self_,
                                .index = said.event.index,
                                .kind = EventKind::internal,
                                .lamport = said.event.stamp,
                                .time = {now.wall},
                                .label = said.label,
                                .incarnation = incarnation_});
        break;
      case EffectKind::send:
        ledger_.add(EventRecord{.process = self_,
                                .index = said.event.index,
                                .kind = EventKind::send,
                                .lamport = said.event.stamp,
                                .time = {now.wall},
                                .to = said.to,
                                .label = said.label,
                                .incarnation = incarnation_});
        for (const auto to : said.to) {
          LAMPORT_ASSERT(to.value < processes_, "a message to a process that is not there");
          ledger_.open().outgoing.push_back({to, said.event.index, said.event.stamp, said.body});
          ++sent_;
        }
        break;
      case EffectKind::set_timer:
        timers_[said.timer] = now.mono + std::max<std::uint64_t>(said.delay.nanoseconds, 1);
        break;
      case EffectKind::cancel_timer: timers_.erase(said.timer); break;
    }
  }
}

void Engine::link(ProcessId to, LinkChange change, std::uint64_t value) {
  ledger_.add(LinkRecord{self_, to, change, value, time()});
}

void Engine::close(Batch& batch) {
  if (step_ - snapshot_step_ < steps_between_snapshots) return;
  snapshot_step_ = step_;
  batch.snapshot = Snapshot{.cursor = ledger_.last(),
                            .step = step_,
                            .mono = latest_.mono,
                            .wall = latest_.wall,
                            .lamport = process_->clock().lamport(),
                            .position = process_->clock().position(),
                            .incarnation = incarnation_,
                            .state = process_->state()};
}

}  // namespace lamport::net
