// The replayer for one process type: a node a process, stepped by the inputs of a trace, and the
// events it gives held against those that the trace has. See replay.hpp.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "core/formats/input_data.hpp"
#include "core/formats/json_string.hpp"
#include "core/formats/replay.hpp"
#include "core/formats/sent_messages.hpp"
#include "core/process/node.hpp"

namespace lamport {

template <Replayable P>
class Replayer final : public Replay {
 public:
  using Body = typename P::Body;

  /// `blank` only stands for the type: starts in the trace bring the states.
  Replayer(const Header& header, P blank)
      : blank_(std::move(blank)),
        one_clock_(header.source == TraceSource::simulation),
        random_(RandomStream::of(header.seed, Purpose::process)),
        processes_(header.processes.size()) {}

  Result<std::optional<ReplayDifference>> record(const Record& record,
                                                 std::uint64_t line) override {
    if (const auto* event = std::get_if<EventRecord>(&record)) return compare(*event, line);
    if (const auto* input = std::get_if<InputRecord>(&record)) return give(*input, line);
    if (const auto* fate = std::get_if<FateRecord>(&record)) {
      if (fate->fate != FateKind::duplicated)
        processes_[fate->message.process.value].sent.close(fate->message.index, fate->to);
    } else if (const auto* life = std::get_if<LifeRecord>(&record)) {
      if (life->change == LifeChange::restart)
        processes_[life->process.value].beginning = life->incarnation;
    }
    return std::optional<ReplayDifference>{};
  }

  [[nodiscard]] std::optional<ReplayDifference> end() override {
    for (const auto& process : processes_)
      if (const auto* event = process.next()) return missing(*event, 0);
    return std::nullopt;
  }

 private:
  using Difference = std::optional<ReplayDifference>;

  /// An event that the replay gave, with its texts.
  struct Expected {
    EventRecord event;
    std::string label;
    std::vector<ProcessId> to;

    [[nodiscard]] EventRecord record() const {
      auto whole = event;
      whole.label = label;
      whole.to = to;
      return whole;
    }
  };
  /// A message as its recipient's input has it, and the line of that input.
  struct Given {
    MessageInput<Body> message;
    std::uint64_t line = 0;
  };
  struct OfProcess {
    std::optional<Node<P>> node;
    Incarnation incarnation;
    std::optional<Incarnation> beginning{Incarnation{1}};  // what the lives say; until its start
    std::uint64_t steps = 0;
    std::vector<Expected> expected;           // of the latest step
    std::size_t compared = 0;                 // so many of them
    std::optional<Given> given;               // by the latest step, until its receive event
    std::map<TimerId, std::uint64_t> timers;  // that are set: when they are due
    SentMessages<Body> sent;

    [[nodiscard]] const Expected* next() const {
      return compared == expected.size() ? nullptr : &expected[compared];
    }
  };

  static ReplayDifference missing(const Expected& expected, std::uint64_t line) {
    const auto event = expected.record();
    return {{event.process, event.index},
            line,
            "the replay gives an event that the trace does not have",
            "",
            line_of(event)};
  }
  static ReplayDifference misfit(const InputRecord& input, std::uint64_t line, std::string what) {
    return {{input.process, input.after}, line, std::move(what), "", ""};
  }

  // Events.

  Difference compare(const EventRecord& recorded, std::uint64_t line) {
    auto& process = processes_[recorded.process.value];
    const auto* expected = process.next();
    if (expected == nullptr) {
      ReplayDifference difference{{recorded.process, recorded.index},
                                  line,
                                  "no input of the trace gives this event",
                                  line_of(recorded),
                                  ""};
      if (inputs_ > 0) return difference;
      if (!before_inputs_) before_inputs_ = std::move(difference);
      return std::nullopt;
    }
    auto replayed = expected->record();
    replayed.vector = recorded.vector;  // written by whoever recorded, not by the process
    const bool same = replayed.index == recorded.index && replayed.kind == recorded.kind &&
                      replayed.lamport == recorded.lamport && replayed.time == recorded.time &&
                      std::ranges::equal(replayed.to, recorded.to) &&
                      replayed.message == recorded.message && replayed.label == recorded.label &&
                      replayed.incarnation == recorded.incarnation;
    if (!same)
      return ReplayDifference{{recorded.process, recorded.index},
                              line,
                              "the replay gives another event",
                              line_of(recorded),
                              line_of(replayed)};
    ++process.compared;
    ++events_;
    if (recorded.kind == EventKind::receive) return hold_against_send(recorded, *process.given);
    return std::nullopt;
  }

  // What an input says of its message against what was sent. That is known for certain at the
  // receive event: its input may stand before the send in a trace of several logs.
  Difference hold_against_send(const EventRecord& receive, const Given& given) {
    const auto& message = given.message;
    const auto difference = [&](std::string what) {
      return ReplayDifference{
          {receive.process, receive.index}, given.line, std::move(what), "", ""};
    };
    auto& sender = processes_[message.message.process.value].sent;
    const auto* sent = sender.find(message.message.index, receive.process);
    if (sent == nullptr)
      return difference("the replay has no such message on its way to this process");
    if (sent->stamp != message.sent)
      return difference("the message is said to carry the stamp " +
                        std::to_string(message.sent.value) + ", but was sent with " +
                        std::to_string(sent->stamp.value));
    if (auto was = encode_fields(sent->body), is = encode_fields(message.body); was != is) {
      auto other = difference("the message was sent with another body");
      other.recorded = std::move(is);
      other.replayed = std::move(was);
      return other;
    }
    sender.close(message.message.index, receive.process);
    return std::nullopt;
  }

  // Inputs.

  Result<Difference> give(const InputRecord& input, std::uint64_t line) {
    if (before_inputs_) return before_inputs_;
    auto& process = processes_[input.process.value];
    if (const auto* event = process.next()) return Difference{missing(*event, line)};
    if (auto wrong = out_of_place(process, input))
      return Difference{misfit(input, line, std::move(*wrong))};
    ++process.steps;
    ++inputs_;
    process.expected.clear();
    process.compared = 0;
    auto given = step(process, input, line);
    if (!given) {
      auto error = given.error();
      error.place.line = line;
      return error;
    }
    return given;
  }

  std::optional<std::string> out_of_place(const OfProcess& process,
                                          const InputRecord& input) const {
    if (input.step != process.steps + 1)
      return "this is step " + std::to_string(input.step) + ", after step " +
             std::to_string(process.steps);
    const auto index = process.node ? process.node->clock().index() : EventIndex{};
    if (input.after != index)
      return "this input comes after event " + std::to_string(input.after.value) +
             ", but there are " + std::to_string(index.value);
    if (!process.node && input.input != InputKind::start) return "the process has not been started";
    if (one_clock_ && input.mono != input.wall)
      return "a simulation has one clock, but mono is " + std::to_string(input.mono) +
             " and wall is " + std::to_string(input.wall);
    if (process.node && process.node->clock().draws() > most_draws)
      return "the process has drawn over " + std::to_string(most_draws) +
             " random numbers since its latest event";
    return std::nullopt;
  }

  // Gives the input to the node, and notes what it says.
  Result<Difference> step(OfProcess& process, const InputRecord& input, std::uint64_t line) {
    Result<Difference> given = Difference{};
    switch (input.input) {
      case InputKind::start: given = start(process, input, line); break;
      case InputKind::timer: given = expire(process, input, line); break;
      case InputKind::command: given = command(process, input); break;
      case InputKind::message: given = receive(process, input, line); break;
    }
    if (given && !*given) take_effects(process, input);
    return given;
  }

  [[nodiscard]] Step step_of(const OfProcess& process, const InputRecord& input) const {
    return {input.process, {input.mono}, process.incarnation, random_};
  }

  Result<Difference> start(OfProcess& process, const InputRecord& input, std::uint64_t line) {
    auto start = decode_start(input.data, blank_, processes_.size());
    if (!start) return start.error();
    if (start->incarnation != process.beginning)
      return Difference{misfit(
          input, line,
          "incarnation " + std::to_string(start->incarnation.value) + " starts, but " +
              (process.beginning ? "by the lives it is " + std::to_string(process.beginning->value)
                                 : "the process is in one already"))};
    if (!process.node && !start->fresh)
      return Difference{misfit(input, line, "the process starts without a state")};
    process.incarnation = start->incarnation;
    process.beginning.reset();
    process.timers.clear();
    if (!process.node)
      process.node.emplace(std::move(*start->fresh));
    else if (start->fresh)
      process.node->lose_state(std::move(*start->fresh));
    process.node->start(step_of(process, input), out_);
    return Difference{};
  }

  Result<Difference> expire(OfProcess& process, const InputRecord& input, std::uint64_t line) {
    auto timer = decode_timer(input.data);
    if (!timer) return timer.error();
    const auto name = "timer " + std::to_string(timer->timer.value);
    const auto set = process.timers.find(timer->timer);
    if (set == process.timers.end()) return Difference{misfit(input, line, name + " is not set")};
    if (input.mono < set->second)
      return Difference{misfit(input, line,
                               name + " is due at " + std::to_string(set->second) + ", not at " +
                                   std::to_string(input.mono))};
    process.timers.erase(set);
    process.node->expire(timer->timer, step_of(process, input), out_);
    return Difference{};
  }

  Result<Difference> command(OfProcess& process, const InputRecord& input) {
    auto command = decode_command(input.data, processes_.size());
    if (!command) return command.error();
    (void)process.node->command(*command, step_of(process, input), out_);
    return Difference{};
  }

  Result<Difference> receive(OfProcess& process, const InputRecord& input, std::uint64_t line) {
    auto decoded = decode_message<Body>(input.data, processes_.size());
    if (!decoded) return decoded.error();
    auto& node = *process.node;
    if (admit(node.clock().lamport(), decoded->sent) == Admission::range)
      return Difference{misfit(input, line, "no clock can receive this message")};
    const auto& message = process.given.emplace(Given{std::move(*decoded), line}).message;
    const auto event =
        node.receive({message.message, message.sent, message.body}, step_of(process, input), out_);
    expect(process, input,
           {.process = input.process,
            .index = event.index,
            .kind = EventKind::receive,
            .lamport = event.stamp,
            .time = {},
            .message = message.message},
           label_of(message.body), {});
    return Difference{};
  }

  void take_effects(OfProcess& process, const InputRecord& input) {
    for (auto& effect : out_.effects()) {
      EventRecord event{.process = input.process,
                        .index = effect.event.index,
                        .kind = EventKind::internal,
                        .lamport = effect.event.stamp,
                        .time = {}};
      switch (effect.kind) {
        case EffectKind::internal: expect(process, input, event, out_.label(effect), {}); break;
        case EffectKind::send: {
          const auto to = out_.recipients(effect);
          event.kind = EventKind::send;
          expect(process, input, event, label_of(effect.body), to);
          process.sent.add(event.index,
                           {event.lamport, std::move(effect.body), {to.begin(), to.end()}});
          break;
        }
        case EffectKind::set_timer:
          process.timers[effect.timer] =
              input.mono + std::max<std::uint64_t>(effect.delay.nanoseconds, 1);
          break;
        case EffectKind::cancel_timer: process.timers.erase(effect.timer); break;
      }
    }
  }

  static void expect(OfProcess& process, const InputRecord& input, EventRecord event,
                     std::string_view label, std::span<const ProcessId> to) {
    event.time = {input.wall};
    event.incarnation = process.incarnation;
    process.expected.push_back({event, std::string(label), {to.begin(), to.end()}});
  }

  /// Of 2^24, where a process ends; no input takes so many more.
  static constexpr std::uint64_t most_draws = std::uint64_t{1} << 23;

  P blank_;
  bool one_clock_;  // for the times of events and for timers
  RandomStream random_;
  std::vector<OfProcess> processes_;
  Difference before_inputs_;  // an event before any input: a difference only if one follows
  Outbox<Body> out_;
};

}  // namespace lamport
