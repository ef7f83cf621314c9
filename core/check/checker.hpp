// Decides every rule on a trace while it streams by: the universal rules of docs/checking.md, the
// rules that the trace's header names, and rules of the user's own. It opens no file and changes no
// record; memory grows with processes and open messages, never with events.
#pragma once

#include <memory>
#include <vector>

#include "core/check/deliveries.hpp"
#include "core/check/faults.hpp"
#include "core/check/happened_before.hpp"
#include "core/check/order.hpp"
#include "core/check/stamps.hpp"
#include "core/check/vectors.hpp"
#include "core/check/verdict.hpp"
#include "core/check/well_formed.hpp"

namespace lamport {

/// Call add for rules of your own, header once, record for each record in order, finish once.
///
///   Checker checker;
///   checker.add(std::make_unique<MyRule>());
///   checker.header(header);
///   for (...) checker.record(record, line);
///   const Verdict verdict = checker.finish();
///
/// Precondition of records: every process id is one of the header's (a reader sees to it).
/// Cost: some 50 ns an event without the header's rules; O(processes) an event with vectors.
/// Thread rule: one trace, one checker.
class Checker {
 public:
  /// A rule beyond the universal ones. One of a name that the header names too takes its place.
  /// Precondition: before header.
  void add(std::unique_ptr<Rule> rule);

  void header(const Header& header);
  void record(const Record& record, std::uint64_t line);

  /// `whole`: the trace was read to its end record. Otherwise what needs the end (messages without
  /// a fate) is not decided, and the verdict says so.
  [[nodiscard]] Verdict finish(bool whole = true);

 private:
  struct Extra {
    std::unique_ptr<Rule> rule;  // null: the header names it and nobody knows it
    std::string name;
    Findings findings;
  };

  void event(const EventRecord& event, std::uint64_t line);
  void open(const EventRecord& event, std::uint64_t line);
  void fate(const FateRecord& fate, std::uint64_t line);
  void life(const LifeRecord& life, std::uint64_t line);
  void input(const InputRecord& input, std::uint64_t line);
  void link(const LinkRecord& link, std::uint64_t line);
  [[nodiscard]] History& history(ProcessId process);
  void end_rules();

  std::vector<History> histories_;
  OpenMessages open_;

  // The universal rules, each with what it found.
  template <class R>
  struct Universal {
    R rule;
    Findings findings;
  };
  Universal<WellFormed> well_formed_;
  Universal<ClockCondition> clock_condition_;
  Universal<StepExact> step_exact_;
  Universal<Order> order_;
  Universal<MessageIntegrity> message_integrity_;
  Universal<Conservation> conservation_;
  Universal<Jump> jump_;
  Universal<Faults> faults_;
  Universal<Vectors> vectors_;
  std::vector<Extra> extra_;

  bool complete_ = true;
  std::uint64_t records_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t receives_ = 0;
};

}  // namespace lamport
