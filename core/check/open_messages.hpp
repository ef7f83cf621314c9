// The messages that are on their way: one entry a (message, recipient) that is neither received nor
// has a final fate. It is what a checker must remember of the past besides each process's latest
// event, so memory follows what is open, never the length of the trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/random.hpp"
#include "core/check/rule.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// A message on its way to one recipient.
struct OpenMessage {
  EventId message;
  std::uint64_t line = 0;  ///< of the send event
  LamportTime sent;        ///< the stamp it carries
  ProcessId to;

  [[nodiscard]] EvidenceEvent evidence() const { return {message, line}; }
};

/// A hash table with linear probing. Order is never seen: entries are looked up by identity, and
/// for_each is for callers that sort.
/// Cost: some ns an operation and 40 bytes an open message, at a load of at most one half.
class OpenMessages {
 public:
  OpenMessages() : slots_(64) {}

  [[nodiscard]] std::size_t size() const { return size_; }

  /// Precondition: it is not there.
  void add(const OpenMessage& open);
  /// Null when it is not open. Valid until the next add or remove.
  [[nodiscard]] OpenMessage* find(EventId message, ProcessId to);
  /// `open` comes from find.
  void remove(OpenMessage* open);

  template <class Visitor>
  void for_each(Visitor visit) const {
    for (const auto& slot : slots_)
      if (used(slot)) visit(slot);
  }

 private:
  // No event has index 0, so it marks a free slot.
  static bool used(const OpenMessage& slot) { return slot.message.index.value != 0; }
  [[nodiscard]] std::size_t home(EventId message, ProcessId to) const {
    const auto who = std::uint64_t{message.process.value} << 32 | to.value;
    return mix(message.index.value ^ who * 0x9e3779b97f4a7c15) & (slots_.size() - 1);
  }
  [[nodiscard]] std::size_t after(std::size_t slot) const {
    return (slot + 1) & (slots_.size() - 1);
  }
  void grow();

  std::vector<OpenMessage> slots_;  // a power of two of them
  std::size_t size_ = 0;
};

}  // namespace lamport
