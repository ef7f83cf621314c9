// RequestReader: from the bytes of a connection to requests, strictly. What two readers could
// understand differently is refused: that is how requests are smuggled. It knows no socket and no
// clock; Beast does the parsing behind it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_types.hpp"

namespace lamport::net {

struct RequestLimits {
  std::size_t target = 8'192;       ///< 414 above
  std::size_t head = 16'384;        ///< request line and headers; 431 above
  std::size_t header_fields = 100;  ///< 431 above
};

/// Thread rule: one caller at a time. Memory: the limits, and what the caller hands over at once;
/// between requests next to none.
class RequestReader {
 public:
  enum class State {
    waiting,   ///< nothing of the next request is there
    reading,   ///< a part of it is
    complete,  ///< request() is whole
    refused,   ///< refusal() says why; nothing can be read from this connection any more
  };

  /// Why a request is refused, with the status to answer; or, of one that was decided by its head,
  /// the answer.
  struct Refusal {
    unsigned status = 400;
    std::string detail;
    std::optional<Response> answer = {};
  };

  /// `decide` is asked about each head.
  RequestReader(RequestLimits limits, std::function<HeadDecision(const Request&)> decide);
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
  [[nodiscard]] bool is_head() const { return is_head_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

  /// Hands the request out. Precondition: complete. Then call next().
  [[nodiscard]] Request request();
  /// Goes on with the next request, of which some or all may have come already.
  State next();

  /// Bytes of requests that it holds. Of a body, what has come; not what its head promises.
  [[nodiscard]] std::size_t held() const;
  /// Drops them. Nothing can be read from this connection any more.
  void let_go();

 private:
  struct Parser;

  State work();
  State find_head();
  State begin(std::string_view head);
  State read_body();
  State refuse(Refusal why);
  void consume(std::size_t bytes);

  RequestLimits limits_;
  std::function<HeadDecision(const Request&)> decide_;
  std::unique_ptr<Parser> parser_;  // there while a body is read
  std::size_t head_ = 0;            // bytes of the head of what is read
  std::string pending_;             // not yet understood
  std::size_t scanned_ = 0;         // of pending_, in search of the head's end
  State state_ = State::waiting;
  Request request_;
  Refusal refusal_;
  bool is_head_ = false;
  bool keeps_alive_ = false;
  bool continue_is_due_ = false;
};

}  // namespace lamport::net
