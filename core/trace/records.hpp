// The records of a trace as values: what docs/trace-format.md says, without its bytes. Text and
// lists are views into somebody else's memory (a writer's argument, a reader's line), so that
// recording and reading an event allocates nothing; a view is valid until its owner moves on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// The version of the trace format that this project writes and reads.
inline constexpr std::uint64_t trace_version = 1;

/// Longest string in a trace, in bytes of UTF-8.
inline constexpr std::size_t longest_trace_string = 256;

enum class EventKind : std::uint8_t { internal, send, receive };
enum class TraceSource : std::uint8_t { simulation, live, import };
enum class FateKind : std::uint8_t { dropped, rejected, undelivered, duplicated };
enum class FateReason : std::uint8_t { loss, partition, down, queue, jump, range, end, copy };
enum class LifeChange : std::uint8_t { crash, restart, pause, resume };
enum class LinkChange : std::uint8_t { cut, heal, delay, drop };
enum class InputKind : std::uint8_t { start, message, timer, command };

/// One value of the header's `settings`: an integer, a truth value or a string.
using SettingValue = std::variant<std::uint64_t, bool, std::string>;

struct ProcessName {
  ProcessId id;
  std::string name;
};

/// The first line: everything that reproduces the run.
struct Header {
  TraceSource source = TraceSource::simulation;
  std::string scenario;
  std::string protocol;
  Seed seed;
  std::vector<std::pair<std::string, SettingValue>> settings;  ///< what differs from the default
  std::vector<std::string> rules;                              ///< beyond the universal ones
  std::uint64_t engine = 1;                                    ///< rises only when bytes change
  std::vector<ProcessName> processes;                          ///< ids 0..N-1 in order
  std::string epoch;                                           ///< live only: RFC 3339, UTC
  bool complete = true;                                        ///< live only
};

/// One entry of a vector timestamp; zeros are left out.
struct VectorEntry {
  ProcessId process;
  std::uint64_t index = 0;
  friend constexpr bool operator==(const VectorEntry&, const VectorEntry&) = default;
};

struct EventRecord {
  ProcessId process;
  EventIndex index;
  EventKind kind = EventKind::internal;
  LamportTime lamport;
  Time time;
  std::span<const ProcessId> to = {};  ///< sends: ascending, unique, never empty
  EventId message = {};                ///< receives: the send event
  std::string_view label = {};         ///< empty: none
  Incarnation incarnation = {};
  std::span<const VectorEntry> vector = {};  ///< empty: not recorded
};

/// What became of (message, recipient). `duplicated` is a note, the others are final.
struct FateRecord {
  EventId message;
  ProcessId to;
  FateKind fate = FateKind::dropped;
  Time time;
  FateReason reason = FateReason::loss;
};

struct LifeRecord {
  ProcessId process;
  LifeChange change = LifeChange::crash;
  Incarnation incarnation;
  EventIndex after;  ///< the process's latest index
  Time time;
};

/// A fault put on a directed link or taken off it. `value`: nanoseconds for delay, parts per
/// million for drop; otherwise 0.
struct LinkRecord {
  ProcessId from;
  ProcessId to;
  LinkChange change = LinkChange::cut;
  std::uint64_t value = 0;
  Time time;
};

/// An input that a node accepted. `data` is a JSON object, raw.
struct InputRecord {
  ProcessId process;
  std::uint64_t step = 0;
  EventIndex after;
  std::uint64_t mono = 0;
  std::uint64_t wall = 0;
  InputKind input = InputKind::start;
  std::string_view data = "{}";
};

struct EndRecord {
  std::uint64_t records = 0;  ///< between header and end
  std::uint64_t digest = 0;   ///< XXH3-64 of all bytes before the end line
};

/// Any line between the header and the end.
using Record = std::variant<EventRecord, FateRecord, LifeRecord, LinkRecord, InputRecord>;

/// A trace is written by handing it its records in the order of docs/trace-format.md.
template <class S>
concept TraceSink = requires(S& sink, const EventRecord& event, const FateRecord& fate,
                             const LifeRecord& life, const LinkRecord& link) {
  sink.event(event);
  sink.fate(fate);
  sink.life(life);
  sink.link(link);
};

}  // namespace lamport
