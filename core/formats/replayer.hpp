// The replayer for one process type: a node a process, stepped by the inputs of a trace, and the
// events it gives held against those that the trace has. See replay.hpp.
#pragma once

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "core/formats/input_data.hpp"
#include "core/formats/json_string.hpp"
#include "core/formats/replay.hpp"
#include "core/process/node.hpp"

namespace lamport {

template <Replayable P>
class Replayer final : public Replay {
 public:
  using Body = typename P::Body;

  /// `blank` only stands for the type: starts in the trace bring the states.
  Replayer(const Header& header, P blank)
      : blank_(std::move(blank)),
        random_(RandomStream::of(header.seed, Purpose::process)),
        processes_(header.processes.size()) {}

  Result<std::optional<ReplayDifference>> record(const Record& record,
                                                 std::uint64_t line) override {
    if (const auto* event = std::get_if<EventRecord>(&record)) return compare(*event, line);
    if (const auto* input = std::get_if<InputRecord>(&record)) return give(*input, line);
    return std::optional<ReplayDifference>{};
  }

  [[nodiscard]] std::optional<ReplayDifference> end() override {
    for (const auto& process : processes_)
      if (!process.expected.empty()) return missing(process.expected.front(), 0);
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
  struct OfProcess {
    std::optional<Node<P>> node;
    Incarnation incarnation;
    std::uint64_t steps = 0;
    std::deque<Expected> expected;
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

  Difference compare(const EventRecord& recorded, std::uint64_t line) {
    auto& expected = processes_[recorded.process.value].expected;
    if (expected.empty()) {
      ReplayDifference difference{{recorded.process, recorded.index},
                                  line,
                                  "no input of the trace gives this event",
                                  line_of(recorded),
                                  ""};
      if (inputs_ > 0) return difference;
      if (!before_inputs_) before_inputs_ = std::move(difference);
      return std::nullopt;
    }
    auto replayed = expected.front().record();
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
    expected.pop_front();
    ++events_;
    return std::nullopt;
  }

  Result<Difference> give(const InputRecord& input, std::uint64_t line) {
    if (before_inputs_) return before_inputs_;
    auto& process = processes_[input.process.value];
    if (!process.expected.empty()) return Difference{missing(process.expected.front(), line)};
    if (input.step != process.steps + 1)
      return Difference{misfit(input, line,
                               "this is step " + std::to_string(input.step) + ", after step " +
                                   std::to_string(process.steps))};
    const auto index = process.node ? process.node->clock().index() : EventIndex{};
    if (input.after != index)
      return Difference{misfit(input, line,
                               "this input comes after event " + std::to_string(input.after.value) +
                                   ", but there are " + std::to_string(index.value))};
    if (!process.node && input.input != InputKind::start)
      return Difference{misfit(input, line, "the process has not been started")};
    ++process.steps;
    ++inputs_;
    auto given = step(process, input, line);
    if (!given) {
      auto error = given.error();
      error.place.line = line;
      return error;
    }
    return given;
  }

  // Gives the input to the node, and notes what it says.
  Result<Difference> step(OfProcess& process, const InputRecord& input, std::uint64_t line) {
    if (input.input == InputKind::start) {
      auto start = decode_start(input.data, blank_);
      if (!start) return start.error();
      process.incarnation = start->incarnation;
      if (!process.node && !start->fresh)
        return Difference{misfit(input, line, "the process starts without a state")};
      if (!process.node)
        process.node.emplace(std::move(*start->fresh));
      else if (start->fresh)
        process.node->lose_state(std::move(*start->fresh));
    }
    const Step step{input.process, {input.mono}, process.incarnation, random_};
    auto& node = *process.node;
    switch (input.input) {
      case InputKind::start: node.start(step, out_); break;
      case InputKind::timer: {
        TimerInput timer;
        if (auto read = decode_fields(input.data, timer, "the data of a timer"); !read)
          return read.error();
        node.expire(timer.timer, step, out_);
        break;
      }
      case InputKind::command: {
        Command command;
        if (auto read = decode_fields(input.data, command, "the data of a command"); !read)
          return read.error();
        (void)node.command(command, step, out_);
        break;
      }
      case InputKind::message: {
        MessageInput<Body> message;
        if (auto read = decode_fields(input.data, message, "the data of a message"); !read)
          return read.error();
        if (auto label = checked_label(label_of(message.body), "the label"); !label)
          return label.error();
        if (admit(node.clock().lamport(), message.sent) == Admission::range)
          return Difference{misfit(input, line, "no clock can receive this message")};
        const auto event = node.receive({message.message, message.sent, message.body}, step, out_);
        expect(process, input,
               {.process = input.process,
                .index = event.index,
                .kind = EventKind::receive,
                .lamport = event.stamp,
                .time = {},
                .message = message.message},
               label_of(message.body), {});
        break;
      }
    }
    expect_effects(process, input);
    return Difference{};
  }

  void expect_effects(OfProcess& process, const InputRecord& input) {
    for (const auto& effect : out_.effects()) {
      EventRecord event{.process = input.process,
                        .index = effect.event.index,
                        .kind = EventKind::internal,
                        .lamport = effect.event.stamp,
                        .time = {}};
      if (effect.kind == EffectKind::internal) {
        expect(process, input, event, out_.label(effect), {});
      } else if (effect.kind == EffectKind::send) {
        event.kind = EventKind::send;
        expect(process, input, event, label_of(effect.body), out_.recipients(effect));
      }
    }
  }

  static void expect(OfProcess& process, const InputRecord& input, EventRecord event,
                     std::string_view label, std::span<const ProcessId> to) {
    event.time = {input.wall};
    event.incarnation = process.incarnation;
    process.expected.push_back({event, std::string(label), {to.begin(), to.end()}});
  }

  P blank_;
  RandomStream random_;
  std::vector<OfProcess> processes_;
  Difference before_inputs_;  // an event before any input: a difference only if one follows
  Outbox<Body> out_;
};

}  // namespace lamport
