// What a check comes to: a state for every rule, the findings, and one state for the whole trace.
// How it is shown to people is the command line's affair.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/check/rule.hpp"

namespace lamport {

enum class RuleState : std::uint8_t {
  ok,
  broken,
  not_checked,      ///< the note says why
  nothing_checked,  ///< the trace has nothing that the rule could be broken by
};

/// "ok", "broken", "not-checked", "nothing-checked".
[[nodiscard]] std::string_view name_of(RuleState state);

struct RuleVerdict {
  std::string rule;
  RuleState state = RuleState::ok;
  std::uint64_t findings = 0;
  std::string note;  ///< why not checked; empty otherwise
};

struct Verdict {
  RuleState state = RuleState::ok;  ///< broken before nothing-checked before ok
  bool whole = true;                ///< the trace was read to its end record
  bool complete = true;             ///< the header's: no member of a live run is missing
  std::vector<RuleVerdict> rules;   ///< universal ones first, then those of the header
  std::vector<Finding> findings;    ///< the first of every rule, by the line where each breaks
  std::uint64_t finding_count = 0;  ///< all, also those that were not kept
  std::uint64_t records = 0;
  std::uint64_t events = 0;
  std::uint64_t receives = 0;
};

}  // namespace lamport
