// phold written by hand, without the process interface: the same draws, the same order, the same
// `work` hash as the simulator's, over whatever queue it is given. What the interface and the
// simulator cost is the difference to it over the same queue; what the queue saves is the
// difference between two queues under it.
#pragma once

#include <queue>
#include <vector>

#include "core/base/random.hpp"
#include "sim/event_queue.hpp"
#include "sim/run_sink.hpp"

namespace lamport::bench {

struct NoBody {};
using PholdEntry = sim::Entry<NoBody>;

/// The plain way: the standard library's binary heap.
class HeapQueue {
 public:
  void push(const PholdEntry& entry) { heap_.push(entry); }
  PholdEntry pop() {
    auto entry = heap_.top();
    heap_.pop();
    return entry;
  }

 private:
  struct Later {
    bool operator()(const PholdEntry& a, const PholdEntry& b) const { return b < a; }
  };
  std::priority_queue<PholdEntry, std::vector<PholdEntry>, Later> heap_;
};

/// The simulator's queue.
using WheelQueue = sim::EventQueue<NoBody>;

/// First in, first out, up to 2^20 entries: no order at all, so what is left is the model alone.
class RingQueue {
 public:
  void push(const PholdEntry& entry) { ring_[pushed_++ & mask] = entry; }
  PholdEntry pop() { return ring_[popped_++ & mask]; }
  [[nodiscard]] const PholdEntry& upcoming() const { return ring_[(popped_ + 16) & mask]; }

 private:
  static constexpr std::size_t mask = (std::size_t{1} << 20) - 1;
  std::vector<PholdEntry, sim::HugePageAllocator<PholdEntry>> ring_ =
      std::vector<PholdEntry, sim::HugePageAllocator<PholdEntry>>(mask + 1);
  std::size_t pushed_ = 0;
  std::size_t popped_ = 0;
};

template <class Queue>
class PholdByHand {
 public:
  PholdByHand(std::uint32_t process_count, Seed seed)
      : random_(RandomStream::of(seed, Purpose::process)),
        delay_(RandomStream::of(seed, Purpose::delay)),
        processes_(process_count) {
    for (std::uint32_t id = 0; id < process_count; ++id) send(id, Time{});
  }

  void deliver(std::uint64_t messages) {
    for (; messages > 0; --messages) {
      if constexpr (requires { queue_.upcoming(); })
        __builtin_prefetch(&processes_[queue_.upcoming().to], 1);
      if constexpr (requires { queue_.next(); }) (void)queue_.next();
      const auto entry = queue_.pop();
      auto& process = processes_[entry.to];
      process.stamp = std::max(process.stamp, entry.stamp.value) + 1;
      count(EventKind::receive, entry.to, entry.due);
      send(entry.to, entry.due);
    }
  }

  /// As sim::RunSink::work().
  [[nodiscard]] std::uint64_t work() const { return work_; }

 private:
  struct ProcessState {
    std::uint64_t stamp = 0;
    std::uint64_t index = 0;
  };

  void count(EventKind kind, std::uint32_t id, Time now) {
    auto& process = processes_[id];
    ++process.index;
    work_ += sim::work_of({.process = {id},
                           .index = {process.index},
                           .kind = kind,
                           .lamport = {process.stamp},
                           .time = now});
  }

  void send(std::uint32_t id, Time now) {
    auto& process = processes_[id];
    // As Outbox: the draw belongs to the event before it, see EventClock::position.
    struct {
      std::uint64_t value;
      std::uint64_t operator()() const { return value; }
    } draw{random_.draw({id}, process.index << 24)};
    const auto other = static_cast<std::uint32_t>(uniform_below(draw, processes_.size() - 1));
    const auto to = other < id ? other : other + 1;
    ++process.stamp;
    count(EventKind::send, id, now);
    Draws draws{delay_, {{id}, {process.index}}, {to}, 0};
    const auto wait = milliseconds(1) + exponential(draws, milliseconds(9));
    queue_.push(
        {now + wait, id, static_cast<std::uint32_t>(process.index), {process.stamp}, to, 0, {}});
  }

  RandomStream random_;
  RandomStream delay_;
  Queue queue_;
  std::vector<ProcessState, sim::HugePageAllocator<ProcessState>> processes_;
  std::uint64_t work_ = 0;
};

}  // namespace lamport::bench
