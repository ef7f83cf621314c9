// mutex: mutual exclusion without a centre, the paper's own application of its clocks. Processes
// ask for one resource and are granted it one at a time, in the total order of their requests'
// stamps. Needs reliable FIFO links; it decides nothing about delivery. mutex.cpp names the paper's
// five rules where they are applied.
// Source: Lamport 1978, section "Ordering the Events Totally".
//
// Events, as the rule `mutex` (core/check/mutex_rule.hpp) reads them: "request" (a send to all
// others), "enter" and "exit" (internal), "recover" (a send to all others).
//
// Commands: "request" (value: milliseconds to hold the resource, 0: until "release"), "release",
// "automatic" (value 0 off, 1 on: ask again and again, with a pause in between), "rate" (value: the
// pause in milliseconds, on average).
//
// Crashes. The paper has none, and no process can pass one that is silent; so nobody waits for ever
// only if every process comes back. One that kept its state goes on where it was; if it holds the
// resource, it holds it anew for the whole time. One that lost its state says "recover" before all
// else: what it asked for or held is void, and others take its request off their queues. Everybody
// answers with the request it has open; until all have, the process asks for nothing, because it
// does not know what it must wait for. Its clock survived, so its old messages keep their meaning.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/process/process.hpp"
#include "core/protocols/rate.hpp"

namespace lamport {

/// What a mutex process is told before it starts.
struct MutexSettings {
  std::uint32_t process_count = 0;
  bool automatic = true;
  Duration hold = milliseconds(200);
  Duration pause_min = milliseconds(500);
  Duration pause_max = seconds(3);
  std::uint64_t requests = 0;  ///< automatic requests of each process; 0: no end
};

enum class MutexKind : std::uint8_t { request, acknowledge, release, recover, answer };
inline constexpr std::array<std::string_view, 5> mutex_kind_names{"request", "acknowledge",
                                                                  "release", "recover", "answer"};
constexpr std::span<const std::string_view> enum_names(MutexKind) {
  return mutex_kind_names;
}

class Mutex {
 public:
  struct Body {
    MutexKind kind = MutexKind::acknowledge;
    std::optional<LamportTime> open;  ///< answer: the stamp of the request that its sender has open

    [[nodiscard]] std::string_view label() const {
      return mutex_kind_names[static_cast<std::size_t>(kind)];
    }
    static constexpr auto fields() {
      return std::tuple{Field{"kind", &Body::kind}, Field{"open", &Body::open}};
    }
  };

  /// A request message on a queue, named by its stamp T_m and its process.
  struct Request {
    LamportTime stamp;
    ProcessId process;
    friend constexpr auto operator<=>(const Request&, const Request&) = default;
    static constexpr auto fields() {
      return std::tuple{Field{"stamp", &Request::stamp}, Field{"process", &Request::process}};
    }
  };

  explicit Mutex(const MutexSettings& settings);

  void on_start(Outbox<Body>& out);
  void on_message(const Message<Body>& message, Outbox<Body>& out);
  void on_timer(TimerId timer, Outbox<Body>& out);
  CommandAnswer on_command(const Command& command, Outbox<Body>& out);

  /// This process holds the resource.
  [[nodiscard]] bool holds() const { return holds_; }
  /// The open requests that it knows, in their order. The first holds the resource or is next.
  [[nodiscard]] const std::set<Request>& queue() const { return queue_; }

  /// Whether it acts by itself, and how long it pauses in between on average.
  [[nodiscard]] bool automatic() const { return automatic_; }
  [[nodiscard]] Duration automatic_mean() const { return mean_of(pause_min_, pause_max_); }

  /// What keeps this state from being one of a process of such a run, beginning with the field's
  /// name; nothing if it can be. A process that passes can be given any input without harm.
  [[nodiscard]] std::optional<std::string> misfit(std::size_t processes) const;

  static constexpr auto fields() {
    return std::tuple{Field{"processes", &Mutex::process_count_},
                      Field{"automatic", &Mutex::automatic_},
                      Field{"hold", &Mutex::hold_},
                      Field{"pause_min", &Mutex::pause_min_},
                      Field{"pause_max", &Mutex::pause_max_},
                      Field{"requests", &Mutex::requests_},
                      Field{"started", &Mutex::started_},
                      Field{"holds", &Mutex::holds_},
                      Field{"request", &Mutex::request_},
                      Field{"stay", &Mutex::stay_},
                      Field{"queue", &Mutex::queue_},
                      Field{"heard", &Mutex::heard_},
                      Field{"awaited", &Mutex::awaited_},
                      Field{"asked", &Mutex::asked_},
                      Field{"entered", &Mutex::entered_}};
  }

 private:
  LamportTime tell_others(const Body& body, Outbox<Body>& out) const;
  void request(Duration stay, Outbox<Body>& out);
  void release(Outbox<Body>& out);
  void enter_if_granted(Outbox<Body>& out);
  [[nodiscard]] bool granted() const;
  void withdraw(ProcessId process);
  void recover(Outbox<Body>& out);
  void hear_answer(const Message<Body>& message, Outbox<Body>& out);
  void pause(Outbox<Body>& out) const;
  void hold(Outbox<Body>& out) const;
  [[nodiscard]] bool idle() const { return !request_ && awaited_.empty(); }

  std::uint32_t process_count_;
  bool automatic_;
  Duration hold_;
  Duration pause_min_;
  Duration pause_max_;
  std::uint64_t requests_;
  bool started_ = false;  // false in a later incarnation: the state was lost
  bool holds_ = false;
  std::optional<Request> request_;  // own, from rule 1 to rule 3
  Duration stay_;                   // how long the own request will hold; 0: until told
  std::set<Request> queue_;
  std::map<ProcessId, LamportTime> heard_;  // the latest stamp received from each other process
  std::vector<ProcessId> awaited_;          // recovering: who has not answered yet
  std::uint64_t asked_ = 0;                 // automatic requests so far
  std::uint64_t entered_ = 0;
};

}  // namespace lamport
