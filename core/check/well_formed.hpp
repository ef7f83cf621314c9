// The rule `well-formed`: what docs/trace-format.md says of records together. A single line's
// types, ranges and references to processes have been decided by who read it (core/formats). What
// the data of an input says is decided by a replay, not here.
#pragma once

#include "core/check/happened_before.hpp"

namespace lamport {

/// Indices without gaps, incarnations and lives that fit, reasons that fit their fates, inputs in
/// their steps and before the events they cause.
class WellFormed {
 public:
  static constexpr std::string_view name = "well-formed";

  void header(const Header& header);
  void event(const Occasion& at, Findings& findings) const;
  static void fate(const FateOccasion& at, Findings& findings);
  void life(const LifeRecord& life, std::uint64_t line, const History& before,
            Findings& findings) const;
  static void link(const LinkRecord& link, std::uint64_t line, Findings& findings);
  static void input(const InputRecord& input, std::uint64_t line, const History& before,
                    Findings& findings);

 private:
  void cause(const Occasion& at, Findings& findings) const;
  TraceSource source_ = TraceSource::simulation;
};

}  // namespace lamport
