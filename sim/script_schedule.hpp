// When everything in a script happens. The paper's receive events happen when a message arrives, so
// that a script can order them only by when messages arrive: this works out a time for every event
// and, from those, how long each message travels. It also finds scripts that no world can play. How
// a script is written is in sim/script_toml.hpp.
//
// An event happens one tick (1 ms) after the latest of what it must follow: the event before it in
// its process and, for a receive, the send. So it happens at as many milliseconds as its Lamport
// stamp says, and the rows of the diagram are in the order of stamps. A message that is never
// received is still under way at the end.
#pragma once

#include "sim/scenario.hpp"
#include "sim/toml_fields.hpp"

namespace lamport::sim {

/// An event as it is written, and where.
struct WrittenEvent {
  ScriptStep step;
  TomlPlace place;
};

/// The events of each process, in order.
using WrittenScript = std::vector<std::vector<WrittenEvent>>;

/// Puts the steps with their times, the travel times of the messages and the end of the run into
/// `scenario`, whose processes are there. A mistake is an error at the place of the event that
/// cannot be: a message sent twice, received twice or by somebody it is not sent to, never sent, or
/// sent only after its own receive. Cost: linear in the script, but for the look-up of names.
void schedule_script(WrittenScript script, Scenario& scenario, TomlErrors& errors);

}  // namespace lamport::sim
