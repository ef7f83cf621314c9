// PeerLink: the messages on their way to one other process. FIFO, sent again until acknowledged, in
// batches; a window of them in memory, all of them in the journal. Probes once a second, however
// busy it is. Faults (cut, delay) are put on here. It makes no event and no tick: what a message
// is, was decided when it became durable.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/batch.hpp"
#include "net/journal.hpp"
#include "net/world.hpp"

namespace lamport::net {

/// A fault on the link; `until` in mono(), if it heals by itself.
struct ActiveFault {
  bool cut = false;
  Duration delay;
  std::optional<std::uint64_t> until;
};

/// Thread rule: the loop thread. Memory: most_in_window messages.
class PeerLink {
 public:
  static constexpr std::size_t most_in_window = 8'192;
  static constexpr std::size_t most_in_batch = 2'048;
  static constexpr std::size_t most_bytes_in_batch = std::size_t{512} << 10;

  /// What the link needs of its host.
  struct Hooks {
    std::function<std::string()> run;                           ///< the run id
    std::function<void(Mark, std::uint64_t)> acknowledged;      ///< messages up to there, how many
    std::function<void()> changed;                              ///< up or down
    std::function<void(const std::string&)> probe_answered;     ///< the answer's body
    std::function<void(unsigned, const std::string&)> refused;  ///< a definite no: status, body
    std::function<void()> ready;                                ///< work() may have more to do
  };

  PeerLink(ProcessId self, ProcessId to, World& world, Journal& journal, Hooks hooks);

  /// Where the peer is; empty: not known, everything waits.
  void set_address(const std::string& address);
  /// `count` messages are in the journal from before.
  void recovered(std::uint64_t count);
  /// One more message is in the journal.
  void durable(const Outgoing& message);
  void set_fault(const std::optional<ActiveFault>& fault);

  /// Does what is due; returns when there is more to do (mono), if that is known.
  std::optional<std::uint64_t> work(std::uint64_t now);

  /// Whether the last attempt succeeded; nothing before the first: the peer is not down, there is
  /// no news of it.
  [[nodiscard]] std::optional<bool> news() const { return news_; }
  [[nodiscard]] bool up() const { return news_.value_or(false); }
  /// World::mono() of the last change of news().
  [[nodiscard]] std::uint64_t since() const { return since_; }
  [[nodiscard]] std::optional<std::uint64_t> round_trip() const { return round_trip_; }
  [[nodiscard]] std::uint64_t unsent() const { return unsent_; }
  [[nodiscard]] const std::optional<ActiveFault>& fault() const { return fault_; }
  [[nodiscard]] std::uint64_t attempts_failed() const { return failed_; }
  /// Messages acknowledged since the node started.
  [[nodiscard]] std::uint64_t arrived() const { return arrived_; }

 private:
  struct Waiting {
    Outgoing message;
    std::uint64_t ready;  // when it became durable
  };

  void refill();
  void call(const char* path, std::string body, std::size_t messages, std::uint64_t now);
  void answered(const PeerReply& reply, std::size_t messages, std::uint64_t asked);
  void acknowledge(EventIndex upto);
  void fail();
  void turn(bool up);
  [[nodiscard]] std::uint64_t due(const Waiting& waiting) const {
    return waiting.ready + (fault_ ? fault_->delay.nanoseconds : 0);
  }

  ProcessId self_;
  ProcessId to_;
  World& world_;
  Journal& journal_;
  Hooks hooks_;
  std::string address_;
  std::deque<Waiting> window_;  // the oldest messages, without a gap
  std::uint64_t unsent_ = 0;    // those in the window and those beyond it
  EventIndex latest_;           // of what is or was in the window
  bool refilling_ = false;
  bool calling_ = false;
  std::optional<ActiveFault> fault_;
  std::optional<bool> news_;
  std::uint64_t since_ = 0;
  std::optional<std::uint64_t> round_trip_;
  std::uint64_t next_probe_ = 0;
  std::uint64_t retry_at_ = 0;
  unsigned failures_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t arrived_ = 0;
};

}  // namespace lamport::net
