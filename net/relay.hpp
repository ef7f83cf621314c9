// Relay: the records of every member in one row, at the coordinator. It follows each member's own
// stream, takes up again where it was when a member comes back, and keeps the latest records for
// those who come later. It decides nothing about order across processes: they come as they come.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_call.hpp"
#include "net/live_node.hpp"

namespace lamport::net {

/// Thread rule: the loop thread. Node and context outlive it. Memory: `most_records` and
/// `most_bytes`, whichever is less.
class Relay {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most_records = 16'384;
  static constexpr std::size_t most_bytes = std::size_t{8} << 20;

  /// `came` is told when there are new records.
  Relay(boost::asio::io_context& context, LiveNode& node, std::function<void()> came);

  /// Follows the members, if it does not yet. Nothing of an earlier time is kept.
  void start(Clock::time_point now);
  void stop();
  [[nodiscard]] bool is_running() const { return running_; }
  /// Connects to members that are new or were lost; call it now and then.
  void work(Clock::time_point now);

  /// Every member's latest records are here, or it does not answer.
  [[nodiscard]] bool is_warm() const { return warm_; }

  /// Records are numbered in the order in which they came, from 1. Kept: those after begin() up to
  /// end().
  [[nodiscard]] std::uint64_t begin() const { return end_ - records_.size(); }
  [[nodiscard]] std::uint64_t end() const { return end_; }
  /// Those after `place` as events, about `bytes` of them at most; moves `place` on.
  [[nodiscard]] std::string text_after(std::uint64_t& place, std::size_t bytes) const;
  /// A place that a client was told, if it is still kept.
  [[nodiscard]] std::optional<std::uint64_t> place_of(std::string_view id) const;

 private:
  struct Member {
    std::string address;
    std::unique_ptr<HttpCall> call;
    std::string cursor;  // of the latest record
    std::string text;    // the beginning of an event
    bool warm = false;
    bool foreign = false;  // another run's
    Clock::time_point retry;
    std::chrono::milliseconds pause{0};
  };

  void follow(ProcessId process, Member& member);
  void take(Member& member, std::string_view bytes);
  void add(std::string_view json);
  void lost(Member& member);
  [[nodiscard]] bool all_warm() const;

  boost::asio::io_context& context_;
  LiveNode& node_;
  std::function<void()> came_;
  bool running_ = false;
  bool warm_ = false;
  Clock::time_point cold_until_;
  std::string name_;  // of this row: places of another one mean nothing
  std::string run_;
  std::map<ProcessId, Member> members_;
  std::deque<std::string> records_;
  std::uint64_t end_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace lamport::net
