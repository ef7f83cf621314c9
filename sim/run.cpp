// The header of a run, and the choice of its protocol.
#include "sim/run.hpp"

namespace lamport::sim {

Header header_of(const Scenario& scenario, Seed seed) {
  Header header;
  header.source = TraceSource::simulation;
  header.scenario = scenario.name;
  header.protocol = scenario.protocol;
  header.seed = seed;
  header.settings = scenario.changed_settings;
  header.rules = scenario.rules;
  header.processes.reserve(scenario.process_count);
  for (std::uint32_t id = 0; id < scenario.process_count; ++id)
    header.processes.push_back({{id}, scenario.name_of({id})});
  return header;
}

RunReport run(const Scenario& scenario, Seed seed, const Recorders& recorders,
              const KeepGoing& keep_going) {
  const auto* protocol = find_protocol(scenario.protocol);
  LAMPORT_ASSERT(protocol != nullptr, "a scenario of an unknown protocol was run");
  return protocol->run(scenario, seed, recorders, keep_going);
}

}  // namespace lamport::sim
