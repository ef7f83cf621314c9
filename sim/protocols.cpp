// Instantiates the simulator for each protocol. A new protocol is one entry here.
#include "sim/protocols.hpp"

#include "core/protocols/cluster.hpp"
#include "core/protocols/phold.hpp"

namespace lamport::sim {
namespace {

using Type = ProtocolSetting::Type;

template <class P, class Make>
RunEnd run_protocol(const Scenario& scenario, Seed seed, RunSink& sink, const KeepGoing& keep_going,
                    Make make) {
  Simulator<P, RunSink> simulator{scenario, seed, make, sink};
  RunEnd end{simulator.run(keep_going), {}};
  if (!sink.wants_fates()) return end;
  for (std::uint32_t id = 0; id < scenario.process_count; ++id)
    end.stamps.push_back(simulator.node({id}).clock().lamport());
  return end;
}

// A setting's value, or its default when the scenario does not set it.
template <class T>
T setting(const Scenario& scenario, const std::string& name, T otherwise) {
  const auto found = scenario.protocol_settings.find(name);
  return found == scenario.protocol_settings.end() ? otherwise : std::get<T>(found->second);
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

RunEnd run_cluster(const Scenario& scenario, Seed seed, RunSink& sink,
                   const KeepGoing& keep_going) {
  ClusterSettings settings;
  settings.process_count = scenario.process_count;
  const std::uint64_t coordinator = settings.coordinator.value;
  settings.coordinator.value =
      static_cast<std::uint32_t>(setting(scenario, "coordinator", coordinator));
  settings.automatic = setting(scenario, "automatic", settings.automatic);
  const auto duration = [&](const char* name, Duration otherwise) {
    return nanoseconds(setting(scenario, name, otherwise.nanoseconds));
  };
  settings.automatic_min = duration("automatic_min", settings.automatic_min);
  settings.automatic_max =
      std::max(settings.automatic_min, duration("automatic_max", settings.automatic_max));
  return run_protocol<Cluster>(scenario, seed, sink, keep_going,
                               [settings](ProcessId) { return Cluster{settings}; });
}

RunEnd run_phold(const Scenario& scenario, Seed seed, RunSink& sink, const KeepGoing& keep_going) {
  const auto count = scenario.process_count;
  return run_protocol<Phold>(scenario, seed, sink, keep_going,
                             [count](ProcessId) { return Phold{count}; });
}

constexpr ProtocolInfo table[]{
    {"cluster", "a coordinator and clients that register, chat and act by themselves", 1, true,
     cluster_table, run_cluster},
    {"phold",
     "the standard load of simulation engines: every receive sends one message",
     2,
     false,
     {},
     run_phold},
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
