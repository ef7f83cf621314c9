// LiveProcess: a Node of any process type, with bodies, commands and states as JSON, so that host,
// journal and links are compiled once and know no process type. It encodes and decodes; every rule
// of time is Node's.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/formats/input_data.hpp"
#include "core/formats/json_string.hpp"
#include "core/process/node.hpp"
#include "core/process/process.hpp"
#include "core/trace/records.hpp"

namespace lamport::net {

/// One effect of a step (core/process/outbox.hpp), its body encoded.
struct Said {
  EffectKind kind = EffectKind::internal;
  Occurrence event;
  std::string label;          ///< internal, send
  std::vector<ProcessId> to;  ///< send
  std::string body;           ///< send
  TimerId timer;
  Duration delay;
};

/// What a step did. Valid until the next step.
struct StepResult {
  std::string data;     ///< of the input's record
  Occurrence received;  ///< messages: the receive event
  std::string label;    ///< messages: its label
  CommandAnswer answer = CommandAnswer::done;
  std::span<const Said> said;
};

/// Whether a process acts by itself, and how often: for display. The command "automatic" (value 0
/// or 1) and the command "rate" (mean milliseconds) change it.
template <class P>
concept ActsByItself = requires(const P& process) {
  { process.automatic() } -> std::convertible_to<bool>;
  { process.automatic_mean() } -> std::convertible_to<Duration>;
};

struct AutomaticNow {
  bool enabled = false;
  Duration mean;
};

/// Thread rule: one thread, the host's. Cost: Node's and the encoding.
class LiveProcess {
 public:
  LiveProcess() = default;
  LiveProcess(const LiveProcess&) = delete;
  LiveProcess& operator=(const LiveProcess&) = delete;
  virtual ~LiveProcess() = default;

  /// `anew`: the process has no state from before, so that its record holds the fresh one.
  virtual const StepResult& start(const Step& step, bool anew) = 0;
  /// An error if `body` is not this process's; then nothing happened.
  /// Precondition: the stamp is admitted.
  virtual Result<const StepResult*> receive(EventId message, LamportTime sent,
                                            std::string_view body, const Step& step) = 0;
  virtual const StepResult& expire(TimerId timer, const Step& step) = 0;
  virtual const StepResult& command(const Command& command, const Step& step) = 0;

  /// Gives an input again, as its record has it. The run has so many processes; data that could not
  /// be of such a run is an error.
  virtual Result<Done> replay(InputKind input, std::string_view data, const Step& step,
                              std::size_t processes) = 0;
  /// Puts a stored state and clock in the place of what is there. An error likewise.
  virtual Result<Done> restore(std::string_view state, EventClock clock, std::size_t processes) = 0;

  [[nodiscard]] virtual const EventClock& clock() const = 0;
  /// The process's fields.
  [[nodiscard]] virtual std::string state() const = 0;
  [[nodiscard]] virtual std::optional<AutomaticNow> automatic() const = 0;
};

/// Precondition of live life: state and bodies list their fields (core/base/fields.hpp).
template <Replayable P>
class TypedProcess final : public LiveProcess {
 public:
  explicit TypedProcess(P fresh) : node_(std::move(fresh)) {}

  const StepResult& start(const Step& step, bool anew) override {
    result_.data = start_data(step.incarnation, anew ? &node_.process() : nullptr);
    node_.start(step, out_);
    return take();
  }

  Result<const StepResult*> receive(EventId message, LamportTime sent, std::string_view body,
                                    const Step& step) override {
    Body decoded{};
    if (auto done = decode_fields(body, decoded, "the body"); !done) return done.error();
    if (auto label = checked_label(label_of(decoded), "the label"); !label) return label.error();
    const Message<Body> input{message, sent, decoded};
    result_.data = message_data(input);
    result_.label = label_of(decoded);
    result_.received = node_.receive(input, step, out_);
    return &take();
  }

  const StepResult& expire(TimerId timer, const Step& step) override {
    result_.data = timer_data(timer);
    node_.expire(timer, step, out_);
    return take();
  }

  const StepResult& command(const Command& command, const Step& step) override {
    result_.data = command_data(command);
    result_.answer = node_.command(command, step, out_);
    return take();
  }

  Result<Done> replay(InputKind input, std::string_view data, const Step& step,
                      std::size_t processes) override {
    switch (input) {
      case InputKind::start: return replay_start(data, step, processes);
      case InputKind::message: return replay_message(data, step, processes);
      case InputKind::timer: {
        auto timer = decode_timer(data);
        if (!timer) return timer.error();
        node_.expire(timer->timer, step, out_);
        return Done{};
      }
      case InputKind::command: {
        auto command = decode_command(data, processes);
        if (!command) return command.error();
        (void)node_.command(*command, step, out_);
        return Done{};
      }
    }
    return Done{};
  }

  Result<Done> restore(std::string_view state, EventClock clock, std::size_t processes) override {
    constexpr std::string_view what = "the stored state";
    auto process = node_.process();
    if (auto done = decode_fields(state, process, what); !done) return done;
    if (auto fits = check_state(process, processes, what); !fits) return fits;
    node_ = Node<P>(std::move(process), clock);
    return Done{};
  }

  [[nodiscard]] const EventClock& clock() const override { return node_.clock(); }
  [[nodiscard]] std::string state() const override { return encode_fields(node_.process()); }
  [[nodiscard]] std::optional<AutomaticNow> automatic() const override {
    if constexpr (ActsByItself<P>)
      return AutomaticNow{node_.process().automatic(), node_.process().automatic_mean()};
    else
      return std::nullopt;
  }

 private:
  using Body = typename P::Body;

  Result<Done> replay_start(std::string_view data, const Step& step, std::size_t processes) {
    auto start = decode_start(data, node_.process(), processes);
    if (!start) return start.error();
    if (start->fresh) node_.lose_state(std::move(*start->fresh));
    node_.start(step, out_);
    return Done{};
  }

  Result<Done> replay_message(std::string_view data, const Step& step, std::size_t processes) {
    auto input = decode_message<Body>(data, processes);
    if (!input) return input.error();
    if (admit(node_.clock().lamport(), input->sent) == Admission::range)
      return Error{ErrorCode::bad_data, "no clock can receive a message of the journal", {}, ""};
    (void)node_.receive({input->message, input->sent, input->body}, step, out_);
    return Done{};
  }

  // The effects as values; strings are reused from step to step.
  const StepResult& take() {
    const auto effects = out_.effects();
    if (said_.size() < effects.size()) said_.resize(effects.size());
    for (std::size_t i = 0; i < effects.size(); ++i) {
      const auto& effect = effects[i];
      auto& said = said_[i];
      said.kind = effect.kind;
      said.event = effect.event;
      said.timer = effect.timer;
      said.delay = effect.delay;
      if (effect.kind == EffectKind::internal) said.label = out_.label(effect);
      if (effect.kind != EffectKind::send) continue;
      const auto to = out_.recipients(effect);
      said.to.assign(to.begin(), to.end());
      said.label = label_of(effect.body);
      said.body = encode_fields(effect.body);
    }
    result_.said = {said_.data(), effects.size()};
    return result_;
  }

  Node<P> node_;
  Outbox<Body> out_;
  std::vector<Said> said_;
  StepResult result_;
};

template <Replayable P>
[[nodiscard]] std::unique_ptr<LiveProcess> live(P fresh) {
  return std::make_unique<TypedProcess<P>>(std::move(fresh));
}

}  // namespace lamport::net
