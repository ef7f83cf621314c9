// A request, its answer, and how an answer is given, perhaps later: what the HTTP server and those
// who serve through it say to one another. Plain values; bytes and sockets are the server's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/assert.hpp"

namespace lamport::net {

struct HeaderField {
  std::string name;
  std::string value;
};

/// ASCII only, as HTTP has it.
[[nodiscard]] inline bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// A whole request: the server hands over nothing that broke its limits or HTTP's grammar.
struct Request {
  std::string method;  ///< as it came: "GET"
  std::string path;    ///< from '/' to before '?'; percent signs as they came
  std::string query;   ///< after '?'
  std::vector<HeaderField> headers;
  std::string body;
  std::string remote;                   ///< the client's address, without port
  std::vector<std::string> parameters;  ///< what the {..} of the route matched, in order

  /// The value of the first header of that name; empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const {
    const auto* value = find(name);
    return value == nullptr ? std::string_view() : std::string_view(*value);
  }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }

 private:
  [[nodiscard]] const std::string* find(std::string_view name) const {
    for (const auto& field : headers)
      if (same_name(field.name, name)) return &field.value;
    return nullptr;
  }
};

/// Content-Length, Date and Connection are the server's business.
struct Response {
  unsigned status = 200;
  std::string content_type = {};  ///< empty: none
  std::string body = {};
  std::vector<HeaderField> headers = {};
};

/// A body without end, such as a stream of events. Thread rule: the loop thread.
class ByteStream {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;

  /// Queues bytes, which streams may share; nothing if the stream is closed. Bounding what is
  /// queued is the caller's business; a reader that takes nothing for a while is cut off.
  virtual void send(Bytes bytes) = 0;
  /// Bytes that are queued, or on their way into the kernel.
  [[nodiscard]] virtual std::size_t unsent() const = 0;
  /// Whether the server has memory for more. If not, try again later: nothing tells when.
  [[nodiscard]] virtual bool has_room() const = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
  /// Ends the stream at once.
  virtual void close() = 0;
  /// `drained` is called whenever nothing is unsent any more, `closed` once when the reader is
  /// gone or was cut off, never from within send() or close().
  virtual void on_change(std::function<void()> drained, std::function<void()> closed) = 0;
};

/// One request that waits for its answer.
class Exchange {
 public:
  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  /// Not answered: the connection is closed.
  virtual ~Exchange() = default;
  virtual void respond(Response response) = 0;
  virtual std::shared_ptr<ByteStream> stream(Response head) = 0;
};

/// Answers one request, once, now or later, on the loop thread. Copies answer the same request. If
/// the client has gone, the answer goes nowhere; if no copy ever answers, the connection is closed.
class Respond {
 public:
  explicit Respond(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}

  void operator()(Response response) const { exchange_->respond(std::move(response)); }

  /// Sends `head` without its body and leaves the rest to whoever holds the stream. To a HEAD
  /// request the stream is closed already.
  [[nodiscard]] std::shared_ptr<ByteStream> stream(Response head) const {
    return exchange_->stream(std::move(head));
  }

 private:
  std::shared_ptr<Exchange> exchange_;
};

/// What follows from a request's head alone.
struct HeadDecision {
  std::size_t longest_body = 0;
  std::optional<Response> refusal = {};  ///< instead of reading the body; the connection ends
};

/// Whoever serves requests.
class Application {
 public:
  Application() = default;
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  virtual ~Application() = default;

  /// Asked before the body of a request is read; `head` has none yet, and no `remote`.
  [[nodiscard]] virtual HeadDecision decide(const Request& head) const = 0;
  virtual void serve(Request request, Respond respond) = 0;
  /// The answer to a request that the server itself refuses.
  [[nodiscard]] virtual Response refused(unsigned status, std::string_view detail) const = 0;
  /// Headers that no answer lacks, each line with its CR LF.
  [[nodiscard]] virtual std::string_view common_headers() const = 0;
};

}  // namespace lamport::net
