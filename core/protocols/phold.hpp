// phold: the field's standard load for simulation engines, as a process. One message per process at
// the start; each receive sends one message to a uniformly random other process. The delay (1 ms +
// exponential of mean 9 ms) belongs to the link, not to the protocol. Needs raw links, 2 processes
// or more, and no other event, so that it measures the engine alone.
// Source: Fujimoto, "Performance of Time Warp under synthetic workloads", 1990.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/process/process.hpp"
#include "core/protocols/state_check.hpp"

namespace lamport {

class Phold {
 public:
  struct Body {
    static constexpr auto fields() { return std::tuple<>{}; }
  };

  explicit Phold(std::uint32_t process_count) : process_count_(process_count) {}

  void on_start(Outbox<Body>& out) {
    if (out.incarnation() == Incarnation{1}) pass_on(out);
  }
  void on_message(const Message<Body>&, Outbox<Body>& out) { pass_on(out); }

  /// What keeps this state from being one of a process of such a run; nothing if it can be.
  [[nodiscard]] std::optional<std::string> misfit(std::size_t processes) const {
    StateCheck check(processes);
    check.count("processes", process_count_);
    check.that(process_count_ >= 2, "processes", "is less than 2: there is nobody to send to");
    return std::move(check).first();
  }

  static constexpr auto fields() { return std::tuple{Field{"processes", &Phold::process_count_}}; }

 private:
  void pass_on(Outbox<Body>& out) {
    const auto other = static_cast<std::uint32_t>(out.random(process_count_ - 1));
    out.send({other < out.self().value ? other : other + 1}, {});
  }

  std::uint32_t process_count_;
};

}  // namespace lamport
