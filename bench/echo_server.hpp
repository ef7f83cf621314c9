// The limit of any server over Beast: every request is answered with its own body, one loop, one
// thread, TCP_NODELAY, connections kept. It does nothing else, and nothing cleverly.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <memory>
#include <utility>

namespace lamport::bench {

class EchoConnection : public std::enable_shared_from_this<EchoConnection> {
 public:
  explicit EchoConnection(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
    socket_.set_option(boost::asio::ip::tcp::no_delay(true));
  }

  void read() {
    request_ = {};
    boost::beast::http::async_read(
        socket_, buffer_, request_,
        [self = shared_from_this()](boost::system::error_code error, std::size_t) {
          if (!error) self->answer();
        });
  }

 private:
  void answer() {
    response_ = {boost::beast::http::status::ok, request_.version()};
    response_.set(boost::beast::http::field::content_type, "application/json");
    response_.body() = std::move(request_.body());
    response_.prepare_payload();
    boost::beast::http::async_write(
        socket_, response_,
        [self = shared_from_this()](boost::system::error_code error, std::size_t) {
          if (!error) self->read();
        });
  }

  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  boost::beast::http::request<boost::beast::http::string_body> request_;
  boost::beast::http::response<boost::beast::http::string_body> response_;
};

inline void accept_echo(boost::asio::ip::tcp::acceptor& acceptor) {
  acceptor.async_accept(
      [&acceptor](boost::system::error_code error, boost::asio::ip::tcp::socket socket) {
        if (!error) std::make_shared<EchoConnection>(std::move(socket))->read();
        accept_echo(acceptor);
      });
}

/// Serves without end; says its port as a node does.
inline int serve_echo() {
  boost::asio::io_context loop{1};
  boost::asio::ip::tcp::acceptor acceptor(loop, {boost::asio::ip::make_address_v4("127.0.0.1"), 0});
  std::fprintf(stderr, "{\"what\":\"listening\",\"port\":%u}\n", acceptor.local_endpoint().port());
  accept_echo(acceptor);
  loop.run();
  return 0;
}

}  // namespace lamport::bench
