// A simulated run whose records go straight into one rule: what it finds, and how the run ended.
#pragma once

#include "core/check/rule.hpp"
#include "sim/simulate.hpp"

namespace lamport::sim {

class RuleSink {
 public:
  RuleSink(Rule& rule, const Header& header) : rule_(rule) { rule_.header(header, findings_); }

  void event(const EventRecord& event) {
    if (event.label == "enter" || event.label.starts_with("deliver")) ++grants_;
    give(event);
  }
  void fate(const FateRecord& fate) { give(fate); }
  void life(const LifeRecord& life) { give(life); }
  void link(const LinkRecord& link) { give(link); }
  [[nodiscard]] static bool wants_fates() { return true; }

  void end() { rule_.end(findings_); }
  [[nodiscard]] const Findings& findings() const { return findings_; }
  /// Events labelled "enter" or "deliver ...": that something was checked at all.
  [[nodiscard]] std::uint64_t grants() const { return grants_; }

 private:
  void give(const Record& record) { rule_.record(record, ++line_, findings_); }

  Rule& rule_;
  Findings findings_;
  std::uint64_t line_ = 1;
  std::uint64_t grants_ = 0;
};

struct RuleRun {
  Findings findings;
  Outcome outcome;
  std::uint64_t grants = 0;

  [[nodiscard]] std::string first() const {
    return findings.kept().empty() ? "" : findings.kept().front().proof;
  }
};

template <Process P, class R>
RuleRun run_under_rule(const Scenario& scenario, Seed seed,
                       typename Simulator<P, RuleSink>::Factory make) {
  R rule;
  RuleSink sink{rule, header_of(scenario, seed)};
  Simulator<P, RuleSink> simulator{scenario, seed, std::move(make), sink};
  const auto outcome = simulator.run([](Time, std::uint64_t) { return true; });
  sink.end();
  return {sink.findings(), outcome, sink.grants()};
}

}  // namespace lamport::sim
