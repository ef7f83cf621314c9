// EventStreams: everybody who follows this node, or at the coordinator the cluster. A stream is a
// place in the durable records: it is read on from there when its reader has taken what it was
// given and the server has memory for more, so that a slow one costs none; one that takes nothing
// is cut off by the server.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_types.hpp"
#include "net/live_node.hpp"
#include "net/relay.hpp"
#include "net/router.hpp"

namespace lamport::net {

/// Thread rule: the loop thread. Node and context outlive it.
class EventStreams final : private LiveNode::Listener {
 public:
  EventStreams(boost::asio::io_context& context, LiveNode& node, std::size_t most_streams);
  ~EventStreams() override;
  EventStreams(const EventStreams&) = delete;
  EventStreams& operator=(const EventStreams&) = delete;

  void add_to(Router& router);
  [[nodiscard]] std::size_t open() const { return streams_.size(); }

 private:
  using Clock = std::chrono::steady_clock;

  struct Stream {
    std::shared_ptr<ByteStream> bytes;
    bool cluster = false;
    std::uint64_t tail = 0;
    std::string last_id;      // of a cluster's stream that waits for the relay
    std::uint64_t place = 0;  // the cursor, or the place in the relay
    std::uint64_t goal = 0;   // the end of what is to be repeated
    bool greeted = false;     // of a cluster's stream: hello is out
    bool begun = false;       // all repetition is out; records now come as they happen
    bool reading = false;     // a page is on its way
    bool missed = false;      // there is more to read than what was handed out
  };

  void on_items(std::span<const Item> items) override;
  void on_state(bool only_clock) override;
  void on_members() override;

  void open(const Request& request, const Respond& respond);
  void say_hello(Stream& stream, bool resumed);
  void read_on(const std::shared_ptr<Stream>& stream);
  void take_page(const std::shared_ptr<Stream>& stream, const EventsPage& page);
  void relay_came();
  void begin_cluster(Stream& stream);
  void relay_on(Stream& stream);
  void gone(const Stream* stream);
  void send_state(Stream& stream);
  void to_all(bool cluster_only, const std::string& text);
  void schedule();
  void catch_up();
  void tick();

  boost::asio::io_context& context_;
  LiveNode& node_;
  std::size_t most_streams_;
  Relay relay_;
  std::list<std::shared_ptr<Stream>> streams_;
  boost::asio::steady_timer timer_;
  bool ticking_ = false;
  std::string run_;
  bool state_changed_ = false;
  bool state_is_urgent_ = false;
  bool members_changed_ = false;
  Clock::time_point state_sent_;
  Clock::time_point members_sent_;
  Clock::time_point comment_sent_;
  Clock::time_point relay_wanted_;
};

}  // namespace lamport::net
