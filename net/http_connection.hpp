// HttpConnection: one client's connection: reads a request, hands it to the application, writes the
// answer, goes on; or becomes a stream. How many there may be, and until when, is the server's
// business.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

#include "net/http_server.hpp"
#include "net/http_types.hpp"
#include "net/memory_budget.hpp"
#include "net/request_reader.hpp"

namespace lamport::net {

class HttpConnection;

/// What the connections of a server share.
struct HttpShared {
  Application& application;
  HttpSettings settings;
  HttpCounters counters;
  MemoryBudget memory;
  std::unordered_set<std::shared_ptr<HttpConnection>> connections;
  bool draining = false;
  /// Where bytes are read to before a reader takes them; so that idle connections hold none.
  std::array<char, std::size_t{64} << 10> input;
  std::time_t date_second = 0;
  std::string date;
};

/// Thread rule: the loop thread. Owned by HttpShared::connections until it is closed.
class HttpConnection final : public ByteStream,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Phase : std::uint8_t {
    waiting,    ///< for the first byte of a request
    reading,    ///< a request
    handling,   ///< the application has it
    writing,    ///< the answer
    streaming,  ///< bytes without end
    lingering,  ///< answered for the last time; until the client has read it
    closed,
  };

  HttpConnection(boost::asio::ip::tcp::socket socket, boost::asio::ip::address remote,
                 std::shared_ptr<HttpShared> shared);

  void start();
  /// Gives up what is past its time.
  void check(Clock::time_point now);
  /// As if the client had gone.
  void lose();

  [[nodiscard]] Phase phase() const { return phase_; }
  /// When the phase began.
  [[nodiscard]] Clock::time_point since() const { return since_; }
  [[nodiscard]] const boost::asio::ip::address& remote() const { return remote_; }

  void send(Bytes bytes) override;
  [[nodiscard]] std::size_t unsent() const override { return unsent_; }
  [[nodiscard]] bool has_room() const override { return shared_->memory.has_room_for_streams(); }
  [[nodiscard]] bool is_open() const override { return phase_ == Phase::streaming; }
  void close() override;
  void on_change(std::function<void()> drained, std::function<void()> closed) override;

 private:
  class Waiting;

  void enter(Phase phase);
  void wait_for_bytes();
  void on_readable();
  void go_on(RequestReader::State state);
  void handle();
  void refuse(const RequestReader::Refusal& why);
  void respond(const Response& response);
  void answer(const Response& response);
  void begin_stream(const Response& head);
  [[nodiscard]] std::string head_of(const Response& response, bool endless);
  void enqueue(Bytes bytes);
  void pump();
  void on_written(std::size_t bytes);
  void finish();
  void linger();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::address remote_;
  std::string remote_text_;
  std::shared_ptr<HttpShared> shared_;
  RequestReader reader_;
  Phase phase_ = Phase::waiting;
  Clock::time_point since_;
  Clock::time_point deadline_;
  bool last_ = false;      // nothing is served after this answer
  bool changes_ = false;   // the request may have changed something
  std::size_t asked_ = 0;  // bytes of requests in the budget
  std::uint64_t serial_ = 0;
  std::deque<Bytes> queue_;
  std::size_t offset_ = 0;  // of the queue's first, what is written
  std::size_t unsent_ = 0;
  bool pumping_ = false;
  std::size_t lingered_ = 0;
  std::function<void()> drained_;
  std::function<void()> closed_;
};

}  // namespace lamport::net
