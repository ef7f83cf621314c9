// Instantiates the simulator for each protocol. A new protocol is one entry here.
#include "sim/protocols.hpp"

#include "core/protocols/cluster.hpp"
#include "core/protocols/mutex.hpp"
#include "core/protocols/phold.hpp"
#include "core/protocols/script.hpp"
#include "core/protocols/total_order.hpp"

namespace lamport::sim {
namespace {

using Type = ProtocolSetting::Type;

// A setting's value, or its default when the scenario does not set it.
template <class T>
T setting(const Scenario& scenario, const std::string& name, T otherwise) {
  const auto found = scenario.protocol_settings.find(name);
  return found == scenario.protocol_settings.end() ? otherwise : std::get<T>(found->second);
}

Duration duration(const Scenario& scenario, const char* name, Duration otherwise) {
  return nanoseconds(setting(scenario, name, otherwise.nanoseconds));
}

constexpr ProtocolSetting cluster_table[]{
    {"coordinator", Type::process, 0, largest_exact_integer,
     "the process that clients register with"},
    {"automatic", Type::boolean, 0, 1, "whether processes act by themselves"},
    {"automatic_min", Type::duration, 1, largest_exact_integer,
     "shortest pause between automatic events"},
    {"automatic_max", Type::duration, 1, largest_exact_integer,
     "longest pause between automatic events"},
};

RunReport run_cluster(const Scenario& scenario, Seed seed, const Recorders& recorders,
                      const KeepGoing& keep_going) {
  ClusterSettings settings;
  settings.process_count = scenario.process_count;
  const std::uint64_t coordinator = settings.coordinator.value;
  settings.coordinator.value =
      static_cast<std::uint32_t>(setting(scenario, "coordinator", coordinator));
  settings.automatic = setting(scenario, "automatic", settings.automatic);
  settings.automatic_min = duration(scenario, "automatic_min", settings.automatic_min);
  settings.automatic_max =
      std::max(settings.automatic_min, duration(scenario, "automatic_max", settings.automatic_max));
  return simulate<Cluster>(
      scenario, seed, [settings](ProcessId) { return Cluster{settings}; }, recorders, keep_going);
}

RunReport run_phold(const Scenario& scenario, Seed seed, const Recorders& recorders,
                    const KeepGoing& keep_going) {
  const auto count = scenario.process_count;
  return simulate<Phold>(
      scenario, seed, [count](ProcessId) { return Phold{count}; }, recorders, keep_going);
}

constexpr ProtocolSetting mutex_table[]{
    {"automatic", Type::boolean, 0, 1, "whether processes ask for the resource by themselves"},
    {"hold", Type::duration, 1, largest_exact_integer, "how long one holds it"},
    {"pause_min", Type::duration, 1, largest_exact_integer,
     "shortest pause before the next request"},
    {"pause_max", Type::duration, 1, largest_exact_integer,
     "longest pause before the next request"},
    {"requests", Type::integer, 0, largest_exact_integer,
     "requests of each process by itself; 0: no end"},
};

RunReport run_mutex(const Scenario& scenario, Seed seed, const Recorders& recorders,
                    const KeepGoing& keep_going) {
  MutexSettings settings;
  settings.process_count = scenario.process_count;
  settings.automatic = setting(scenario, "automatic", settings.automatic);
  settings.hold = duration(scenario, "hold", settings.hold);
  settings.pause_min = duration(scenario, "pause_min", settings.pause_min);
  settings.pause_max =
      std::max(settings.pause_min, duration(scenario, "pause_max", settings.pause_max));
  settings.requests = setting(scenario, "requests", settings.requests);
  return simulate<Mutex>(
      scenario, seed, [settings](ProcessId) { return Mutex{settings}; }, recorders, keep_going);
}

RunReport run_script(const Scenario& scenario, Seed seed, const Recorders& recorders,
                     const KeepGoing& keep_going) {
  return simulate<Script>(
      scenario, seed, [&](ProcessId process) { return Script{scenario.script[process.value]}; },
      recorders, keep_going);
}

constexpr ProtocolSetting total_order_table[]{
    {"automatic", Type::boolean, 0, 1, "whether processes broadcast by themselves"},
    {"pause_min", Type::duration, 1, largest_exact_integer,
     "shortest pause before the next broadcast"},
    {"pause_max", Type::duration, 1, largest_exact_integer,
     "longest pause before the next broadcast"},
    {"broadcasts", Type::integer, 0, largest_exact_integer,
     "broadcasts of each process by itself; 0: no end"},
};

RunReport run_total_order(const Scenario& scenario, Seed seed, const Recorders& recorders,
                          const KeepGoing& keep_going) {
  TotalOrderSettings settings;
  settings.process_count = scenario.process_count;
  settings.automatic = setting(scenario, "automatic", settings.automatic);
  settings.pause_min = duration(scenario, "pause_min", settings.pause_min);
  settings.pause_max =
      std::max(settings.pause_min, duration(scenario, "pause_max", settings.pause_max));
  settings.broadcasts = setting(scenario, "broadcasts", settings.broadcasts);
  return simulate<TotalOrder>(
      scenario, seed, [settings](ProcessId) { return TotalOrder{settings}; }, recorders,
      keep_going);
}

constexpr ProtocolInfo table[]{
    {"cluster", "a coordinator and clients that register, chat and act by themselves", 1, 5000,
     false, cluster_table, run_cluster},
    {"mutex", "one resource, granted in the order of requests (Lamport 1978)", 1, 2000, true,
     mutex_table, run_mutex},
    {"phold",
     "the standard load of simulation engines: every receive sends one message",
     2,
     most_processes,
     false,
     {},
     run_phold},
    {"script",
     "a textbook's exercise: every process does what is written down for it",
     1,
     1000,
     false,
     {},
     run_script},
    {"total-order", "broadcasts that all deliver in the order of their stamps (Lamport 1978)", 1,
     300, true, total_order_table, run_total_order},
};

}  // namespace

std::span<const ProtocolInfo> protocols() {
  return table;
}

const ProtocolInfo* find_protocol(std::string_view name) {
  for (const auto& protocol : table)
    if (protocol.name == name) return &protocol;
  return nullptr;
}

}  // namespace lamport::sim
