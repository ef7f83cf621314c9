// total-order: every process broadcasts when it likes, and all deliver all broadcasts in the same
// order, that of their stamps. Lamport's queue of requests without a resource: a broadcast is
// acknowledged to everybody, and delivered when it is the earliest known and every other process
// has been heard of with no earlier stamp. Needs reliable FIFO links; decides nothing about them.
// Source: Lamport 1978, section "Ordering the Events Totally", where any machine whose commands all
// processes must apply in one order is built so.
//
// Events, as the rule `total-order` (core/check/total_order_rule.hpp) reads them: "broadcast" or
// "broadcast <text>" (a send to all others), "deliver (<stamp>, <process>)" (internal, naming the
// broadcast by its place in the total order), "lost" (internal).
//
// Commands: "broadcast" (text), "automatic" (value 0 off, 1 on: broadcast again and again), "rate"
// (value: the pause in between in milliseconds, on average).
//
// Crashes. A process that kept its state goes on where it was. One that lost it says "lost" and
// from then on only acknowledges, so that the others go on: what it had delivered it cannot know,
// and to hand it somebody else's state is another protocol.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "core/process/process.hpp"
#include "core/protocols/rate.hpp"

namespace lamport {

/// What a total-order process is told before it starts.
struct TotalOrderSettings {
  std::uint32_t process_count = 0;
  bool automatic = true;
  Duration pause_min = milliseconds(500);
  Duration pause_max = seconds(2);
  std::uint64_t broadcasts = 0;  ///< automatic broadcasts of each process; 0: no end
};

enum class TotalOrderKind : std::uint8_t { broadcast, acknowledge };
inline constexpr std::array<std::string_view, 2> total_order_kind_names{"broadcast", "acknowledge"};
constexpr std::span<const std::string_view> enum_names(TotalOrderKind) {
  return total_order_kind_names;
}

class TotalOrder {
 public:
  struct Body {
    TotalOrderKind kind = TotalOrderKind::acknowledge;
    std::string text;

    [[nodiscard]] std::string_view label() const { return text; }
    static constexpr auto fields() {
      return std::tuple{Field{"kind", &Body::kind}, Field{"text", &Body::text}};
    }
  };

  /// A broadcast that waits for its turn.
  struct Pending {
    LamportTime stamp;
    ProcessId process;
    std::string text;
    friend bool operator<(const Pending& a, const Pending& b) { return a.place() < b.place(); }
    [[nodiscard]] TotalOrderStamp place() const { return {stamp, process}; }
    static constexpr auto fields() {
      return std::tuple{Field{"stamp", &Pending::stamp}, Field{"process", &Pending::process},
                        Field{"text", &Pending::text}};
    }
  };

  explicit TotalOrder(const TotalOrderSettings& settings);

  void on_start(Outbox<Body>& out);
  void on_message(const Message<Body>& message, Outbox<Body>& out);
  void on_timer(TimerId timer, Outbox<Body>& out);
  CommandAnswer on_command(const Command& command, Outbox<Body>& out);

  /// How many broadcasts it has delivered, and the text of the latest.
  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }
  [[nodiscard]] const std::string& latest() const { return latest_; }
  /// The broadcasts that it knows and has not delivered, in their order.
  [[nodiscard]] const std::set<Pending>& queue() const { return queue_; }

  /// Whether it acts by itself, and how long it pauses in between on average.
  [[nodiscard]] bool automatic() const { return automatic_; }
  [[nodiscard]] Duration automatic_mean() const { return mean_of(pause_min_, pause_max_); }

  /// What keeps this state from being one of a process of such a run, beginning with the field's
  /// name; nothing if it can be. A process that passes can be given any input without harm.
  [[nodiscard]] std::optional<std::string> misfit(std::size_t processes) const;

  static constexpr auto fields() {
    return std::tuple{Field{"processes", &TotalOrder::process_count_},
                      Field{"automatic", &TotalOrder::automatic_},
                      Field{"pause_min", &TotalOrder::pause_min_},
                      Field{"pause_max", &TotalOrder::pause_max_},
                      Field{"broadcasts", &TotalOrder::broadcasts_},
                      Field{"started", &TotalOrder::started_},
                      Field{"lost", &TotalOrder::lost_},
                      Field{"delivered", &TotalOrder::delivered_},
                      Field{"latest", &TotalOrder::latest_},
                      Field{"queue", &TotalOrder::queue_},
                      Field{"heard", &TotalOrder::heard_},
                      Field{"sent", &TotalOrder::sent_}};
  }

 private:
  LamportTime tell_others(Body body, Outbox<Body>& out) const;
  void broadcast(const std::string& text, Outbox<Body>& out);
  void deliver(Outbox<Body>& out);
  [[nodiscard]] bool first_is_settled() const;
  void pause(Outbox<Body>& out) const;

  std::uint32_t process_count_;
  bool automatic_;
  Duration pause_min_;
  Duration pause_max_;
  std::uint64_t broadcasts_;
  bool started_ = false;  // false in a later incarnation: the state was lost
  bool lost_ = false;
  std::uint64_t delivered_ = 0;
  std::string latest_;
  std::set<Pending> queue_;
  std::map<ProcessId, LamportTime> heard_;  // the latest stamp received from each other process
  std::uint64_t sent_ = 0;                  // automatic broadcasts so far
};

}  // namespace lamport
