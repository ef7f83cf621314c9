// Nothing is there in name only: every fault, every fate with every reason it can have, and every
// rare state of a run is reached by the built-in scenarios, and counted here. Rejections cannot be
// reached honestly, because a clock would need 2^40 events; tests/sim/rejection_test.cpp makes
// them.
#include <array>
#include <map>
#include <set>

#include "core/trace/record_names.hpp"
#include "tests/scenarios/built_in.hpp"

namespace lamport::sim {
namespace {

/// How often each thing happened, by a name that a failure shows.
using Counts = std::map<std::string, std::uint64_t>;

/// Follows a trace and counts.
class Counter {
 public:
  explicit Counter(Counts& counts) : counts_(counts) {}

  void operator()(const Record& record) {
    std::visit([this](const auto& one) { count(one); }, record);
  }

 private:
  void count(const EventRecord& event) {
    if (event.kind == EventKind::send) {
      if (event.to.size() > 1) ++counts_["multicast"];
      for (const auto to : event.to) {
        const std::pair link{event.process, to};
        const auto fault = faults_.find(link);
        if (fault != faults_.end() && fault->second == LinkChange::cut)
          sent_into_cut_.insert({{event.process, event.index}, to});
      }
    }
    if (event.kind != EventKind::receive) return;
    if (sent_into_cut_.count({event.message, event.process}) != 0)
      ++counts_["held on a cut link, then received"];
    if (const auto back = back_.find(event.process);
        back != back_.end() && back->second.time == event.time)
      ++counts_[back->second.change == LifeChange::resume
                    ? "received after waiting at a paused process"
                    : "received after waiting at a process that was down"];
    auto& latest = latest_[{event.message.process, event.process}];
    if (event.message.index < latest) ++counts_["overtaken"];
    latest = std::max(latest, event.message.index);
  }
  void count(const FateRecord& fate) {
    ++counts_["fate " + std::string(name_of(fate.fate)) + "/" + std::string(name_of(fate.reason))];
  }
  void count(const LifeRecord& life) {
    ++counts_["life " + std::string(name_of(life.change))];
    if (life.change == LifeChange::crash && paused_.count(life.process) != 0)
      ++counts_["crash of a paused process"];
    if (life.incarnation.value > 2) ++counts_["third incarnation"];
    if (life.change == LifeChange::pause)
      paused_.insert(life.process);
    else
      paused_.erase(life.process);
    if (life.change == LifeChange::restart || life.change == LifeChange::resume)
      back_[life.process] = life;
  }
  void count(const LinkRecord& link) {
    ++counts_["link " + std::string(name_of(link.change))];
    faults_[{link.from, link.to}] = link.change;
  }
  void count(const InputRecord&) {}

  Counts& counts_;
  std::map<std::pair<ProcessId, ProcessId>, LinkChange> faults_;
  std::set<std::pair<EventId, ProcessId>> sent_into_cut_;
  std::map<ProcessId, LifeRecord> back_;
  std::set<ProcessId> paused_;
  std::map<std::pair<ProcessId, ProcessId>, EventIndex> latest_;
};

TEST(Reached, EveryFaultEveryFateAndEveryRareState) {
  Counts counts;
  std::array<std::uint64_t, 4> endings{};
  for (const auto& name : built_in_names()) {
    const auto scenario = built_in(name);
    for (std::uint64_t seed = 1; seed <= (is_long(scenario) ? 1 : 12); ++seed) {
      const auto run = traced(scenario, seed);
      ++endings[static_cast<std::size_t>(run.report.outcome.ending)];
      for_each_record(run.trace, Counter(counts));
    }
  }
  for (const auto* name : {"life crash",
                           "life restart",
                           "life pause",
                           "life resume",
                           "link cut",
                           "link heal",
                           "link delay",
                           "link drop",
                           "fate dropped/loss",
                           "fate dropped/partition",
                           "fate dropped/down",
                           "fate dropped/queue",
                           "fate undelivered/end",
                           "fate duplicated/copy",
                           "multicast",
                           "held on a cut link, then received",
                           "received after waiting at a paused process",
                           "received after waiting at a process that was down",
                           "overtaken",
                           "crash of a paused process",
                           "third incarnation"})
    EXPECT_GT(counts[name], 0u) << name;
  EXPECT_GT(endings[static_cast<std::size_t>(Ending::time)], 0u);
  EXPECT_GT(endings[static_cast<std::size_t>(Ending::events)], 0u);
  EXPECT_GT(endings[static_cast<std::size_t>(Ending::quiet)], 0u);
  for (const auto& [name, count] : counts) RecordProperty(name, std::to_string(count));
}

}  // namespace
}  // namespace lamport::sim
