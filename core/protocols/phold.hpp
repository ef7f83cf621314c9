// phold: the field's standard load for simulation engines, as a process. One message per process at
// the start; each receive sends one message to a uniformly random other process. The delay (1 ms +
// exponential of mean 9 ms) belongs to the link, not to the protocol. Needs raw links, 2 processes
// or more, and no other event, so that it measures the engine alone.
// Source: Fujimoto, "Performance of Time Warp under synthetic workloads", 1990.
#pragma once

#include <cstdint>

#include "core/process/process.hpp"

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

  static constexpr auto fields() { return std::tuple{Field{"processes", &Phold::process_count_}}; }

 private:
  void pass_on(Outbox<Body>& out) {
    const auto other = static_cast<std::uint32_t>(out.random(process_count_ - 1));
    out.send({other < out.self().value ? other : other + 1}, {});
  }

  std::uint32_t process_count_;
};

}  // namespace lamport
