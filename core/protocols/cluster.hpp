// cluster: the demonstration protocol. One coordinator, any number of clients. Clients register
// with the coordinator; every process has an automatic event at random intervals (an internal
// event, a message to the coordinator or to another client, now and then a broadcast) and does what
// it is asked by command. It decides nothing about time or delivery; over raw links what is lost
// stays lost, so that a client may never be welcomed.
//
// Commands: "internal" (text), "send" (to, text), "broadcast" (text), "automatic" (value 0 off, 1
// on), "rate" (value: mean milliseconds between automatic events, 1 to 3,600,000).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/process/process.hpp"
#include "core/protocols/rate.hpp"

namespace lamport {

/// What a cluster process is told before it starts.
struct ClusterSettings {
  ProcessId coordinator{0};
  std::uint32_t process_count = 0;
  bool automatic = true;
  Duration automatic_min = seconds(3);
  Duration automatic_max = seconds(8);
};

enum class ClusterKind : std::uint8_t { enrol, welcome, text };
inline constexpr std::array<std::string_view, 3> cluster_kind_names{"enrol", "welcome", "text"};
constexpr std::span<const std::string_view> enum_names(ClusterKind) {
  return cluster_kind_names;
}

class Cluster {
 public:
  struct Body {
    ClusterKind kind = ClusterKind::text;
    std::string text;

    [[nodiscard]] std::string_view label() const { return text; }
    static constexpr auto fields() {
      return std::tuple{Field{"kind", &Body::kind}, Field{"text", &Body::text}};
    }
  };

  explicit Cluster(const ClusterSettings& settings);

  void on_start(Outbox<Body>& out);
  void on_message(const Message<Body>& message, Outbox<Body>& out);
  void on_timer(TimerId timer, Outbox<Body>& out);
  CommandAnswer on_command(const Command& command, Outbox<Body>& out);

  /// The coordinator: the clients that have registered. A client: the coordinator, once it
  /// answered.
  [[nodiscard]] const std::vector<ProcessId>& registered() const { return registered_; }

  /// Whether it acts by itself, and the mean time between such events.
  [[nodiscard]] bool automatic() const { return automatic_; }
  [[nodiscard]] Duration automatic_mean() const { return mean_of(automatic_min_, automatic_max_); }

  /// What keeps this state from being one of a process of such a run, beginning with the field's
  /// name; nothing if it can be. A process that passes can be given any input without harm.
  [[nodiscard]] std::optional<std::string> misfit(std::size_t processes) const;

  static constexpr auto fields() {
    return std::tuple{Field{"coordinator", &Cluster::coordinator_},
                      Field{"processes", &Cluster::process_count_},
                      Field{"automatic", &Cluster::automatic_},
                      Field{"automatic_min", &Cluster::automatic_min_},
                      Field{"automatic_max", &Cluster::automatic_max_},
                      Field{"registered", &Cluster::registered_}};
  }

 private:
  void arm(Outbox<Body>& out) const;
  void act(Outbox<Body>& out) const;
  void broadcast(const std::string& text, Outbox<Body>& out) const;
  CommandAnswer send_as_asked(const Command& command, Outbox<Body>& out) const;
  CommandAnswer set_rate(std::uint64_t mean_milliseconds, Outbox<Body>& out);
  void enrol(ProcessId process);

  ProcessId coordinator_;
  std::uint32_t process_count_;
  bool automatic_;
  Duration automatic_min_;
  Duration automatic_max_;
  std::vector<ProcessId> registered_;
};

}  // namespace lamport
