// A scenario: everything about a simulated world that is not its seed. Plain data with defaults;
// sim/scenario_toml reads it from a file, sim/simulator runs it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/process/message.hpp"
#include "core/protocols/script.hpp"
#include "core/trace/records.hpp"

namespace lamport::sim {

/// `reliable`: FIFO, exactly once as an event; a lost copy is sent again by the world, with no tick
/// and no fate. `raw`: may lose, duplicate and reorder.
enum class LinkKind : std::uint8_t { reliable, raw };

/// How long a copy travels: constant `base`; uniform in [base, limit]; exponential: base + a draw
/// of mean `mean`; normal: a draw of mean `mean` and `deviation`, never under `base`; planned: what
/// the scenario's message_delays say. Always >= 1 ns.
struct Delay {
  enum class Shape : std::uint8_t { constant, uniform, exponential, normal, planned };
  Shape shape = Shape::constant;
  Duration base;
  Duration limit;
  Duration mean;
  Duration deviation;
};

/// One directed link. On reliable links a loss costs `resend_after` instead of the message, and
/// `duplication` is a copy that the recipient suppresses.
struct LinkSettings {
  Delay delay{Delay::Shape::exponential, milliseconds(5), {}, milliseconds(15), {}};
  double loss = 0;
  double duplication = 0;
  Duration resend_after = milliseconds(200);
};

// Faults. One that does not apply (a crash of a crashed process) does nothing and is not recorded.

/// Cuts every link between processes of different groups; processes in no group keep all links.
struct Partition {
  std::vector<std::vector<ProcessId>> groups;
};
/// Cuts the links from `from` to `to`, that direction only.
struct OneWayPartition {
  std::vector<ProcessId> from;
  std::vector<ProcessId> to;
};
/// Takes every fault off every link.
struct HealAll {};
struct Crash {
  ProcessId process;
  bool state_lost = false;
};
struct Restart {
  ProcessId process;
};
struct Pause {
  ProcessId process;
};
struct Resume {
  ProcessId process;
};
/// Every link to and from the process takes `extra` longer; 0 makes it as fast as before.
struct Slow {
  ProcessId process;
  Duration extra;
};
struct LinkCut {
  ProcessId from;
  ProcessId to;
};
struct LinkHeal {
  ProcessId from;
  ProcessId to;
};
/// Takes every fault off these links; ascending.
struct HealLinks {
  std::vector<std::pair<ProcessId, ProcessId>> links;
};
struct LinkDelay {
  ProcessId from;
  ProcessId to;
  Duration extra;
};
struct LinkDrop {
  ProcessId from;
  ProcessId to;
  double probability = 0;
};
/// A command given to a process; waits while it is paused, is lost while it is down.
struct GiveCommand {
  ProcessId process;
  Command command;
};

using Happening =
    std::variant<Partition, OneWayPartition, HealAll, Crash, Restart, Pause, Resume, Slow, LinkCut,
                 LinkHeal, HealLinks, LinkDelay, LinkDrop, GiveCommand>;

/// Something that the world does at a time. Several at one time happen in file order.
struct TimelineEntry {
  Time at;
  Happening what;
};

/// Faults at random times, drawn from the seed: on average one every `every`, each lasting a
/// uniform time in [shortest, longest], between `from` and `to`; then all is well again.
struct RandomFault {
  enum class Kind : std::uint8_t { crash, pause, partition, one_way_partition, cut, slow };
  Kind kind = Kind::crash;
  Duration every = seconds(10);
  Duration shortest = milliseconds(500);
  Duration longest = seconds(3);
  bool state_lost = false;             ///< crash
  Duration extra = milliseconds(300);  ///< slow
};

struct Scenario {
  std::string name = "cluster";
  std::string summary;
  std::string protocol = "cluster";
  std::uint32_t process_count = 4;
  std::vector<std::string> process_names;  ///< may be shorter than process_count, see name_of
  Duration until = seconds(10);
  std::uint64_t event_limit = 0;  ///< 0: none
  Seed default_seed{1};
  std::vector<std::string> rules;
  LinkKind link_kind = LinkKind::reliable;
  LinkSettings links;
  std::map<std::pair<ProcessId, ProcessId>, LinkSettings> link_overrides;
  std::uint64_t waiting_limit = 1024;   ///< messages on raw links that wait at a paused process
  std::vector<TimelineEntry> timeline;  ///< times never fall
  std::vector<RandomFault> random_faults;
  Time
      faults_until;  ///< random faults begin before it and end at it at the latest; 0: 3/4 of until
  /// The protocol's own settings, by name; each protocol says which it knows.
  std::map<std::string, SettingValue> protocol_settings;
  /// The protocol "script" only: what each process does, and how long each (message, recipient)
  /// travels, for links whose delay is planned.
  std::vector<std::vector<ScriptStep>> script;
  std::map<std::pair<EventId, ProcessId>, Duration> message_delays;
  /// What was set otherwise than the scenario's file says, for the trace's header.
  std::vector<std::pair<std::string, SettingValue>> changed_settings;

  /// A process without a name of its own is called "p<id>". Names are not stored for a million.
  [[nodiscard]] std::string name_of(ProcessId process) const {
    if (process.value < process_names.size()) return process_names[process.value];
    return "p" + std::to_string(process.value);
  }
};

}  // namespace lamport::sim
