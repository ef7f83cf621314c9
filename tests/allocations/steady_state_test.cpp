// In the steady state of a run an event allocates nothing, recorded or not. A program of its own,
// because it counts every `new`.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

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

}  // namespace
}  // namespace lamport::sim
