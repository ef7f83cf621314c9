// Where a run's records go: always into counts and the order-free `work` hash; on request into a
// trace, a checker and vector timestamps. Decides no order and changes no record.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/random.hpp"
#include "core/check/checker.hpp"
#include "core/formats/jsonl_writer.hpp"
#include "core/trace/records.hpp"
#include "sim/vector_stamper.hpp"

namespace lamport::sim {

/// Events of one kind each, in the order of EventKind.
using KindCounts = std::array<std::uint64_t, 3>;

/// One event's share of the `work` hash, which is the sum over all events modulo 2^64: two runs
/// with the same set of (time, process, index, stamp) have the same work, whatever the order.
/// Cheap, because every run pays for it; a guard against mistakes, not against malice.
[[nodiscard, gnu::always_inline]] constexpr std::uint64_t work_of(const EventRecord& event) {
  const auto who = std::uint64_t{event.process.value} << 40 ^ event.index.value;
  return mix(event.time.nanoseconds * 0x9e3779b97f4a7c15 +
             event.lamport.value * 0xc2b2ae3d27d4eb4f + who * 0x165667b19e3779f9);
}

/// What a run may be recorded into; each may be null and outlives the sink.
struct Recorders {
  JsonlWriter* writer = nullptr;
  Checker* checker = nullptr;
  bool vectors = false;
  bool inputs = false;  ///< also what each process was given, for a replay
};

/// Without recorders an event costs a few ns and no memory. Thread rule: one run, one sink.
class RunSink {
 public:
  RunSink(const Recorders& recorders, std::uint32_t process_count);

  /// The first line of what is recorded.
  void header(const Header& header);
  [[gnu::always_inline]] void event(const EventRecord& event) {
    ++kinds_[static_cast<std::size_t>(event.kind)];
    work_ += work_of(event);
    if (recording_) [[unlikely]] {
      const auto copy = event;  // so that none is made in memory, only to be seen from here
      record(copy);
    }
  }
  void fate(const FateRecord& fate);
  void life(const LifeRecord& life);
  void link(const LinkRecord& link);
  void input(const InputRecord& input);

  [[nodiscard]] bool wants_fates() const { return recording_; }
  [[nodiscard]] bool wants_inputs() const { return recording_ && recorders_.inputs; }

  [[nodiscard]] const KindCounts& kinds() const { return kinds_; }
  [[nodiscard]] std::uint64_t work() const { return work_; }
  /// By FateKind.
  [[nodiscard]] const std::array<std::uint64_t, 4>& fates() const { return fates_; }
  /// By process; empty without recorders.
  [[nodiscard]] const std::vector<KindCounts>& by_process() const { return by_process_; }

 private:
  [[gnu::noinline]] void record(const EventRecord& event);
  template <class Any>
  void pass_on(const Any& any);

  Recorders recorders_;
  bool recording_;
  KindCounts kinds_{};
  std::uint64_t work_ = 0;
  std::array<std::uint64_t, 4> fates_{};
  std::vector<KindCounts> by_process_;
  std::unique_ptr<VectorStamper> stamper_;
  std::uint64_t line_ = 1;
};

}  // namespace lamport::sim
