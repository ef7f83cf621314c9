// The head is collected whole, looked at (request_head), then given to Beast's parser, which also
// finds the body's end. Headers are taken over when the head is there, so that trailers of a
// chunked body never pass for headers.
#include "net/request_reader.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "net/request_head.hpp"

namespace lamport::net {

namespace http = boost::beast::http;
namespace asio = boost::asio;

struct RequestReader::Parser {
  http::request_parser<http::string_body> beast;
};

namespace {

constexpr std::string_view head_end = "\r\n\r\n";

// "http://host/path" as "/path": a proxy's way to ask.
std::string_view without_authority(std::string_view target) {
  constexpr std::string_view scheme = "http://";
  if (!target.starts_with(scheme)) return target;
  const auto path = target.find('/', scheme.size());
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

}  // namespace

RequestReader::RequestReader(RequestLimits limits,
                             std::function<HeadDecision(const Request&)> decide)
    : limits_(limits), decide_(std::move(decide)) {}

RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::take(std::string_view bytes) {
  if (state_ == State::refused) return state_;
  pending_ += bytes;
  return state_ == State::complete ? state_ : work();
}

RequestReader::State RequestReader::next() {
  state_ = State::waiting;
  request_ = {};
  is_head_ = false;
  head_ = 0;
  scanned_ = 0;
  return work();
}

Request RequestReader::request() {
  parser_.reset();
  head_ = 0;
  return std::move(request_);
}

std::size_t RequestReader::held() const {
  const auto body = request_.body.size() + (parser_ ? parser_->beast.get().body().size() : 0);
  return pending_.capacity() + head_ + body;
}

void RequestReader::let_go() {
  state_ = State::refused;
  parser_.reset();
  request_ = {};
  head_ = 0;
  std::string().swap(pending_);
}

bool RequestReader::continue_is_due() {
  return std::exchange(continue_is_due_, false) && state_ == State::reading;
}

RequestReader::State RequestReader::work() {
  if (parser_) return read_body();
  // An empty line before a request is a habit of old clients.
  if (scanned_ == 0 && pending_.starts_with("\r\n")) pending_.erase(0, 2);
  if (pending_.empty()) return state_ = State::waiting;
  state_ = State::reading;
  return find_head();
}

RequestReader::State RequestReader::find_head() {
  const auto from = scanned_ < head_end.size() ? 0 : scanned_ - head_end.size();
  const auto end = pending_.find(head_end, from);
  const bool whole = end != std::string::npos && end + head_end.size() <= limits_.head;
  if (whole) return begin(std::string_view(pending_).substr(0, end + head_end.size()));
  // A line that ends in LF alone may never get the end that is looked for.
  for (auto at = pending_.find('\n', scanned_); at != std::string::npos;
       at = pending_.find('\n', at + 1))
    if (at == 0 || pending_[at - 1] != '\r') return refuse({400, "a line does not end in CR LF"});
  scanned_ = pending_.size();
  if (pending_.size() <= limits_.head && end == std::string::npos) {
    const bool first_line = pending_.find('\n') == std::string::npos;
    const auto most = limits_.target + 64;  // the method and the version beside it
    return first_line && pending_.size() > most ? refuse({414, "the address is too long"}) : state_;
  }
  return refuse({431, "the headers are too large"});
}

RequestReader::State RequestReader::begin(std::string_view head) {
  const auto lines = head.substr(0, head.size() - 2);
  if (auto why = objection_to(lines, limits_)) return refuse(std::move(*why));
  const auto target = without_authority(target_of(lines));
  const auto question = target.find('?');
  request_.path = target.substr(0, question);
  if (question != std::string_view::npos) request_.query = target.substr(question + 1);

  parser_ = std::make_unique<Parser>();
  auto& beast = parser_->beast;
  beast.header_limit(static_cast<std::uint32_t>(limits_.head + 1));
  beast.body_limit(boost::none);
  boost::system::error_code error;
  beast.put(asio::buffer(head.data(), head.size()), error);
  if (error || !beast.is_header_done()) return refuse({400, "not HTTP: " + error.message()});
  const auto& message = beast.get();
  request_.method = message.method_string();
  for (const auto& field : message)
    request_.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  is_head_ = request_.method == "HEAD";
  auto decision = decide_(request_);
  if (decision.refusal) return refuse({0, "", std::move(decision.refusal)});
  if (const auto length = beast.content_length(); length && *length > decision.longest_body)
    return refuse({413, "the body is too large"});
  beast.body_limit(decision.longest_body);
  keeps_alive_ = beast.keep_alive() && message.version() == 11;
  const auto expect = request_.header("Expect");
  if (!expect.empty() && !same_name(expect, "100-continue"))
    return refuse({417, "only 100-continue can be expected"});
  continue_is_due_ = !expect.empty() && message.version() == 11;
  head_ = head.size();
  consume(head_);
  beast.eager(true);
  return read_body();
}

RequestReader::State RequestReader::read_body() {
  constexpr std::size_t longest_chunk_line = 4'096;
  auto& beast = parser_->beast;
  state_ = State::reading;
  while (!beast.is_done() && !pending_.empty()) {
    boost::system::error_code error;
    const auto used = beast.put(asio::buffer(pending_), error);
    consume(used);
    if (error == http::error::need_more || (!error && used == 0)) {
      // What is left is the beginning of a line between two chunks.
      if (pending_.size() > longest_chunk_line) return refuse({400, "a chunk's line is too long"});
      return state_;
    }
    if (error == http::error::body_limit) return refuse({413, "the body is too large"});
    if (error) return refuse({400, "the body is not what its headers say: " + error.message()});
  }
  if (!beast.is_done()) return state_;
  request_.body = std::move(beast.get().body());
  return state_ = State::complete;
}

RequestReader::State RequestReader::refuse(Refusal why) {
  refusal_ = std::move(why);
  keeps_alive_ = false;
  continue_is_due_ = false;
  let_go();
  return state_;
}

// An idle connection keeps no buffer.
void RequestReader::consume(std::size_t bytes) {
  if (bytes == pending_.size())
    std::string().swap(pending_);
  else
    pending_.erase(0, bytes);
}

}  // namespace lamport::net
