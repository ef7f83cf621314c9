// Planted bugs: wrong little clocks and wrong little worlds, each put into a good trace of a faulty
// world as the trace such a bug would leave. The table says which rule catches each.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "tests/check/simulated.hpp"

namespace lamport {
namespace {

using Plant = std::function<bool(KeptTrace&)>;  // false: the trace has no place for it

struct Bug {
  const char* name;
  sim::LinkKind links;
  const char* rule;  ///< one that must catch it
  Plant plant;
};

std::ostream& operator<<(std::ostream& out, const Bug& bug) {
  return out << bug.name;
}

EventRecord* event_of(Record& record) {
  return std::get_if<EventRecord>(&record);
}

// Wrong clocks: every stamp is worked out again by a clock that errs.

using Clock =
    std::function<std::uint64_t(const EventRecord&, std::uint64_t own, std::uint64_t sent)>;
/// What else moves a clock: after this record, the clock of the process it concerns.
using Disturbance = std::function<void(const Record&, std::map<ProcessId, std::uint64_t>&)>;

std::uint64_t right(const EventRecord& event, std::uint64_t own, std::uint64_t sent) {
  return (event.kind == EventKind::receive ? std::max(own, sent) : own) + 1;
}

Plant clock(const Clock& stamp, const Disturbance& disturb = {}) {
  return [=](KeptTrace& trace) {
    std::map<ProcessId, std::uint64_t> clocks;
    std::map<EventId, std::uint64_t> sent;
    for (auto& record : trace.records) {
      if (disturb) disturb(record, clocks);
      auto* event = event_of(record);
      if (event == nullptr) continue;
      auto& own = clocks[event->process];
      own = stamp(*event, own, sent[event->message]);
      event->lamport = {own};
      if (event->kind == EventKind::send) sent[{event->process, event->index}] = own;
    }
    return true;
  };
}

Plant receive_clock(std::uint64_t (*stamp)(std::uint64_t own, std::uint64_t sent)) {
  return clock([=](const EventRecord& event, std::uint64_t own, std::uint64_t sent) {
    return event.kind == EventKind::receive ? stamp(own, sent) : own + 1;
  });
}

Plant tick_by(EventKind kind, std::uint64_t ticks) {
  return clock([=](const EventRecord& event, std::uint64_t own, std::uint64_t sent) {
    return event.kind == kind ? own + ticks : right(event, own, sent);
  });
}

// Wrong worlds: one record is lost, told twice, moved or changed.

using Which = std::function<bool(const Record&)>;

Which events(EventKind kind) {
  return [=](const Record& record) {
    const auto* event = std::get_if<EventRecord>(&record);
    return event != nullptr && event->kind == kind;
  };
}
Which fates(FateKind kind) {
  return [=](const Record& record) {
    const auto* fate = std::get_if<FateRecord>(&record);
    return fate != nullptr && fate->fate == kind;
  };
}
Which lives(LifeChange change) {
  return [=](const Record& record) {
    const auto* life = std::get_if<LifeRecord>(&record);
    return life != nullptr && life->change == change;
  };
}

Plant lose(const Which& which) {
  return [=](KeptTrace& trace) {
    const auto found = std::find_if(trace.records.begin(), trace.records.end(), which);
    if (found == trace.records.end()) return false;
    trace.records.erase(found);
    return true;
  };
}
Plant repeat(const Which& which) {
  return [=](KeptTrace& trace) {
    const auto found = std::find_if(trace.records.begin(), trace.records.end(), which);
    if (found == trace.records.end()) return false;
    trace.records.insert(found, Record(*found));
    return true;
  };
}
Plant change(const Which& which, const std::function<void(Record&)>& how) {
  return [=](KeptTrace& trace) {
    const auto found = std::find_if(trace.records.begin(), trace.records.end(), which);
    if (found == trace.records.end()) return false;
    how(*found);
    return true;
  };
}
Plant change_fate(FateKind which, FateKind fate, FateReason reason) {
  return change(fates(which), [=](Record& record) {
    std::get<FateRecord>(record).fate = fate;
    std::get<FateRecord>(record).reason = reason;
  });
}
Plant change_event(EventKind kind, void (*how)(EventRecord&)) {
  return change(events(kind), [=](Record& record) { how(*event_of(record)); });
}

/// The first record that `which` means goes to the beginning.
Plant too_early(const Which& which) {
  return [=](KeptTrace& trace) {
    const auto found = std::find_if(trace.records.begin(), trace.records.end(), which);
    if (found == trace.records.end()) return false;
    std::rotate(trace.records.begin(), found, found + 1);
    return true;
  };
}

/// A duplicate is not recognised: its note becomes a receive, and all is numbered anew.
bool deliver_duplicate(KeptTrace& trace) {
  const auto found =
      std::find_if(trace.records.begin(), trace.records.end(), fates(FateKind::duplicated));
  if (found == trace.records.end()) return false;
  const auto fate = std::get<FateRecord>(*found);
  *found = EventRecord{.process = fate.to,
                       .index = {0},
                       .kind = EventKind::receive,
                       .lamport = {0},
                       .time = fate.time,
                       .message = fate.message};
  std::map<ProcessId, std::uint64_t> last;
  std::map<EventId, EventId> renamed;
  std::map<ProcessId, Incarnation> incarnations;
  for (auto& record : trace.records) {
    if (auto* life = std::get_if<LifeRecord>(&record)) {
      life->after = {last[life->process]};
      incarnations[life->process] = life->incarnation;
    }
    if (auto* other = std::get_if<FateRecord>(&record)) other->message = renamed[other->message];
    auto* event = event_of(record);
    if (event == nullptr) continue;
    if (event->kind == EventKind::receive) event->message = renamed[event->message];
    const EventId before{event->process, event->index};
    event->index = {++last[event->process]};
    event->incarnation = incarnations[event->process];
    renamed[before] = {event->process, event->index};
  }
  return clock(right)(trace);
}

/// A partition that is recorded for both ways and cuts only one: messages go on passing the other.
bool one_way_only(KeptTrace& trace) {
  const auto found =
      std::find_if(trace.records.begin(), trace.records.end(), events(EventKind::receive));
  if (found == trace.records.end()) return false;
  const auto receive = std::get<EventRecord>(*found);
  trace.records.insert(
      trace.records.begin(),
      LinkRecord{receive.message.process, receive.process, LinkChange::cut, 0, {}});
  return true;
}

bool reset_index(KeptTrace& trace) {
  std::map<ProcessId, std::uint64_t> shift;
  for (auto& record : trace.records) {
    if (const auto* life = std::get_if<LifeRecord>(&record);
        life != nullptr && life->change == LifeChange::restart)
      shift[life->process] = life->after.value;
    if (auto* event = event_of(record)) event->index.value -= shift[event->process];
  }
  return !shift.empty();
}

bool receive_and_lose(KeptTrace& trace) {
  const auto found =
      std::find_if(trace.records.begin(), trace.records.end(), events(EventKind::receive));
  if (found == trace.records.end()) return false;
  const auto receive = std::get<EventRecord>(*found);
  trace.records.insert(found + 1, FateRecord{receive.message, receive.process, FateKind::dropped,
                                             receive.time, FateReason::loss});
  return true;
}

/// Two receives on one link take each other's message.
bool overtake(KeptTrace& trace) {
  std::map<std::pair<ProcessId, ProcessId>, EventRecord*> last;
  std::map<EventId, std::size_t> sent;
  for (std::size_t i = 0; i < trace.records.size(); ++i) {
    auto* event = event_of(trace.records[i]);
    if (event == nullptr) continue;
    if (event->kind == EventKind::send) sent[{event->process, event->index}] = i;
    if (event->kind != EventKind::receive) continue;
    auto*& earlier = last[{event->message.process, event->process}];
    const auto* place =
        earlier == nullptr ? nullptr : event_of(trace.records[sent[event->message]]);
    if (place != nullptr && place->time < earlier->time) {
      std::swap(earlier->message, event->message);
      return clock(right)(trace);
    }
    earlier = event;
  }
  return false;
}

const auto reliable = sim::LinkKind::reliable;
const auto raw = sim::LinkKind::raw;

const Bug wrong_clocks[]{
    {"no_max", reliable, "clock-condition", receive_clock([](auto own, auto) { return own + 1; })},
    {"no_plus_one", reliable, "step-exact",
     receive_clock([](auto own, auto sent) { return std::max(own, sent); })},
    {"min_for_max", reliable, "clock-condition",
     receive_clock([](auto own, auto sent) { return std::min(own, sent) + 1; })},
    {"greater_for_greater_or_equal", reliable, "step-exact",
     receive_clock([](auto own, auto sent) { return sent > own ? sent + 1 : own; })},
    {"only_the_message_counts", reliable, "clock-condition",
     receive_clock([](auto, auto sent) { return sent + 1; })},
    {"sum_for_max", reliable, "step-exact",
     receive_clock([](auto own, auto sent) { return own + sent; })},
    {"stamp_taken_before_the_tick", reliable, "step-exact",
     receive_clock([](auto own, auto sent) { return std::max(own, sent - 1) + 1; })},
    {"no_tick_at_internal", reliable, "step-exact", tick_by(EventKind::internal, 0)},
    {"no_tick_at_send", reliable, "step-exact", tick_by(EventKind::send, 0)},
    {"two_ticks_at_send", reliable, "step-exact", tick_by(EventKind::send, 2)},
    {"clock_starts_at_one", reliable, "step-exact",
     clock([](const EventRecord& event, std::uint64_t own, std::uint64_t sent) {
       return right(event, std::max<std::uint64_t>(own, 1), sent);
     })},
    {"tick_on_a_duplicate", reliable, "step-exact",
     clock(right,
           [](const Record& record, auto& clocks) {
             if (fates(FateKind::duplicated)(record)) ++clocks[std::get<FateRecord>(record).to];
           })},
    {"index_gap", reliable, "well-formed", lose(events(EventKind::internal))},
    {"double_receive", reliable, "message-integrity", repeat(events(EventKind::receive))},
    {"lost_fate", raw, "conservation", lose(fates(FateKind::dropped))},
    {"two_fates", raw, "conservation", repeat(fates(FateKind::dropped))},
    {"received_and_lost", reliable, "conservation", receive_and_lose},
    {"receive_before_its_send", reliable, "order", too_early(events(EventKind::receive))},
    {"wrong_order", reliable, "order", too_early(fates(FateKind::undelivered))},
    {"receive_of_what_was_not_sent", reliable, "message-integrity",
     change_event(EventKind::receive, [](EventRecord& event) { event.message.index = {999'999}; })},
    {"receive_of_what_is_no_message", reliable, "message-integrity",
     change_event(EventKind::receive, [](EventRecord& event) { event.message.index = {1}; })},
    {"index_repeated", reliable, "well-formed", repeat(events(EventKind::internal))},
};

const Bug wrong_worlds[]{
    {"fate_lost_at_the_end", reliable, "conservation", lose(fates(FateKind::undelivered))},
    {"duplicate_delivered", reliable, "message-integrity", deliver_duplicate},
    {"partition_one_way_only", reliable, "faults", one_way_only},
    {"incarnation_not_raised", reliable, "well-formed",
     change(lives(LifeChange::restart),
            [](Record& record) { --std::get<LifeRecord>(record).incarnation.value; })},
    {"stamp_reset_at_a_restart", reliable, "clock-condition",
     clock(right,
           [](const Record& record, auto& clocks) {
             if (lives(LifeChange::restart)(record))
               clocks[std::get<LifeRecord>(record).process] = 0;
           })},
    {"index_reset_at_a_restart", reliable, "well-formed", reset_index},
    {"restart_not_told", reliable, "well-formed", lose(lives(LifeChange::restart))},
    {"resume_not_told", reliable, "well-formed", lose(lives(LifeChange::resume))},
    {"lost_at_a_process_that_is_up", raw, "faults",
     change_fate(FateKind::dropped, FateKind::dropped, FateReason::down)},
    {"rejected_without_a_jump", raw, "jump",
     change_fate(FateKind::dropped, FateKind::rejected, FateReason::jump)},
    {"reason_of_another_fate", raw, "well-formed",
     change_fate(FateKind::dropped, FateKind::dropped, FateReason::copy)},
    {"overtaken_on_a_reliable_link", reliable, "fifo", overtake},
};

class PlantedBug : public testing::TestWithParam<Bug> {};

TEST_P(PlantedBug, IsCaught) {
  const auto& bug = GetParam();
  auto trace = read_kept(simulated(faulty_scenario(bug.links), 7));
  ASSERT_EQ(broken_rules(verdict_on(trace)), "") << "the trace was not good to begin with";
  ASSERT_TRUE(bug.plant(trace)) << "the trace has no place for this bug";
  const auto verdict = verdict_on(trace);
  const auto caught = std::any_of(
      verdict.rules.begin(), verdict.rules.end(),
      [&](const auto& rule) { return rule.rule == bug.rule && rule.state == RuleState::broken; });
  EXPECT_TRUE(caught) << "broken: " << broken_rules(verdict) << "\n" << shown(verdict);
}

const auto name_of_bug = [](const auto& test) { return std::string(test.param.name); };
INSTANTIATE_TEST_SUITE_P(Clocks, PlantedBug, testing::ValuesIn(wrong_clocks), name_of_bug);
INSTANTIATE_TEST_SUITE_P(Worlds, PlantedBug, testing::ValuesIn(wrong_worlds), name_of_bug);

TEST(PlantedBugs, AreAsManyAsPromised) {
  EXPECT_GE(std::size(wrong_clocks), 20u);
  EXPECT_GE(std::size(wrong_worlds), 10u);
}

}  // namespace
}  // namespace lamport
