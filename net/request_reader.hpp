// RequestReader: from the bytes of a connection to requests, strictly. What two readers could
// understand differently is refused: that is how requests are smuggled. It knows no socket and no
// clock; Beast does the parsing behind it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_types.hpp"

namespace lamport::net {

struct RequestLimits {
  std::size_t target = 8'192;       ///< 414 above
  std::size_t head = 16'384;        ///< request line and headers; 431 above
  std::size_t header_fields = 100;  ///< 431 above
};

/// Thread rule: one caller at a time. Memory: the limits, and what the caller hands over at once.
class RequestReader {
 public:
  enum class State {
    waiting,   ///< nothing of the next request is there
    reading,   ///< a part of it is
    complete,  ///< request() is whole
    refused,   ///< refusal() says why; nothing can be read from this connection any more
  };

  /// Why a request is refused, with the status to answer.
  struct Refusal {
    unsigned status = 400;
    std::string detail;
  };

  /// `longest_body` is asked for each path.
  RequestReader(RequestLimits limits, std::function<std::size_t(std::string_view)> longest_body);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Takes what has come.
  State take(std::string_view bytes);
  [[nodiscard]] State state() const { return state_; }

  /// Whether the client waits for "100 Continue" before it sends the body. True once.
  [[nodiscard]] bool continue_is_due();

  /// Whether the connection serves another request after this one.
  [[nodiscard]] bool keeps_alive() const { return keeps_alive_; }
  [[nodiscard]] bool is_head() const { return request_.method == "HEAD"; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

  /// Hands the request out. Precondition: complete. Then call next().
  [[nodiscard]] Request request();
  /// Goes on with the next request, of which some or all may have come already.
  State next();

 private:
  struct Parser;

  State work();
  State find_head();
  State begin(std::string_view head);
  State read_body();
  State refuse(unsigned status, std::string detail);

  RequestLimits limits_;
  std::function<std::size_t(std::string_view)> longest_body_;
  std::unique_ptr<Parser> parser_;  // there while a body is read
  std::string pending_;             // not yet understood
  std::size_t scanned_ = 0;         // of pending_, in search of the head's end
  State state_ = State::waiting;
  Request request_;
  Refusal refusal_;
  bool keeps_alive_ = false;
  bool continue_is_due_ = false;
};

}  // namespace lamport::net
