// In the steady state of a run an event allocates nothing, recorded or not, and none when a trace
// is checked. A program of its own, because it counts every `new`.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <vector>

#include "core/check/checker.hpp"
#include "core/formats/jsonl_writer.hpp"
#include "sim/run.hpp"

namespace {
std::uint64_t allocations = 0;
}

void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* block = std::malloc(bytes)) return block;
  std::abort();
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  ++allocations;
  const auto align = static_cast<std::size_t>(alignment);
  if (void* block = std::aligned_alloc(align, (bytes + align - 1) / align * align)) return block;
  std::abort();
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}

namespace lamport::sim {
namespace {

class ForgettingSink final : public ByteSink {
 public:
  Result<Done> write(std::string_view) override { return Done{}; }
};

Scenario phold(std::uint32_t processes) {
  Scenario scenario;
  scenario.name = scenario.protocol = "phold";
  scenario.process_count = processes;
  scenario.link_kind = LinkKind::raw;
  scenario.links.delay = {Delay::Shape::exponential, milliseconds(1), {}, milliseconds(9), {}};
  scenario.until = seconds(1000);
  scenario.event_limit = 600'000;
  return scenario;
}

/// Allocations of a run between its 300,000th event and the last time that it asks.
std::uint64_t in_the_steady_state(const Scenario& scenario, const Recorders& recorders) {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::uint64_t counted = 0;
  const auto watch = [&](Time, std::uint64_t events) {
    if (before == 0 && events >= 300'000) before = allocations;
    after = allocations;
    counted = events;
    return true;
  };
  (void)run(scenario, {7}, recorders, watch);
  EXPECT_GT(counted, 500'000U) << "the run was too short to tell";
  EXPECT_GT(before, 0U) << "allocations are not counted";
  return after - before;
}

TEST(SteadyState, AnEventAllocatesNothing) {
  EXPECT_EQ(in_the_steady_state(phold(10), {}), 0U);
  EXPECT_EQ(in_the_steady_state(phold(1'000), {}), 0U);
  EXPECT_EQ(in_the_steady_state(phold(20'000), {}), 0U);
}

TEST(SteadyState, AnEventInATraceAllocatesNothing) {
  ForgettingSink sink;
  JsonlWriter writer{sink};
  EXPECT_EQ(in_the_steady_state(phold(1'000), {&writer, nullptr, false}), 0U);
}

/// Tells a checker of messages that go round a ring, as many under way as there are processes.
class Ring {
 public:
  explicit Ring(std::uint32_t processes)
      : indices_(processes), clocks_(processes), latest_(processes) {
    Header header;
    header.scenario = header.protocol = "ring";
    for (std::uint32_t id = 0; id < processes; ++id) header.processes.push_back({{id}, "p"});
    checker_.header(header);
    for (std::uint32_t id = 0; id < processes; ++id) send({id});
  }

  void go_round() {
    const auto size = static_cast<std::uint32_t>(indices_.size());
    sent_ = latest_;
    stamps_ = clocks_;
    for (std::uint32_t id = 0; id < size; ++id) {
      const ProcessId from{(id + size - 1) % size};
      auto& clock = clocks_[id];
      clock = std::max(clock, stamps_[from.value]) + 1;
      EventRecord event{.process = {id},
                        .index = {++indices_[id]},
                        .kind = EventKind::receive,
                        .lamport = {clock},
                        .time = {++time_}};
      event.message = sent_[from.value];
      checker_.record(event, ++line_);
      send({id});
    }
  }

  [[nodiscard]] Verdict finish() { return checker_.finish(false); }

 private:
  void send(ProcessId from) {
    const ProcessId to[]{{(from.value + 1) % static_cast<std::uint32_t>(indices_.size())}};
    latest_[from.value] = {from, {++indices_[from.value]}};
    EventRecord event{.process = from,
                      .index = {indices_[from.value]},
                      .kind = EventKind::send,
                      .lamport = {++clocks_[from.value]},
                      .time = {++time_}};
    event.to = to;
    checker_.record(event, ++line_);
  }

  Checker checker_;
  std::vector<std::uint64_t> indices_;
  std::vector<std::uint64_t> clocks_;
  std::vector<EventId> latest_;
  std::vector<EventId> sent_;
  std::vector<std::uint64_t> stamps_;
  std::uint64_t time_ = 0;
  std::uint64_t line_ = 1;
};

TEST(SteadyState, ACheckedTraceIsRememberedByWhatIsOpenNotByItsLength) {
  Ring ring(100);
  for (int round = 0; round < 10; ++round) ring.go_round();
  const auto before = allocations;
  for (int round = 0; round < 1'000; ++round) ring.go_round();
  EXPECT_EQ(allocations, before);
  const auto verdict = ring.finish();
  EXPECT_EQ(verdict.events, 100U + 1'010U * 200U);
  EXPECT_EQ(verdict.finding_count, 0U);
}

}  // namespace
}  // namespace lamport::sim
