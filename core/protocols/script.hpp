// script: a process that does what is written down for it, event by event, as in a textbook's
// exercise. The answers to the exercise are the stamps that the run gives. It decides nothing: when
// its own events happen is written in its steps, and when messages arrive is the world's
// (sim/script_schedule.hpp works out both, so that every receive happens in its place).
//
// If the world delays a message, what is written after it waits; a message that comes before its
// place is received when it comes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/process/process.hpp"

namespace lamport {

enum class ScriptKind : std::uint8_t { internal, send, receive };
inline constexpr std::array<std::string_view, 3> script_kind_names{"internal", "send", "receive"};
constexpr std::span<const std::string_view> enum_names(ScriptKind) {
  return script_kind_names;
}

/// One event of a script.
struct ScriptStep {
  ScriptKind kind = ScriptKind::internal;
  std::string name;           ///< internal: its label, may be empty; else the message
  std::vector<ProcessId> to;  ///< send: ascending, unique, not empty
  Time at;                    ///< when it happens at the earliest

  static constexpr auto fields() {
    return std::tuple{Field{"kind", &ScriptStep::kind}, Field{"name", &ScriptStep::name},
                      Field{"to", &ScriptStep::to}, Field{"at", &ScriptStep::at}};
  }
};

class Script {
 public:
  struct Body {
    std::string name;

    [[nodiscard]] std::string_view label() const { return name; }
    static constexpr auto fields() { return std::tuple{Field{"name", &Body::name}}; }
  };

  explicit Script(std::vector<ScriptStep> steps) : steps_(std::move(steps)) {}

  void on_start(Outbox<Body>& out) { wait(out); }
  void on_message(const Message<Body>& message, Outbox<Body>& out);
  void on_timer(TimerId timer, Outbox<Body>& out);

  /// How many of its steps are done.
  [[nodiscard]] std::uint64_t done() const { return done_; }

  /// What keeps this state from being one of a process of such a run, beginning with the field's
  /// name; nothing if it can be. A process that passes can be given any input without harm.
  [[nodiscard]] std::optional<std::string> misfit(std::size_t processes) const;

  static constexpr auto fields() {
    return std::tuple{Field{"steps", &Script::steps_}, Field{"done", &Script::done_},
                      Field{"received", &Script::received_}};
  }

 private:
  void wait(Outbox<Body>& out);
  [[nodiscard]] bool own_event_is_next() const;

  std::vector<ScriptStep> steps_;
  std::uint64_t done_ = 0;
  std::set<std::string> received_;
};

}  // namespace lamport
