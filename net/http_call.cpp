// Beast's stream holds the time limit; each step renews it, up to that of the whole.
#include "net/http_call.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "net/address.hpp"

namespace lamport::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

class HttpCall::Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(asio::io_context& context, Wanted wanted, Hooks hooks)
      : wanted_(std::move(wanted)), hooks_(std::move(hooks)), resolver_(context), stream_(context) {
    parser_.body_limit(boost::none);
    if (!wanted_.whole) return;
    until_ = Clock::now() + wanted_.whole->time;
    parser_.body_limit(wanted_.whole->bytes);
  }

  void start() {
    const auto place = host_and_port(wanted_.address);
    host_ = wanted_.address.substr(wanted_.address.find("//") + 2);
    resolver_.async_resolve(
        place.host, std::to_string(place.port),
        [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
          self->on_resolved(error, found);
        });
  }

  void cancel() {
    ended_ = true;
    resolver_.cancel();
    stream_.close();
  }

  [[nodiscard]] unsigned status() const {
    return parser_.is_header_done() ? parser_.get().result_int() : 0;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void renew() { stream_.expires_at(std::min(until_, Clock::now() + wanted_.patience)); }

  void on_resolved(error_code error, const tcp::resolver::results_type& found) {
    if (ended_) return;
    if (error) return end(0, error.message());
    renew();
    stream_.async_connect(found, [self = shared_from_this()](error_code failed, const auto&) {
      self->on_connected(failed);
    });
  }

  void on_connected(error_code error) {
    if (ended_) return;
    if (error) return end(0, error.message());
    error_code ignored;
    stream_.socket().set_option(tcp::no_delay(true), ignored);
    request_.method_string(wanted_.method);
    request_.target(wanted_.target);
    request_.version(11);
    request_.set(http::field::host, host_);
    request_.set(http::field::connection, "close");
    for (const auto& field : wanted_.headers) request_.set(field.name, field.value);
    request_.body() = std::move(wanted_.body);
    request_.prepare_payload();
    renew();
    http::async_write(stream_, request_, [self = shared_from_this()](error_code failed, auto) {
      if (self->ended_) return;
      if (failed) return self->end(0, failed.message());
      self->read();
    });
  }

  void read() {
    renew();
    http::async_read_some(stream_, buffer_, parser_,
                          [self = shared_from_this()](error_code failed, auto) {
                            if (!self->ended_) self->on_read(failed);
                          });
  }

  void on_read(error_code error) {
    if (error == http::error::end_of_stream || error == asio::error::eof) {
      error = {};
      if (parser_.is_header_done() && parser_.need_eof()) parser_.put_eof(error);
      if (!parser_.is_done()) return end(0, "the answer ends early");
    }
    if (error) return end(0, error.message());
    auto body = std::exchange(parser_.get().body(), {});
    if (!body.empty() && hooks_.body) hooks_.body(body);
    if (ended_) return;
    if (parser_.is_done()) {
      const auto type = parser_.get()[http::field::content_type];
      return end(status(), std::string(type));
    }
    read();
  }

  void end(unsigned status, const std::string& what) {
    ended_ = true;
    stream_.close();
    if (const auto done = std::move(hooks_.done)) done(status, what);
  }

  Wanted wanted_;
  Hooks hooks_;
  std::string host_;
  tcp::resolver resolver_;
  beast::tcp_stream stream_;
  http::request<http::string_body> request_;
  beast::flat_buffer buffer_{std::size_t{64} << 10};
  http::response_parser<http::string_body> parser_;
  Clock::time_point until_ = Clock::time_point::max();
  bool ended_ = false;
};

HttpCall::HttpCall(asio::io_context& context, Wanted wanted, Hooks hooks)
    : exchange_(std::make_shared<Exchange>(context, std::move(wanted), std::move(hooks))) {
  exchange_->start();
}

HttpCall::~HttpCall() {
  exchange_->cancel();
}

unsigned HttpCall::status() const {
  return exchange_->status();
}

}  // namespace lamport::net
