// HostileServer: takes connections and does to each what a test says, with bare bytes: what no HTTP
// server would do to a client. It ends its connections when it goes away.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace lamport::net {

class HostileServer {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  /// One connection's end of the conversation.
  class Victim {
   public:
    Victim(Socket& socket, const std::atomic<bool>& over) : socket_(socket), over_(over) {}
    /// Reads until an empty line has come.
    void read_head() {
      std::string text;
      std::string piece(4'096, '\0');
      boost::system::error_code error;
      while (!error && text.find("\r\n\r\n") == std::string::npos)
        text.append(piece, 0, socket_.read_some(boost::asio::buffer(piece), error));
    }
    /// False once the client has gone or the test is over.
    bool say(const std::string& bytes) {
      boost::system::error_code error;
      boost::asio::write(socket_, boost::asio::buffer(bytes), error);
      return !error && !over_;
    }
    /// Says nothing until the client has gone.
    void wait() {
      boost::system::error_code error;
      char byte = 0;
      while (!error) socket_.read_some(boost::asio::buffer(&byte, 1), error);
    }

   private:
    Socket& socket_;
    const std::atomic<bool>& over_;
  };

  /// One connection after another.
  explicit HostileServer(std::function<void(Victim)> act)
      : act_(std::move(act)), thread_([this] { run(); }) {}
  ~HostileServer() {
    over_ = true;
    boost::system::error_code ignored;
    Socket last(context_);
    last.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
  }
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  /// Connections that it has taken.
  [[nodiscard]] int taken() const { return taken_; }

 private:
  void run() {
    for (;;) {
      auto socket = acceptor_.accept();
      if (over_) return;
      ++taken_;
      act_(Victim(socket, over_));
    }
  }

  std::function<void(Victim)> act_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
  std::atomic<bool> over_{false};
  std::atomic<int> taken_{0};
  std::thread thread_;
};

}  // namespace lamport::net
