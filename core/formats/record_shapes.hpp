// The keys of every type of record: which must be there and which may. Private to the readers of
// this directory.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lamport {

/// Every key of the format, in an order in which the search for the next one is short.
enum class Key : std::uint32_t {
  type,
  process,
  index,
  kind,
  lamport,
  time,
  to,
  message,
  label,
  incarnation,
  vector,
  fate,
  reason,
  change,
  after,
  from,
  value,
  step,
  mono,
  wall,
  input,
  data,
  records,
  digest,
  format,
  version,
  source,
  scenario,
  protocol,
  seed,
  settings,
  rules,
  engine,
  time_unit,
  epoch,
  complete,
  processes
};
inline constexpr std::array<std::string_view, 37> key_names{
    "type",   "process",     "index",  "kind",     "lamport",  "time",   "to",       "message",
    "label",  "incarnation", "vector", "fate",     "reason",   "change", "after",    "from",
    "value",  "step",        "mono",   "wall",     "input",    "data",   "records",  "digest",
    "format", "version",     "source", "scenario", "protocol", "seed",   "settings", "rules",
    "engine", "time_unit",   "epoch",  "complete", "processes"};

constexpr std::string_view name_of(Key key) {
  return key_names[static_cast<std::size_t>(key)];
}

using Keys = std::uint64_t;

template <class... K>
constexpr Keys keys(K... key) {
  return ((Keys{1} << static_cast<unsigned>(key)) | ... | Keys{0});
}

enum class RecordType : std::uint64_t { header, event, fate, life, link, input, end };
inline constexpr std::array<std::string_view, 7> type_names{"header", "event", "fate", "life",
                                                            "link",   "input", "end"};

/// What a record must have and may have.
struct Shape {
  Keys required;
  Keys optional;
};

constexpr Shape shape_of(RecordType record) {
  using enum Key;
  switch (record) {
    case RecordType::header:
      return {keys(type, format, version, source, scenario, protocol, seed, settings, rules, engine,
                   time_unit, processes),
              keys(epoch, complete)};
    case RecordType::event:
      return {keys(type, process, index, kind, lamport, time),
              keys(to, message, label, incarnation, vector)};
    case RecordType::fate: return {keys(type, message, to, fate, time, reason), 0};
    case RecordType::life: return {keys(type, process, change, incarnation, after, time), 0};
    case RecordType::link: return {keys(type, from, to, change, value, time), 0};
    case RecordType::input: return {keys(type, process, step, after, mono, wall, input, data), 0};
    case RecordType::end: return {keys(type, records, digest), 0};
  }
  return {};
}

}  // namespace lamport
