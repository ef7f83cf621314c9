// Everything that waits holds the connection by a shared pointer and looks at its phase when it is
// called: a connection may be closed while it waits.
#include "net/http_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/status.hpp>
#include <utility>

namespace lamport::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t usual_head = 640;

}  // namespace

// The request that a connection is handling, as its application holds it.
class HttpConnection::Waiting final : public Exchange {
 public:
  explicit Waiting(std::shared_ptr<HttpConnection> connection)
      : connection_(std::move(connection)), serial_(connection_->serial_) {}
  ~Waiting() override {
    if (is_mine()) connection_->lose();
  }

  void respond(Response response) override {
    if (is_mine()) connection_->respond(response);
  }
  std::shared_ptr<ByteStream> stream(Response head) override {
    if (is_mine()) connection_->begin_stream(head);
    return connection_;
  }

  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  [[nodiscard]] bool is_mine() const {
    return connection_->phase_ == Phase::handling && connection_->serial_ == serial_;
  }

  std::shared_ptr<HttpConnection> connection_;
  std::uint64_t serial_;
};

HttpConnection::HttpConnection(tcp::socket socket, asio::ip::address remote,
                               std::shared_ptr<HttpShared> shared)
    : socket_(std::move(socket)),
      remote_(std::move(remote)),
      remote_text_(remote_.to_string()),
      shared_(std::move(shared)),
      reader_(shared_->settings.limits, [application = &shared_->application](const auto& head) {
        return application->decide(head);
      }) {}

void HttpConnection::start() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  enter(Phase::waiting);
  wait_for_bytes();
}

void HttpConnection::enter(Phase phase) {
  const auto& settings = shared_->settings;
  phase_ = phase;
  since_ = Clock::now();
  switch (phase) {
    case Phase::waiting: deadline_ = since_ + settings.idle_time; break;
    case Phase::reading: deadline_ = since_ + settings.request_time; break;
    case Phase::writing:
    case Phase::lingering: deadline_ = since_ + settings.write_time; break;
    default: deadline_ = Clock::time_point::max();
  }
}

void HttpConnection::check(Clock::time_point now) {
  if (now < deadline_ || phase_ == Phase::closed) return;
  ++shared_->counters.timed_out;
  if (phase_ == Phase::reading) return refuse({408, "the request did not come to its end in time"});
  lose();
}

void HttpConnection::wait_for_bytes() {
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    if (!error) self->on_readable();
  });
}

void HttpConnection::on_readable() {
  error_code error;
  const auto count = socket_.read_some(asio::buffer(shared_->input), error);
  if (error == asio::error::would_block) return wait_for_bytes();
  if (error) return lose();
  if (phase_ == Phase::waiting || phase_ == Phase::reading)
    return go_on(reader_.take({shared_->input.data(), count}));
  // A stream's reader has nothing to say; a lingering client may finish what it was sending.
  constexpr std::size_t longest_farewell = std::size_t{4} << 20;
  lingered_ += count;
  if (lingered_ > longest_farewell) return lose();
  if (phase_ == Phase::streaming || phase_ == Phase::lingering) wait_for_bytes();
}

void HttpConnection::go_on(RequestReader::State state) {
  shared_->memory.change(asked_, reader_.held());
  const bool wants =
      state == RequestReader::State::reading || state == RequestReader::State::complete;
  if (wants && !shared_->memory.has_room_for(0)) {
    ++shared_->counters.overloaded;
    return refuse({503, "other requests fill the memory that there is for them"});
  }
  switch (state) {
    case RequestReader::State::waiting:
      if (phase_ != Phase::waiting) enter(Phase::waiting);
      return wait_for_bytes();
    case RequestReader::State::reading:
      if (phase_ != Phase::reading) enter(Phase::reading);
      if (reader_.continue_is_due()) {
        // So few bytes that they fit; if not, the client sends its body a little later.
        constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
        error_code ignored;
        socket_.write_some(asio::buffer(go_ahead), ignored);
      }
      return wait_for_bytes();
    case RequestReader::State::complete: return handle();
    case RequestReader::State::refused: return refuse(reader_.refusal());
  }
}

void HttpConnection::handle() {
  ++shared_->counters.requests;
  ++serial_;
  enter(Phase::handling);
  auto request = reader_.request();
  shared_->memory.change(asked_, reader_.held());
  changes_ = request.method != "GET" && request.method != "HEAD";
  request.remote = remote_text_;
  last_ = !reader_.keeps_alive();
  shared_->application.serve(std::move(request),
                             Respond(std::make_shared<Waiting>(shared_from_this())));
}

void HttpConnection::refuse(const RequestReader::Refusal& why) {
  ++shared_->counters.refused;
  error_code ignored;
  socket_.cancel(ignored);
  last_ = true;
  reader_.let_go();
  shared_->memory.change(asked_, reader_.held());
  answer(why.answer ? *why.answer : shared_->application.refused(why.status, why.detail));
}

std::string HttpConnection::head_of(const Response& response, bool endless) {
  const auto now = std::time(nullptr);
  if (now != shared_->date_second) {
    std::tm parts{};
    std::array<char, 64> text{};
    gmtime_r(&now, &parts);
    shared_->date.assign(
        text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
    shared_->date_second = now;
  }
  std::string head;
  head.reserve(usual_head + response.body.size());
  const auto reason = http::obsolete_reason(http::int_to_status(response.status));
  head += "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head.append(reason.data(), reason.size());
  head += "\r\nDate: " + shared_->date;
  const auto add = [&](std::string_view name, std::string_view value) {
    head += "\r\n";
    head += name;
    head += ": ";
    head += value;
  };
  if (!response.content_type.empty()) add("Content-Type", response.content_type);
  for (const auto& field : response.headers) add(field.name, field.value);
  const bool has_no_body = response.status == 204 || response.status == 304;
  if (!endless && !has_no_body) add("Content-Length", std::to_string(response.body.size()));
  if (last_) add("Connection", "close");
  head += "\r\n";
  head += shared_->application.common_headers();
  head += "\r\n";
  return head;
}

// An answer to somebody who changed something is given whatever it costs: it is short, and another
// one would say that nothing happened.
void HttpConnection::respond(const Response& response) {
  const auto size = usual_head + response.body.size();
  if (changes_ || shared_->memory.has_room_for(size)) return answer(response);
  ++shared_->counters.overloaded;
  answer(shared_->application.refused(503, "there is no memory for the answer now"));
}

void HttpConnection::answer(const Response& response) {
  if (shared_->draining) last_ = true;
  auto bytes = head_of(response, false);
  if (!reader_.is_head()) bytes += response.body;
  enter(Phase::writing);
  enqueue(std::make_shared<const std::string>(std::move(bytes)));
}

void HttpConnection::begin_stream(const Response& head) {
  last_ = true;
  auto bytes = head_of(head, true);
  enter(reader_.is_head() ? Phase::writing : Phase::streaming);
  enqueue(std::make_shared<const std::string>(std::move(bytes)));
  if (phase_ == Phase::streaming) wait_for_bytes();
}

void HttpConnection::send(Bytes bytes) {
  if (phase_ == Phase::streaming) enqueue(std::move(bytes));
}

void HttpConnection::on_change(std::function<void()> drained, std::function<void()> closed) {
  drained_ = std::move(drained);
  closed_ = std::move(closed);
}

void HttpConnection::enqueue(Bytes bytes) {
  if (bytes->empty()) return;
  unsent_ += bytes->size();
  shared_->memory.hold(bytes);
  queue_.push_back(std::move(bytes));
  if (!pumping_) pump();
}

void HttpConnection::pump() {
  constexpr std::size_t at_once = 16;
  std::array<asio::const_buffer, at_once> buffers;
  auto from = offset_;
  for (std::size_t i = 0; i < at_once && i < queue_.size(); ++i) {
    buffers[i] = asio::buffer(*queue_[i]) + from;
    from = 0;
  }
  pumping_ = true;
  deadline_ = Clock::now() + shared_->settings.write_time;
  socket_.async_write_some(buffers,
                           [self = shared_from_this()](error_code error, std::size_t bytes) {
                             self->pumping_ = false;
                             if (self->phase_ == Phase::closed) return;
                             if (error) return self->lose();
                             self->on_written(bytes);
                           });
}

void HttpConnection::on_written(std::size_t bytes) {
  unsent_ -= bytes;
  bytes += offset_;
  while (!queue_.empty() && bytes >= queue_.front()->size()) {
    bytes -= queue_.front()->size();
    shared_->memory.let_go(queue_.front());
    queue_.pop_front();
  }
  offset_ = bytes;
  if (!queue_.empty()) return pump();
  if (phase_ == Phase::writing) return finish();
  deadline_ = Clock::time_point::max();
  if (drained_) drained_();
}

void HttpConnection::finish() {
  if (last_) return linger();
  enter(Phase::waiting);
  go_on(reader_.next());
}

// A client that is still sending would lose the answer with the connection.
void HttpConnection::linger() {
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  enter(Phase::lingering);
  constexpr std::chrono::milliseconds longest{2'000};
  deadline_ = std::min(deadline_, since_ + longest);
  wait_for_bytes();
}

void HttpConnection::lose() {
  const auto closed = std::move(closed_);
  const bool was_open = is_open();
  close();
  if (was_open && closed) closed();
}

void HttpConnection::close() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();
  phase_ = Phase::closed;
  error_code ignored;
  socket_.close(ignored);
  for (const auto& bytes : queue_) shared_->memory.let_go(bytes);
  queue_.clear();
  unsent_ = 0;
  reader_.let_go();
  shared_->memory.change(asked_, 0);
  drained_ = nullptr;
  closed_ = nullptr;
  shared_->connections.erase(self);
}

}  // namespace lamport::net
