// What a rule is, and what it finds. A rule reads a trace's records once, in order, and reports
// every place that breaks its statement, with the events that prove it. The universal rules, and
// which rules a header may name, are elsewhere in core/check; users add rules of their own.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// An event as evidence. Index 0 means that there is none; line 0 that its line is not known.
struct EvidenceEvent {
  EventId event;
  std::uint64_t line = 0;
};

/// One place where a rule is broken: data, never an exception.
struct Finding {
  std::string rule;
  EvidenceEvent first;   ///< the earlier event of the two
  EvidenceEvent second;  ///< where the rule breaks
  std::string proof;     ///< the arithmetic or the path, as a sentence
};

/// Keeps the first findings of a check and counts the rest, so that a bad trace of any length is
/// decided in bounded memory.
class Findings {
 public:
  static constexpr std::size_t most_kept = 1000;

  void add(Finding finding) {
    ++count_;
    if (kept_.size() < most_kept) kept_.push_back(std::move(finding));
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Finding>& kept() const { return kept_; }

 private:
  std::uint64_t count_ = 0;
  std::vector<Finding> kept_;
};

/// Thread rule: one trace, one rule object. Memory: what is open, never the whole trace.
class Rule {
 public:
  virtual ~Rule() = default;

  /// The word under which a header names it and a report shows it.
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Before the first record. The header outlives the call only as a copy.
  virtual void header(const Header& /*header*/, Findings& /*findings*/) {}
  /// The record on `line`. Its views are valid during the call.
  virtual void record(const Record& record, std::uint64_t line, Findings& findings) = 0;
  /// After the last record of a whole trace; not called for a truncated one.
  virtual void end(Findings& /*findings*/) {}
};

/// What make_rule knows, ascending.
[[nodiscard]] std::span<const std::string_view> rule_names();

/// The rule that a header may name ("fifo", "mutex", ...); null when there is none of that name.
[[nodiscard]] std::unique_ptr<Rule> make_rule(std::string_view name);

}  // namespace lamport
