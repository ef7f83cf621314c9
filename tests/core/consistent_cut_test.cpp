// Holds a consistent cut: it asks for what its receives name and for nothing more, falls between
// steps, leaves out what depends on unread events, and closes what is open.
#include "core/trace/consistent_cut.hpp"

#include <gmock/gmock.h>

#include <list>
#include <map>

namespace lamport {
namespace {

using testing::HasSubstr;

/// The logs of processes that exist only here, each record with its name.
class Logs {
 public:
  explicit Logs(std::uint32_t count) : logs_(count), read_(count) {}

  void input(std::uint32_t process, const std::string& name) {
    const EventIndex after{events_[process]};
    put(process, InputRecord{.process = {process}, .after = after}, name);
  }
  void internal(std::uint32_t process, const std::string& name) {
    put(process, next(process, EventKind::internal, 0), name);
  }
  EventId send(std::uint32_t process, const std::vector<ProcessId>& to, const std::string& name) {
    auto& kept = *recipients_.emplace(recipients_.end(), to);
    auto event = next(process, EventKind::send, 0);
    event.to = kept;
    stamps_[{event.process, event.index}] = event.lamport.value;
    put(process, event, name);
    return {event.process, event.index};
  }
  void receive(std::uint32_t process, EventId message, const std::string& name) {
    auto event = next(process, EventKind::receive, stamps_[message]);
    event.message = message;
    put(process, event, name);
  }
  void fate(std::uint32_t process, const FateRecord& fate, const std::string& name) {
    put(process, fate, name);
  }

  /// Reads one more record of a log into the cut; says when it was the last.
  void read(ConsistentCut& cut, ProcessId process) {
    auto& at = read_[process.value];
    const auto& log = logs_[process.value];
    if (at < log.size()) {
      const auto handle = cut.add(process, log[at].record);
      ASSERT_TRUE(handle) << to_string(handle.error());
      names_[*handle] = log[at].name;
      ++at;
    }
    if (at == log.size()) cut.at_end(process);
  }

  /// Reads whatever is wanted, one record at a time; the logs in `broken` end with an error.
  void read_all(ConsistentCut& cut, const std::map<ProcessId, std::size_t>& broken = {}) {
    while (const auto process = cut.wanting()) {
      const auto limit = broken.find(*process);
      if (limit != broken.end() && read_[process->value] >= limit->second)
        cut.give_up(*process);
      else
        read(cut, *process);
    }
  }

  [[nodiscard]] std::size_t records_read(std::uint32_t process) const { return read_[process]; }

  std::string names(const CutTrace& trace) const {
    std::string names;
    for (const auto& placed : trace.records) {
      if (!names.empty()) names += ' ';
      if (placed.handle < trace.first_undelivered) {
        names += names_.at(placed.handle);
        continue;
      }
      const auto& fate = trace.undelivered[placed.handle - trace.first_undelivered];
      names += "lost" + std::to_string(fate.message.process.value) + ":" +
               std::to_string(fate.message.index.value) + ">" + std::to_string(fate.to.value);
    }
    return names;
  }

 private:
  struct Named {
    Record record;
    std::string name;
  };
  EventRecord next(std::uint32_t process, EventKind kind, std::uint64_t sent) {
    auto& stamp = clocks_[process];
    stamp = std::max(stamp, sent) + 1;
    return {.process = {process},
            .index = {++events_[process]},
            .kind = kind,
            .lamport = {stamp},
            .time = {stamp * 10}};
  }
  void put(std::uint32_t process, const Record& record, const std::string& name) {
    logs_[process].push_back({record, name});
  }

  std::vector<std::vector<Named>> logs_;
  std::vector<std::size_t> read_;
  std::list<std::vector<ProcessId>> recipients_;
  std::map<std::uint32_t, std::uint64_t> clocks_, events_;
  std::map<EventId, std::uint64_t> stamps_;
  std::map<std::uint64_t, std::string> names_;
};

TEST(ConsistentCut, ReadsASenderFurtherWhenAReceiveNamesItsSend) {
  Logs logs(2);
  logs.input(0, "i");
  logs.internal(0, "a");
  logs.input(0, "j");
  const auto message = logs.send(0, {{1}}, "s");
  logs.input(0, "k");
  logs.internal(0, "later");
  logs.input(1, "m");
  logs.receive(1, message, "r");
  ConsistentCut cut(2);
  cut.require({0}, {1});
  cut.require({1}, {1});
  logs.read_all(cut);
  const auto trace = cut.trace();
  EXPECT_TRUE(trace.complete);
  EXPECT_EQ(logs.names(trace), "i m a j s r");
  EXPECT_EQ(logs.records_read(0), 5u) << "read on to the next step, and no further";
}

TEST(ConsistentCut, FallsBetweenSteps) {
  Logs logs(2);
  logs.input(0, "i");
  logs.internal(0, "a");
  const auto first = logs.send(0, {{1}}, "s");
  logs.input(0, "j");
  logs.internal(0, "b");
  ConsistentCut cut(2);
  cut.require({0}, {1});
  logs.read_all(cut);
  EXPECT_EQ(logs.names(cut.trace()), "i a s lost0:2>1") << first.index.value;
  EXPECT_EQ(cut.trace().undelivered.at(0).time, Time{20}) << "the latest time in the trace";
}

TEST(ConsistentCut, GivesEveryOpenRecipientAFateAndNoOther) {
  Logs logs(3);
  logs.input(0, "i");
  const auto message = logs.send(0, {{0}, {1}, {2}}, "s");
  logs.fate(0, {message, {2}, FateKind::rejected, {}, FateReason::jump}, "no");
  logs.input(1, "j");
  logs.receive(1, message, "r");
  logs.fate(1, {message, {1}, FateKind::duplicated, {}, FateReason::copy}, "again");
  ConsistentCut cut(3);
  cut.require({0}, {1});
  cut.require({1}, {1});
  logs.read_all(cut);
  EXPECT_EQ(logs.names(cut.trace()), "i j s lost0:1>0 again no r");
}

TEST(ConsistentCut, LeavesOutWhatDependsOnUnreadEvents) {
  Logs logs(3);
  logs.input(0, "i");
  const auto early = logs.send(0, {{1}}, "s0");
  logs.input(0, "j");
  const auto unread = logs.send(0, {{1}}, "unread");
  logs.input(1, "k");
  logs.receive(1, early, "r1");
  logs.input(1, "l");
  logs.receive(1, unread, "out");
  const auto depends = logs.send(1, {{2}}, "out too");
  logs.input(2, "m");
  logs.internal(2, "c");
  logs.input(2, "n");
  logs.receive(2, depends, "out as well");
  logs.input(2, "o");
  logs.internal(2, "and all after it");
  ConsistentCut cut(3);
  cut.require({0}, {2});
  cut.require({1}, {2});
  cut.require({2}, {3});
  logs.read_all(cut, {{ProcessId{0}, 3}});
  const auto trace = cut.trace();
  EXPECT_FALSE(trace.complete);
  EXPECT_EQ(logs.names(trace), "i k m s0 c r1");
}

TEST(ConsistentCut, LeavesOutTheLastStepOfABrokenLogBecauseItMayNotBeWhole) {
  Logs logs(1);
  logs.input(0, "i");
  logs.internal(0, "a");
  logs.input(0, "j");
  logs.internal(0, "b");
  logs.internal(0, "c");
  ConsistentCut cut(1);
  cut.require({0}, {3});
  logs.read_all(cut, {{ProcessId{0}, 4}});
  EXPECT_EQ(logs.names(cut.trace()), "i a");
  EXPECT_FALSE(cut.trace().complete);
}

TEST(ConsistentCut, RefusesALogWithAGap) {
  ConsistentCut cut(1);
  EXPECT_THAT(cut.add({0}, EventRecord{.process = {0}, .index = {2}, .lamport = {}, .time = {}})
                  .error()
                  .message,
              HasSubstr("goes on with event 0:2 after 0 events"));
  EXPECT_THAT(cut.add({0}, InputRecord{.process = {0}, .after = {3}}).error().message,
              HasSubstr("an input after event 3"));
}

}  // namespace
}  // namespace lamport
