// Beast's stream holds the time limit; each step renews it.
#include "net/http_call.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

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
  }

  void start() {
    std::string_view rest = wanted_.address;
    constexpr std::string_view scheme = "http://";
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
    host_ = rest.substr(0, rest.find('/'));
    const auto colon = host_.rfind(':');
    auto name = host_.substr(0, colon);
    const auto port = colon == std::string::npos ? std::string("80") : host_.substr(colon + 1);
    if (name.size() > 2 && name.front() == '[') name = name.substr(1, name.size() - 2);
    resolver_.async_resolve(
        name, port,
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
  void on_resolved(error_code error, const tcp::resolver::results_type& found) {
    if (ended_) return;
    if (error) return end(0, error.message());
    stream_.expires_after(wanted_.patience);
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
    stream_.expires_after(wanted_.patience);
    http::async_write(stream_, request_, [self = shared_from_this()](error_code failed, auto) {
      if (self->ended_) return;
      if (failed) return self->end(0, failed.message());
      self->read();
    });
  }

  void read() {
    stream_.expires_after(wanted_.patience);
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
