// Outbox: all that a process may say in one step. It stamps events as they are said and records
// effects in order, as plain values; a host interprets them afterwards. It acts on nothing itself.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "core/process/event_clock.hpp"
#include "core/process/message.hpp"

namespace lamport {

/// What the host tells a step: who runs, when, in which life, and where its random draws come from.
/// `now` is monotonic for a process; in the simulator it is virtual, on a live node it is not.
struct Step {
  ProcessId self;
  Time now;
  Incarnation incarnation;
  RandomStream random;
};

enum class EffectKind : std::uint8_t { internal, send, set_timer, cancel_timer };

/// One thing a process said. Which members mean something depends on `kind`.
template <class Body>
struct Effect {
  EffectKind kind = EffectKind::internal;
  std::uint32_t recipient_count = 0;  ///< send
  ProcessId to;                       ///< send to one: the recipient
  std::uint32_t first_recipient = 0;  ///< send to several: where they start, see recipients()
  Occurrence event;                   ///< internal, send; for timers only the index it was set at
  TimerId timer;                      ///< set_timer, cancel_timer
  Duration delay;                     ///< set_timer
  std::uint32_t label_begin = 0;      ///< internal: see label()
  std::uint32_t label_size = 0;
  [[no_unique_address]] Body body{};  ///< send
};

/// One concrete class, reused from step to step; after its first steps it allocates nothing.
/// Thread rule: belongs to the host's thread.
///
/// At the end of Lamport time (2^53 - 1) nothing can be stamped any more: what is said then is
/// dropped, and refused() tells the host.
template <class Body>
class Outbox {
 public:
  // What a process uses.

  [[nodiscard]] ProcessId self() const { return step_.self; }
  [[nodiscard]] Time now() const { return step_.now; }
  [[nodiscard]] Incarnation incarnation() const { return step_.incarnation; }

  /// A random number in [0, bound); bound > 0.
  std::uint64_t random(std::uint64_t bound) {
    Engine engine{*this};
    return uniform_below(engine, bound);
  }
  /// A random duration in [low, high].
  Duration random_between(Duration low, Duration high) {
    Engine engine{*this};
    return uniform_between(engine, low, high);
  }

  /// An internal event. The label is copied; at most longest_trace_string bytes of UTF-8.
  LamportTime internal(std::string_view label) {
    if (at_end()) return last_lamport_time;
    auto& effect = next(EffectKind::internal);
    effect.event = clock_->advance();
    effect.label_begin = static_cast<std::uint32_t>(labels_.size());
    effect.label_size = static_cast<std::uint32_t>(label.size());
    labels_.append(label);
    return effect.event.stamp;
  }

  /// A send event to one process, itself allowed. Returns the event's timestamp, by which
  /// algorithms order requests.
  LamportTime send(ProcessId to, Body body) {
    if (at_end()) return last_lamport_time;
    auto& effect = next(EffectKind::send);
    effect.event = clock_->advance();
    effect.recipient_count = 1;
    effect.to = to;
    effect.body = std::move(body);
    return effect.event.stamp;
  }

  /// One send event, one timestamp, to several processes. Precondition: ascending, unique, not
  /// empty.
  LamportTime multicast(std::span<const ProcessId> recipients, Body body) {
    LAMPORT_ASSERT(!recipients.empty(), "a multicast to nobody");
    if (at_end()) return last_lamport_time;
    auto& effect = next(EffectKind::send);
    effect.event = clock_->advance();
    effect.recipient_count = static_cast<std::uint32_t>(recipients.size());
    effect.to = recipients.front();
    effect.first_recipient = static_cast<std::uint32_t>(recipients_.size());
    for (std::size_t i = 0; i < recipients.size(); ++i) {
      LAMPORT_ASSERT(i == 0 || recipients[i - 1] < recipients[i],
                     "the recipients of a multicast are not ascending and unique");
      recipients_.push_back(recipients[i]);
    }
    effect.body = std::move(body);
    return effect.event.stamp;
  }

  /// Asks for on_timer(timer) after `delay` (0 means 1 ns). Replaces that timer if it is set.
  /// Timers die with an incarnation: on_start arms them again.
  void set_timer(TimerId timer, Duration delay) {
    auto& effect = next(EffectKind::set_timer);
    effect.event = {clock_->index(), clock_->lamport()};
    effect.timer = timer;
    effect.delay = delay;
  }

  /// Nothing happens if the timer is not set.
  void cancel_timer(TimerId timer) {
    auto& effect = next(EffectKind::cancel_timer);
    effect.event = {clock_->index(), clock_->lamport()};
    effect.timer = timer;
  }

  // What a host and tests use.

  /// Everything said in this step, in order. Bodies may be moved from.
  [[nodiscard]] std::span<Effect<Body>> effects() { return {effects_.data(), count_}; }
  /// The recipients of a send effect, ascending.
  [[nodiscard]] std::span<const ProcessId> recipients(const Effect<Body>& effect) const {
    if (effect.recipient_count == 1) return {&effect.to, 1};
    return {recipients_.data() + effect.first_recipient, effect.recipient_count};
  }
  /// The label of an internal event.
  [[nodiscard]] std::string_view label(const Effect<Body>& effect) const {
    return std::string_view{labels_}.substr(effect.label_begin, effect.label_size);
  }
  /// Something was dropped because Lamport time has ended.
  [[nodiscard]] bool refused() const { return refused_; }

  /// Begins a step of the process whose history is `clock`. Called by Node only.
  void begin(const Step& step, EventClock& clock) {
    // Member by member, as hosts write them: copying it whole stalls store forwarding (10 ns).
    step_.self = step.self;
    step_.now = step.now;
    step_.incarnation = step.incarnation;
    step_.random = step.random;
    clock_ = &clock;
    count_ = 0;
    recipients_.clear();
    labels_.clear();
    refused_ = false;
  }

 private:
  struct Engine {
    using result_type = std::uint64_t;
    static constexpr result_type min() { return Draws::min(); }
    static constexpr result_type max() { return Draws::max(); }
    Outbox& outbox;
    result_type operator()() {
      return outbox.step_.random.draw(outbox.step_.self, outbox.clock_->next_draw());
    }
  };

  // Effects are written in place: building one and copying it stalls store forwarding (17-23 ns).
  Effect<Body>& next(EffectKind kind) {
    if (count_ == effects_.size()) effects_.emplace_back();
    auto& effect = effects_[count_++];
    effect.kind = kind;
    return effect;
  }

  bool at_end() {
    if (clock_->lamport() < last_lamport_time) [[likely]]
      return false;
    refused_ = true;
    return true;
  }

  Step step_;
  EventClock* clock_ = nullptr;
  std::size_t count_ = 0;
  std::vector<Effect<Body>> effects_;
  std::vector<ProcessId> recipients_;
  std::string labels_;
  bool refused_ = false;
};

}  // namespace lamport
