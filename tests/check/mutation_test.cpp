// Good traces with one thing changed at random, by the thousand: the checker that streams finds
// something exactly when the definitions say that something is broken, and never the reverse.
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/check/by_definition.hpp"
#include "tests/check/simulated.hpp"

namespace lamport {
namespace {

// Changes one thing. Every draw is a remainder, because distributions differ between libraries.
class Mutation {
 public:
  Mutation(KeptTrace& trace, std::uint64_t seed) : trace_(trace), random_(seed) {
    auto& records = trace.records;
    const auto at = below(records.size());
    const auto other = below(records.size());
    switch (below(6)) {
      case 0: records.erase(begin(at)); break;
      case 1: records.insert(begin(other), Record(records[at])); break;
      case 2: std::swap(records[at], records[other]); break;
      case 3: std::swap(records[at], records[(at + 1) % records.size()]); break;
      default: std::visit([this](auto& record) { change(record); }, records[at]);
    }
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::vector<Record>::iterator begin(std::size_t at) {
    return trace_.records.begin() + static_cast<std::ptrdiff_t>(at);
  }
  ProcessId any_process() {
    return {static_cast<std::uint32_t>(below(trace_.header.processes.size()))};
  }
  template <class Number>
  void nudge(Number& value) {
    const auto step = static_cast<Number>(1 + below(3));
    value = below(2) == 0 && value > step ? value - step : value + step;
  }

  void change(EventRecord& event) {
    switch (below(6)) {
      case 0: return nudge(event.lamport.value);
      case 1: return nudge(event.index.value);
      case 2: event.process = any_process(); return;
      case 3: return change_vector(event);
      case 4: return change_message(event);
      default: return change_kind(event);
    }
  }
  void change_message(EventRecord& event) {
    if (event.kind == EventKind::receive) {
      if (below(3) == 0)
        event.message.process = any_process();
      else
        nudge(event.message.index.value);
    } else if (event.kind == EventKind::send) {
      event.to = trace_.recipients.emplace_back(1, any_process());
    } else {
      nudge(event.lamport.value);
    }
  }
  void change_kind(EventRecord& event) {
    event.kind = event.kind == EventKind::internal ? EventKind::send : EventKind::internal;
    event.message = {};
    event.to = {};
    if (event.kind == EventKind::send) event.to = trace_.recipients.emplace_back(1, any_process());
  }
  void change_vector(EventRecord& event) {
    if (event.vector.empty()) return nudge(event.lamport.value);
    auto& vector = trace_.vectors.emplace_back(event.vector.begin(), event.vector.end());
    nudge(vector[below(vector.size())].index);
    event.vector = vector;
  }
  void change(FateRecord& fate) {
    switch (below(3)) {
      case 0: nudge(fate.message.index.value); return;
      case 1: fate.to = any_process(); return;
      default:
        fate.fate = fate.fate == FateKind::dropped ? FateKind::duplicated : FateKind::dropped;
    }
  }
  void change(LifeRecord& life) { nudge(life.incarnation.value); }
  void change(LinkRecord& link) { link.to = any_process(); }
  void change(InputRecord& input) { nudge(input.step); }

  KeptTrace& trace_;
  std::mt19937_64 random_;
};

std::set<std::string> found(const Verdict& verdict) {
  std::set<std::string> names;
  for (const auto& rule : verdict.rules)
    if (rule.state == RuleState::broken) names.insert(rule.rule);
  return names;
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += " " + name;
  return text;
}

struct World {
  const char* name;
  sim::LinkKind links;
  bool vectors;
};

class MutatedTrace : public testing::TestWithParam<World> {};

TEST_P(MutatedTrace, IsBrokenExactlyWhenTheDefinitionsSaySo) {
  const auto& world = GetParam();
  auto scenario = faulty_scenario(world.links);
  scenario.until = milliseconds(1100);
  // What the definitions of this test do not speak of; the checker may find it beside or alone.
  const std::set<std::string> not_decided{"well-formed", "order", "jump", "faults"};
  std::set<std::string> reached;
  int harmless = 0;
  std::vector<std::string> bytes;
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    bytes.push_back(simulated(scenario, seed, world.vectors));
  for (const auto& good : bytes)
    ASSERT_EQ(joined(ByDefinition(read_kept(good)).broken()), "") << "not good to begin with";
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    auto trace = read_kept(bytes[seed % bytes.size()]);
    Mutation(trace, seed);
    const auto wrong = ByDefinition(trace).broken();
    const auto verdict = verdict_on(trace);
    auto caught = found(verdict);
    reached.insert(wrong.begin(), wrong.end());
    if (wrong.empty()) {
      ++harmless;
      for (const auto& name : not_decided) caught.erase(name);
      ASSERT_EQ(joined(caught), "") << "seed " << seed << ": nothing is broken\n" << shown(verdict);
    } else {
      ASSERT_FALSE(caught.empty()) << "seed " << seed << ": missed" << joined(wrong);
    }
  }
  EXPECT_GT(harmless, 10);
  for (const auto* rule : {"well-formed", "clock-condition", "step-exact", "message-integrity",
                           "conservation", "order"})
    EXPECT_TRUE(reached.count(rule)) << rule << " was never broken";
  EXPECT_EQ(reached.count("vector"), world.vectors ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Check, MutatedTrace,
                         testing::Values(World{"reliable", sim::LinkKind::reliable, false},
                                         World{"raw", sim::LinkKind::raw, false},
                                         World{"vectors", sim::LinkKind::reliable, true}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace lamport
