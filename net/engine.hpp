// Engine: one process driven by inputs. It gives every input its step, its times and its record,
// writes down what the process said, keeps its timers, and brings it back from a journal through
// the same steps. Who may give inputs, and where messages go then, is the host's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "net/batch.hpp"
#include "net/ledger.hpp"
#include "net/live_process.hpp"
#include "net/registry.hpp"
#include "net/world.hpp"

namespace lamport::net {

/// Thread rule: the loop thread.
class Engine {
 public:
  /// Steps between two snapshots: what a start may have to repeat.
  static constexpr std::uint64_t steps_between_snapshots = 2'000;

  Engine(ProcessId self, const RunFacts& run, std::unique_ptr<LiveProcess> process, World& world,
         Ledger& ledger);

  /// Brings the process to where the journal ends. An error: the journal does not fit it.
  Result<Done> recover(const Recovered& recovered);

  /// Begins an incarnation. Before its first input a process that was there before has crashed.
  void start();
  /// The message becomes a receive event, or a rejected fate if its stamp is not admitted. An
  /// error if its body is not this process's; then nothing happened.
  Result<Done> receive(EventId message, LamportTime sent, std::string_view body);
  CommandAnswer command(const Command& command);
  /// Expires the timers that are due. Those of `postponed` mean: not now, a little later.
  void expire(bool postponed);
  /// When the next timer is due, in World::mono().
  [[nodiscard]] std::optional<std::uint64_t> next_timer() const;

  void link(ProcessId to, LinkChange change, std::uint64_t value);

  /// The batch that is about to be handed over gets a snapshot if it is time for one.
  void close(Batch& batch);

  [[nodiscard]] const LiveProcess& process() const { return *process_; }
  [[nodiscard]] Incarnation incarnation() const { return incarnation_; }
  /// The trace's time now.
  [[nodiscard]] Time time();
  /// Clock and incarnation can go no further.
  [[nodiscard]] bool exhausted() const { return process_->clock().lamport() >= last_lamport_time; }

  // Counters since the node started.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t rejected() const { return rejected_; }
  [[nodiscard]] std::uint64_t postponed() const { return postponed_; }
  /// Messages, counted by recipient, that were sent.
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

 private:
  struct Now {
    std::uint64_t mono;
    std::uint64_t wall;
  };

  Now now();
  [[nodiscard]] Step step(const Now& now) const;
  void record_input(InputKind kind, const std::string& data, EventIndex after, const Now& now);
  void act(const StepResult& result, const Now& now);
  [[nodiscard]] Result<Done> replay(const InputRecord& input);

  ProcessId self_;
  std::uint32_t processes_;
  RandomStream random_;
  std::uint64_t epoch_;
  std::unique_ptr<LiveProcess> process_;
  World& world_;
  Ledger& ledger_;
  std::uint64_t world_begin_;     // World::mono() at the beginning of this object
  std::uint64_t mono_begin_ = 0;  // the process's mono then
  Now latest_{0, 0};
  std::uint64_t step_ = 0;
  std::uint64_t snapshot_step_ = 0;
  Incarnation incarnation_{0};
  std::map<TimerId, std::uint64_t> timers_;  // when they are due, in the process's mono
  std::uint64_t steps_ = 0;
  std::uint64_t rejected_ = 0;
  std::uint64_t postponed_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace lamport::net
