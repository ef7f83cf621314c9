// Worlds for protocols on reliable links: one where nothing goes wrong, and one where much does, at
// times drawn from the seed, and all of it ends.
#pragma once

#include "core/base/random.hpp"
#include "sim/scenario.hpp"

namespace lamport::sim {

inline Scenario good_world(std::uint32_t processes) {
  Scenario scenario;
  scenario.process_count = processes;
  scenario.links.delay = {Delay::Shape::exponential, milliseconds(1), {}, milliseconds(4), {}};
  scenario.until = seconds(3600);
  return scenario;
}

inline Scenario bad_world(std::uint64_t seed) {
  auto scenario = good_world(4);
  scenario.links.loss = 0.2;
  scenario.links.duplication = 0.1;
  scenario.links.resend_after = milliseconds(20);
  Draws draws{RandomStream::of({seed}, Purpose::fault), {}, {}, 0};
  std::uint64_t now = 0;
  for (int fault = 0; fault < 8; ++fault) {
    const ProcessId victim{static_cast<std::uint32_t>(uniform_below(draws, 4))};
    const auto at = [&](std::uint64_t longest, Happening what) {
      now += milliseconds(1 + uniform_below(draws, longest)).nanoseconds;
      scenario.timeline.push_back({{now}, std::move(what)});
    };
    switch (uniform_below(draws, 5)) {
      case 0:
        at(30, Crash{victim, false});
        at(60, Restart{victim});
        break;
      case 1:
        at(30, Crash{victim, true});
        at(60, Restart{victim});
        break;
      case 2:
        at(30, Pause{victim});
        at(60, Resume{victim});
        break;
      case 3:
        at(30, Partition{{{victim}, {{(victim.value + 1) % 4}}}});
        at(60, HealAll{});
        break;
      default: at(30, Slow{victim, milliseconds(50)}); at(60, Slow{victim, {}});
    }
  }
  return scenario;
}

}  // namespace lamport::sim
