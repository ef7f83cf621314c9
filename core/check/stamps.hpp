// The three rules about Lamport stamps: clock-condition, step-exact, jump. Each decides on the two
// edges that end in an event; by transitivity that decides it for the whole partial order.
#pragma once

#include "core/check/happened_before.hpp"
#include "core/process/node.hpp"

namespace lamport {

/// a -> b implies L(a) < L(b), edge by edge.
/// Source: Lamport 1978, section "Logical Clocks", the Clock Condition (C1, C2).
class ClockCondition {
 public:
  static constexpr std::string_view name = "clock-condition";
  static void event(const Occasion& at, Findings& findings);
};

/// internal, send: L = L(prev) + 1; receive: L = max(L(prev), L(send)) + 1.
/// Source: Lamport 1978, section "Logical Clocks", IR1 and IR2, with this project's ticks of 1.
class StepExact {
 public:
  static constexpr std::string_view name = "step-exact";
  static void event(const Occasion& at, Findings& findings);
};

/// An accepted receive was admissible (see admit in core/process/node.hpp); a rejected one was not.
/// In live and imported traces a fate does not stand where it happened, so that the recipient's
/// clock at that time is unknown: there a jump is only held against the smallest clock, 0.
class Jump {
 public:
  static constexpr std::string_view name = "jump";
  /// The limit is the header's setting "max_jump", or the default.
  void header(const Header& header);
  void event(const Occasion& at, Findings& findings) const;
  void fate(const FateOccasion& at, Findings& findings) const;

 private:
  std::uint64_t max_jump_ = default_max_jump;
  bool in_place_ = true;  // fates stand where they happened
};

}  // namespace lamport
