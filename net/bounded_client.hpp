// BoundedClient: the one place where an HTTP client that blocks is made. Whoever answers, and
// however badly, a call ends: an answer is bounded in bytes and in time as a whole. What is asked,
// and what a status means, is its caller's business.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "net/http_types.hpp"

namespace lamport::net {

struct ClientBounds {
  Duration connect = seconds(3);
  Duration answer = seconds(15);                    ///< from the request's end to the answer's
  std::size_t longest = std::size_t{16} << 20;      ///< bytes of an answer
  std::function<bool(Duration waited)> still = {};  ///< asked while it waits; false gives up
};

struct ClientRequest {
  std::string method;
  std::string path;
  std::vector<HeaderField> headers = {};
  std::string body = {};
  /// Made once more if the connection breaks before the answer is whole.
  bool repeatable = false;
};

struct ClientAnswer {
  unsigned status = 0;
  std::string body;
};

/// Cost: one kept connection. Thread rule: one thread at a time, except for stop().
class BoundedClient {
 public:
  /// `url` is "http://host" or "http://host:port", as node_url or is_node_address let it pass.
  BoundedClient(const std::string& url, ClientBounds bounds);
  BoundedClient(BoundedClient&&) noexcept;
  BoundedClient& operator=(BoundedClient&&) noexcept;
  ~BoundedClient();

  /// The answer, whatever its status. Errors: `unavailable` where none came in time, `bad_data`
  /// where it is too long or no HTTP.
  Result<ClientAnswer> ask(const ClientRequest& request);
  /// Ends a call that has connected, from any thread.
  void stop();

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace lamport::net
