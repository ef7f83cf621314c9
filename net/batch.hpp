// What a node hands its journal at once: either all of it becomes durable or nothing. Values; how
// they are stored is the stores' business.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"
#include "core/clock/lamport_time.hpp"
#include "net/live_node.hpp"

namespace lamport::net {

/// A message on its way to one recipient, named by its send event.
struct Outgoing {
  ProcessId to;
  EventIndex index;
  LamportTime sent;
  std::string body;
};

/// How far something has come with one peer.
struct Mark {
  ProcessId peer;
  EventIndex index;
};

/// What a command with an idempotency key was and where its events are.
struct RememberedKey {
  std::string key;
  std::uint64_t digest = 0;  ///< of the request's body
  Cursor begin = 0;          ///< its records lie after this
  Cursor end = 0;            ///< and up to this
};

/// The node between two steps, from which later inputs lead on.
struct Snapshot {
  Cursor cursor = 0;
  std::uint64_t step = 0;
  std::uint64_t mono = 0;
  std::uint64_t wall = 0;
  LamportTime lamport;
  std::uint64_t position = 0;  ///< EventClock::position
  Incarnation incarnation;
  std::string state;
};

struct Batch {
  std::vector<Item> items;
  std::vector<Outgoing> outgoing;
  std::vector<Mark> acknowledged;  ///< outgoing messages up to here have arrived
  std::vector<Mark> received;      ///< messages of the peer up to here are decided
  std::vector<RememberedKey> keys;
  std::optional<Snapshot> snapshot;
  std::vector<std::pair<std::string, std::string>> facts;  ///< by name; replaces

  [[nodiscard]] bool empty() const {
    return items.empty() && outgoing.empty() && acknowledged.empty() && received.empty() &&
           keys.empty() && !snapshot && facts.empty();
  }
};

/// Commands whose keys are remembered.
inline constexpr std::size_t most_remembered_keys = 10'000;

/// How many messages to a peer are in the journal.
struct Backlog {
  ProcessId to;
  std::uint64_t count = 0;
};

/// What a journal knows when it is opened.
struct Recovered {
  std::map<std::string, std::string> facts;
  std::optional<Snapshot> snapshot;
  std::vector<std::string> inputs;  ///< Item JSON of the inputs after the snapshot
  std::string last_event;           ///< Item JSON of the latest event; empty: none
  Cursor cursor = 0;                ///< after the latest record
  std::vector<Mark> received;
  std::vector<Backlog> backlog;
  std::vector<RememberedKey> keys;  ///< oldest first
};

}  // namespace lamport::net
