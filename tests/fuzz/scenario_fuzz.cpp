// Any bytes as a scenario: a scenario or an error, quickly; and what is accepted runs and breaks no
// universal rule. What follows a zero byte is a setting, as after --set.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/check/checker.hpp"
#include "sim/fault_plan.hpp"
#include "sim/run.hpp"
#include "sim/scenario_toml.hpp"

namespace {

using namespace lamport;

/// Runs that take long belong to other tests.
bool is_short(const sim::Scenario& scenario) {
  constexpr std::uint64_t most_faults = 200;
  std::uint64_t faults = scenario.timeline.size();
  for (const auto& fault : scenario.random_faults)
    faults += sim::random_faults_end(scenario).nanoseconds / fault.every.nanoseconds;
  return scenario.process_count <= 20 && faults <= most_faults;
}

void run(sim::Scenario scenario) {
  constexpr std::uint64_t most_events = 200;
  scenario.rules.clear();  // a raw link breaks "fifo", and rightly so
  if (scenario.event_limit == 0 || scenario.event_limit > most_events)
    scenario.event_limit = most_events;
  Checker checker;
  (void)sim::run(scenario, {1}, {.checker = &checker}, [](Time, std::uint64_t) { return false; });
  if (checker.finish().state == RuleState::broken) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto text = all.substr(0, all.find('\0'));
  std::vector<lamport::sim::GivenSetting> settings;
  if (text.size() < all.size()) {
    const auto setting = all.substr(text.size() + 1);
    const auto equals = std::min(setting.find('='), setting.size());
    settings.push_back({std::string(setting.substr(0, equals)),
                        std::string(setting.substr(std::min(equals + 1, setting.size()))),
                        std::string(setting)});
  }
  const auto scenario = lamport::sim::read_scenario(text, "fuzz", "fuzz", settings);
  if (scenario && is_short(*scenario)) run(*scenario);
  return 0;
}
