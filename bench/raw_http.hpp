// What measures servers: connections over which requests go that were made before, and answers are
// counted. It reads no more of an answer than its status and length, so that it costs little beside
// the server with which it shares the machine.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/child.hpp"

namespace lamport::bench {

inline std::string request(const std::string& method, const std::string& path,
                           const std::string& body) {
  return method + ' ' + path +
         " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

class RawConnection {
 public:
  explicit RawConnection(const std::string& port)
      : file_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    if (::connect(file_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::setsockopt(file_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
      give_up("no connection to port " + port);
  }
  ~RawConnection() { ::close(file_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  [[nodiscard]] int file() const { return file_; }

  void say(std::string_view bytes) const {
    if (::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(bytes.size()))
      give_up("a request was not taken");
  }
  /// Waits for bytes and takes them.
  void take() {
    static std::array<char, std::size_t{64} << 10> room;
    const auto count = ::recv(file_, room.data(), room.size(), 0);
    if (count <= 0) give_up("a connection ended");
    come_.append(room.data(), static_cast<std::size_t>(count));
  }
  /// The status of the answer that has come whole; 0 if none has.
  unsigned answer() {
    constexpr std::string_view length_name = "\r\nContent-Length: ";
    const std::string_view text = come_;
    const auto head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    const auto length_at = text.substr(0, head).find(length_name);
    std::size_t length = 0;
    if (length_at != std::string_view::npos)
      std::from_chars(text.data() + length_at + length_name.size(), text.data() + head, length);
    if (text.size() < head + 4 + length) return 0;
    unsigned status = 0;
    constexpr std::string_view version = "HTTP/1.1 ";
    std::from_chars(text.data() + version.size(), text.data() + head, status);
    come_.erase(0, head + 4 + length);
    return status;
  }
  /// Waits for an answer.
  unsigned answered() {
    for (;;) {
      if (const auto status = answer()) return status;
      take();
    }
  }
  unsigned ask(std::string_view bytes) {
    say(bytes);
    return answered();
  }
  /// Waits for a text in a stream; takes away what comes up to it.
  void wait_for(std::string_view text) {
    auto at = come_.find(text);
    for (; at == std::string::npos; at = come_.find(text)) take();
    come_.erase(0, at + text.size());
  }

 private:
  int file_;
  std::string come_;
};

/// So many connections that stay, each with one request under way at a time.
class LoadGenerator {
 public:
  LoadGenerator(const std::string& port, std::size_t connections)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < connections; ++i) {
      connections_.push_back(std::make_unique<RawConnection>(port));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connections_.back().get();
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->file(), &event);
    }
  }
  ~LoadGenerator() { ::close(epoll_); }
  LoadGenerator(const LoadGenerator&) = delete;
  LoadGenerator& operator=(const LoadGenerator&) = delete;

  /// Makes `count` requests and waits for their answers, of which none may be a refusal.
  void run(const std::string& bytes, std::uint64_t count) {
    std::uint64_t said = 0;
    for (const auto& connection : connections_)
      if (said < count) connection->say(bytes), ++said;
    std::array<epoll_event, 64> events{};
    for (std::uint64_t answered = 0; answered < count;) {
      const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (std::size_t i = 0; static_cast<int>(i) < ready; ++i) {
        auto& connection = *static_cast<RawConnection*>(events[i].data.ptr);
        connection.take();
        const auto status = connection.answer();
        if (status == 0) continue;
        if (status / 100 != 2) give_up("answered with " + std::to_string(status));
        ++answered;
        if (said < count) connection.say(bytes), ++said;
      }
    }
  }

 private:
  int epoll_;
  std::vector<std::unique_ptr<RawConnection>> connections_;
};

}  // namespace lamport::bench
