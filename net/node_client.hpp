// NodeClient: a node's HTTP interface (docs/http-api.openapi.yaml) from outside, as functions and
// values. It decides nothing: what to ask, and what to do about a node that does not answer, is its
// caller's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/clock/lamport_time.hpp"
#include "core/formats/records_page.hpp"
#include "net/bounded_client.hpp"

namespace lamport::net {

/// A directed link as its sender sees it.
struct LinkStatus {
  ProcessId to;
  std::optional<bool> up;  ///< nothing: there is no news of it
  std::uint64_t unsent = 0;
  bool cut = false;
  std::uint64_t delay_ms = 0;
};

/// What a node says of itself (the schema NodeState), as far as programs use it.
struct NodeStatus {
  std::string run;
  ProcessId process;
  std::string name;
  std::string role;
  std::string protocol;
  std::uint32_t processes = 0;
  Seed seed;
  std::string epoch;
  Incarnation incarnation;
  LamportTime lamport;
  EventIndex index;
  std::string admission;
  std::uint64_t unsent = 0;
  std::vector<LinkStatus> links;
};

struct MemberStatus {
  ProcessId process;
  std::string name;
  std::string page;  ///< empty: not known
  bool reachable = false;
};

/// An event that a command caused, durable at its node.
struct CausedEvent {
  EventId event;
  LamportTime lamport;
  std::string line;  ///< as in a trace
};

/// "host:port", "http://host:port" or "http://host:port/" as "http://host:port". Fails with usage.
[[nodiscard]] Result<std::string> node_url(std::string_view text);

/// Errors: `unavailable` where the node does not answer or cannot do it now, `usage` where it
/// refuses what was asked, `bad_data` where the answer is not what the interface says.
/// Cost: one kept connection. Thread rule: one thread at a time.
class NodeClient {
 public:
  /// `url` comes from node_url.
  explicit NodeClient(std::string url, ClientBounds bounds = {});

  [[nodiscard]] const std::string& url() const { return url_; }

  // Reading.

  /// The body of a GET that must succeed, such as "/api/v1/state".
  Result<std::string> get(const std::string& path);
  Result<NodeStatus> status();
  Result<std::vector<MemberStatus>> members();
  /// Records after the cursor (empty: from the beginning), inputs among them.
  Result<RecordsPage> records(const std::string& after, std::uint32_t limit);

  // Changing. `key` is the Idempotency-Key (empty: none): with one, a request whose answer is lost
  // is made once more, and still happens once.

  Result<std::vector<CausedEvent>> send(ProcessId to, std::string_view text,
                                        const std::string& key);
  Result<std::vector<CausedEvent>> broadcast(std::string_view text, const std::string& key);
  Result<std::vector<CausedEvent>> internal(std::string_view text, const std::string& key);
  /// Automatic events on or off, on average every `mean_ms`.
  Result<Done> automatic(bool enabled, std::uint64_t mean_ms);
  /// Admin actions, with the node's token.
  Result<Done> cut_link(ProcessId from, ProcessId to, const std::string& token);
  Result<Done> delay_link(ProcessId from, ProcessId to, std::uint64_t delay_ms,
                          const std::string& token);
  Result<Done> heal_link(ProcessId from, ProcessId to, const std::string& token);

 private:
  Result<std::string> ask(const ClientRequest& request);
  Result<std::vector<CausedEvent>> command(const std::string& path, const std::string& body,
                                           const std::string& key);

  std::string url_;
  BoundedClient client_;
};

}  // namespace lamport::net
