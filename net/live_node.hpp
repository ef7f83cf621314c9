// LiveNode: what the HTTP interface (docs/http-api.openapi.yaml) needs of a node, as plain values
// and JSON texts. It decides nothing about HTTP; the HTTP layer knows nothing about processes,
// journals or peers but this.
//
// Thread rule: every call comes from the node's loop thread. Continuations are called on it too,
// exactly once, perhaps before the call returns, and never after the node is gone. Nothing that
// a call, a continuation or a listener shows can be undone by a crash: it is durable.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/process/message.hpp"
#include "net/problem.hpp"

namespace lamport::net {

/// A place in this node's durable records: the number of the record before it. 0 is the beginning.
using Cursor = std::uint64_t;

/// One record as the interface shows it.
struct Item {
  Cursor cursor = 0;   ///< the place after it
  bool input = false;  ///< an input record: shown only where asked for
  std::string json;    ///< the schema Item: {"record":{..},"own":..,"sent":..}
  bool event = false;  ///< an event record
};

/// Which records to read: those after `after`, or about the `tail` latest ones.
struct EventsQuery {
  Cursor after = 0;
  std::optional<std::uint32_t> tail;  ///< if set, `after` is not looked at
  std::uint32_t limit = 1000;
  bool inputs = false;
};

struct EventsPage {
  std::vector<Item> items;
  Cursor next = 0;  ///< of the last one; `after` if there is none
  bool more = false;
};

/// A command of a person or program. `key` and `body` serve idempotency: the same key with the same
/// body gets the first answer again; an empty key is none.
struct CommandRequest {
  Command command;
  std::string key;
  std::string body;  ///< what a repetition must equal: path and body as they came
};

/// The events that a command caused, in order, each the JSON of an Item.
struct CommandOutcome {
  std::vector<std::string> events;
  bool replayed = false;
};

struct AutomaticChange {
  std::optional<bool> enabled;
  std::optional<std::uint64_t> mean_ms;
};

struct LinkFault {
  bool cut = false;
  std::uint64_t delay_ms = 0;
  std::optional<std::uint64_t> for_ms;
};

/// What the schema Hello says, except `scope` and `resumed`, which belong to the stream.
struct Identity {
  std::string run;  ///< empty while the node has not joined a run
  ProcessId process;
  std::string name;
  bool coordinator = false;
  std::string epoch;  ///< RFC 3339, UTC
  std::string protocol;
  Seed seed;
};

/// Who can be talked to: for passing on faults and for relaying the members' streams, both of which
/// are built above this interface.
struct Peer {
  ProcessId process;
  std::string name;
  std::string address;  ///< "http://host:port" among nodes; empty while unknown
};

/// One sample for /metrics.
struct Metric {
  enum class Type : std::uint8_t { counter, gauge };
  Type type = Type::counter;
  std::string_view name;  ///< without lamport_
  std::string_view help;
  std::string labels;  ///< such as to="2", without braces; values escaped
  double value = 0;
};

/// One POST of another node, on a path that begins with /peer/v1/. The HTTP layer hands these over
/// whole, with bodies of up to largest_peer_body bytes, from whoever has the cluster's token; the
/// node checks run and sender.
struct PeerRequest {
  std::string path;  ///< with /peer/v1/
  std::string run;   ///< the header Lamport-Run, or empty
  std::string body;
};
struct PeerResponse {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
};
inline constexpr std::size_t largest_peer_body = std::size_t{1} << 20;

class LiveNode {
 public:
  /// Told of what became durable. Called on the loop thread; may add and remove listeners.
  class Listener {
   public:
    virtual ~Listener() = default;
    /// Records in order, inputs among them. Views are valid during the call.
    virtual void on_items(std::span<const Item> items) = 0;
    /// Something in state_json() changed; `only_clock`: nothing but clock, index, last, counts.
    virtual void on_state(bool only_clock) = 0;
    /// Something in members_json() changed.
    virtual void on_members() = 0;
  };

  LiveNode() = default;
  LiveNode(const LiveNode&) = delete;
  LiveNode& operator=(const LiveNode&) = delete;
  virtual ~LiveNode() = default;

  // Reading.

  [[nodiscard]] virtual Identity identity() const = 0;
  /// The schema NodeState.
  [[nodiscard]] virtual std::string state_json() const = 0;
  /// The schema Members.
  [[nodiscard]] virtual std::string members_json() const = 0;
  /// All processes that are known, ascending, this one included.
  [[nodiscard]] virtual std::vector<Peer> peers() const = 0;
  /// Why this node is not ready (503 not_ready, draining), or nothing.
  [[nodiscard]] virtual std::optional<Problem> not_ready() const = 0;
  [[nodiscard]] virtual std::vector<Metric> metrics() const = 0;
  /// The cursor after the latest durable record.
  [[nodiscard]] virtual Cursor durable() const = 0;
  virtual void events(const EventsQuery& query, std::function<void(EventsPage)> done) = 0;

  // Changing. Problems: those of the interface's table, ready to be rendered.

  virtual void command(CommandRequest request,
                       std::function<void(Answer<CommandOutcome>)> done) = 0;
  /// Answers the schema Automatic.
  virtual void set_automatic(const AutomaticChange& change,
                             std::function<void(Answer<std::string>)> done) = 0;
  /// Puts a fault on the link from this process to `to`, or takes it off. Answers the schema Link.
  /// Who may do it is decided above.
  virtual void set_fault(ProcessId to, const std::optional<LinkFault>& fault,
                         std::function<void(Answer<std::string>)> done) = 0;
  virtual void peer(PeerRequest request, std::function<void(PeerResponse)> done) = 0;

  // Following.

  virtual void add_listener(Listener& listener) = 0;
  virtual void remove_listener(Listener& listener) = 0;
};

}  // namespace lamport::net
