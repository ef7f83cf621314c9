// cpp-httplib with TCP_NODELAY (without it every call costs 40 ms) over a stream of our own: its
// timeouts are for one read each, and it takes heads of any length.
#include "net/bounded_client.hpp"

#include <httplib.h>
#include <sys/poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <utility>

#include "core/base/time_text.hpp"
#include "net/address.hpp"

namespace lamport::net {

namespace {

using Clock = std::chrono::steady_clock;

// Status line and headers; the client matches the line by a regular expression, which recurses.
constexpr std::size_t longest_head = std::size_t{8} << 10;
constexpr Duration longest_request = seconds(60);
constexpr Duration slice = milliseconds(100);
constexpr Duration connect_slice = seconds(1);

enum class Ended : std::uint8_t { no, too_slow, too_long, given_up };

std::chrono::nanoseconds chrono(Duration duration) {
  return std::chrono::nanoseconds(duration.nanoseconds);
}

Duration since(Clock::time_point begin) {
  return nanoseconds(static_cast<std::uint64_t>((Clock::now() - begin).count()));
}

std::pair<std::time_t, std::time_t> timeout(Duration duration) {
  const auto us = duration.nanoseconds / 1000;
  return {static_cast<std::time_t>(us / 1'000'000), static_cast<std::time_t>(us % 1'000'000)};
}

// One call: when it began, when it must end, how many bytes it may still read, and why it ended.
struct Call {
  Clock::time_point begin = Clock::now();
  Clock::time_point until = begin;
  std::size_t taken = 0;
  bool head_is_there = false;
  Ended ended = Ended::no;
};

class BoundedStream final : public httplib::Stream {
 public:
  BoundedStream(int socket, const ClientBounds& bounds, Call& call)
      : socket_(socket), bounds_(bounds), call_(call) {}

  [[nodiscard]] bool is_readable() const override { return at_ != end_; }
  [[nodiscard]] bool is_writable() const override { return true; }

  ssize_t read(char* to, std::size_t size) override {
    if (at_ == end_) {
      const auto count = fill();
      if (count <= 0) return count;
    }
    const auto count = std::min(size, end_ - at_);
    std::copy_n(buffer_.data() + at_, count, to);
    at_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, std::size_t size) override {
    call_.until =
        std::min(call_.begin + chrono(longest_request), Clock::now() + chrono(bounds_.answer));
    if (!wait_for(POLLOUT)) return -1;
    const auto count = ::send(socket_, bytes, size, MSG_NOSIGNAL);
    call_.until = Clock::now() + chrono(bounds_.answer);
    return count;
  }

  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  [[nodiscard]] int socket() const override { return socket_; }

 private:
  ssize_t fill() {
    const auto most = call_.head_is_there ? bounds_.longest : longest_head;
    if (call_.taken >= most) return end(Ended::too_long);
    if (!wait_for(POLLIN)) return -1;
    const auto count =
        ::recv(socket_, buffer_.data(), std::min(buffer_.size(), most - call_.taken), 0);
    if (count <= 0) return count;
    at_ = 0;
    end_ = static_cast<std::size_t>(count);
    call_.taken += end_;
    return count;
  }

  bool wait_for(short what) {
    for (;;) {
      const auto now = Clock::now();
      if (now >= call_.until) return end(Ended::too_slow) > 0;
      if (bounds_.still && !bounds_.still(since(call_.begin))) return end(Ended::given_up) > 0;
      const auto left = std::min<std::chrono::nanoseconds>(call_.until - now, chrono(slice));
      pollfd one{socket_, what, 0};
      const auto ready = ::poll(&one, 1, static_cast<int>(left / std::chrono::milliseconds(1)) + 1);
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) return false;
    }
  }

  ssize_t end(Ended why) {
    call_.ended = why;
    return -1;
  }

  int socket_;
  const ClientBounds& bounds_;
  Call& call_;
  std::array<char, std::size_t{16} << 10> buffer_{};
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

httplib::Request made(const ClientRequest& request) {
  httplib::Request out;
  out.method = request.method;
  out.path = request.path;
  for (const auto& field : request.headers) out.headers.emplace(field.name, field.value);
  out.body = request.body;
  if (!request.body.empty()) out.set_header("Content-Type", "application/json");
  return out;
}

bool is_broken(httplib::Error error) {
  return error == httplib::Error::Read || error == httplib::Error::Write;
}

}  // namespace

class BoundedClient::Connection final : public httplib::ClientImpl {
 public:
  Connection(const std::string& url, ClientBounds bounds)
      : Connection(url, host_and_port(url), std::move(bounds)) {}

  Result<ClientAnswer> ask(const ClientRequest& request) {
    call_ = {};
    auto answer = attempt(request);
    while (!answer && answer.error() == httplib::Error::ConnectionTimeout &&
           since(call_.begin) < bounds_.connect &&
           (!bounds_.still || bounds_.still(since(call_.begin))))
      answer = attempt(request);
    const bool again = request.repeatable && call_.ended == Ended::no;
    if (!answer && again && is_broken(answer.error())) answer = attempt(request);
    if (!answer) return failure(answer.error());
    return ClientAnswer{static_cast<unsigned>(answer->status), std::move(body_)};
  }

 private:
  Connection(const std::string& url, const HostAndPort& place, ClientBounds bounds)
      : ClientImpl(place.host, place.port), url_(url), bounds_(std::move(bounds)) {
    set_tcp_nodelay(true);
    set_keep_alive(true);
    set_decompress(false);
    const auto connect = timeout(std::min(bounds_.connect, connect_slice));
    set_connection_timeout(connect.first, connect.second);
  }

  httplib::Result attempt(const ClientRequest& request) {
    body_.clear();
    call_.taken = 0;
    call_.head_is_there = false;
    auto wanted = made(request);
    wanted.response_handler = [this](const httplib::Response&) {
      return call_.head_is_there = true;
    };
    wanted.content_receiver = [this](const char* bytes, std::size_t size, auto, auto) {
      body_.append(bytes, size);
      return true;
    };
    return send(wanted);
  }

  bool process_socket(const Socket& socket,
                      std::function<bool(httplib::Stream& stream)> use) override {
    BoundedStream stream(socket.sock, bounds_, call_);
    return use(stream);
  }

  [[nodiscard]] Error failure(httplib::Error error) const {
    constexpr auto silent = ErrorCode::unavailable;
    switch (call_.ended) {
      case Ended::too_slow:
        return {
            silent, url_ + " gives no whole answer within " + to_string(bounds_.answer), {}, ""};
      case Ended::too_long:
        return {ErrorCode::bad_data, url_ + " gives an answer that is too long", {}, ""};
      case Ended::given_up: return {silent, url_ + " was not waited for any longer", {}, ""};
      case Ended::no: break;
    }
    return {silent,
            url_ + " does not answer (" + httplib::to_string(error) + ")",
            {},
            "is the node running there?"};
  }

  std::string url_;
  ClientBounds bounds_;
  Call call_;
  std::string body_;
};

BoundedClient::BoundedClient(const std::string& url, ClientBounds bounds)
    : connection_(std::make_unique<Connection>(url, std::move(bounds))) {}
BoundedClient::BoundedClient(BoundedClient&&) noexcept = default;
BoundedClient& BoundedClient::operator=(BoundedClient&&) noexcept = default;
BoundedClient::~BoundedClient() = default;

Result<ClientAnswer> BoundedClient::ask(const ClientRequest& request) {
  try {
    return connection_->ask(request);
  } catch (const std::exception& error) {  // the client throws where it cannot parse what came
    return Error{ErrorCode::bad_data, std::string("no HTTP answer: ") + error.what(), {}, ""};
  }
}

void BoundedClient::stop() {
  connection_->stop();
}

}  // namespace lamport::net
