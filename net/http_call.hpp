// HttpCall: one request to another node from the loop thread, without blocking it: to pass a fault
// on, to follow a member's stream. Messages between nodes travel otherwise.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_types.hpp"

namespace lamport::net {

/// Thread rule: the loop thread. Going away cancels the call; no hook is called afterwards.
class HttpCall {
 public:
  struct Wanted {
    std::string address;  ///< "http://host:port"
    std::string method;
    std::string target;
    std::vector<HeaderField> headers;
    std::string body;
    std::chrono::milliseconds patience{5'000};  ///< the longest silence
    /// What an answer may take as a whole, in time and in bytes of its body; for one that has an
    /// end.
    struct Whole {
      std::chrono::milliseconds time{10'000};
      std::size_t bytes = std::size_t{1} << 20;
    };
    std::optional<Whole> whole = Whole{};
  };
  struct Hooks {
    /// Bytes of the body, as they come.
    std::function<void(std::string_view bytes)> body;
    /// The end: the status and content type, or status 0 and why there was no whole answer. The
    /// call may be destroyed in it.
    std::function<void(unsigned status, const std::string& what)> done;
  };

  HttpCall(boost::asio::io_context& context, Wanted wanted, Hooks hooks);
  ~HttpCall();
  HttpCall(const HttpCall&) = delete;
  HttpCall& operator=(const HttpCall&) = delete;

  /// The status, as soon as the head is there; before that 0.
  [[nodiscard]] unsigned status() const;

 private:
  class Exchange;
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace lamport::net
