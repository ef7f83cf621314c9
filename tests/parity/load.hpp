// Load on live nodes: a thread a node lets it send messages to the others, each under a key of its
// own and as often as it takes until it is acknowledged. What was acknowledged must be in the trace
// exactly once, whatever happened meanwhile.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/base/random.hpp"
#include "tests/parity/live_cluster.hpp"
#include "tests/parity/verdict.hpp"

namespace lamport::parity {

struct Acknowledged {
  EventId event;
  std::string text;  ///< unique
};

/// Thread rule: made, stopped and asked by one thread; `acknowledged` by any.
class Load {
 public:
  /// Each node sends one message after another, `pause` apart. Begins at once.
  Load(const LiveCluster& cluster, Seed seed, Duration pause);
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Ends when every message that was begun is acknowledged; for that, all nodes must live.
  void stop();

  /// How many messages of that node have been acknowledged.
  [[nodiscard]] std::uint64_t acknowledged(std::uint32_t id) const {
    return senders_[id].count.load();
  }
  [[nodiscard]] std::uint64_t acknowledged() const;

  /// What does not fit between what was acknowledged and what a trace says; empty: all fits.
  /// Precondition: stopped, and everything has arrived.
  [[nodiscard]] std::string missing_from(const TraceVerdict& verdict) const;

 private:
  struct Sender {
    std::thread thread;
    std::atomic<std::uint64_t> count{0};
    std::vector<Acknowledged> acknowledged;  // by the thread, until it is joined
    std::string trouble;
  };

  void send_all(const LiveCluster& cluster, std::uint32_t id, Seed seed, Duration pause);

  std::atomic<bool> stopping_{false};
  std::vector<Sender> senders_;
};

}  // namespace lamport::parity
