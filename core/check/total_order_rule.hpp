// The rule `total-order`: what one process broadcasts, all deliver, and all in the same order. It
// decides from labels alone, so it serves any protocol that says what it does in these words:
//
//   broadcast, broadcast <text>     a send, or an internal event; (stamp, process) names it
//   deliver (<stamp>, <process>)    internal: its process delivers the broadcast of that name
//   lost                            internal: its process cannot know any more what it delivered;
//                                   nothing is asked of it from here on
//
// What it holds against a trace:
//   1. Nothing comes from nowhere: a delivery names a broadcast that was made before it in the
//   trace.
//   2. The same order everywhere: the k-th delivery of every process is the same broadcast. So none
//      is delivered twice or passed over by one process alone. A process is told of once.
//   3. All is delivered when no message is lost for ever. A run that was stopped is not at fault;
//      where every message was received and nobody is down, nothing is left to wait for.
// It does not ask that the order be that of the stamps: a protocol with a sequencer may use it too.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <vector>

#include "core/check/rule.hpp"

namespace lamport {

/// Memory: the broadcasts that somebody has not delivered yet. Cost: logarithmic in those.
class TotalOrderRule final : public Rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "total-order"; }
  void header(const Header& header, Findings& findings) override;
  void record(const Record& record, std::uint64_t line, Findings& findings) override;
  void end(Findings& findings) override;

 private:
  struct Broadcast {
    EvidenceEvent event;
    bool in_sequence = false;
  };
  /// One place of the common sequence, and who was the first to deliver it.
  struct Delivery {
    TotalOrderStamp broadcast;
    EvidenceEvent event;
  };
  struct Follower {
    std::uint64_t delivered = 0;
    bool followed = true;  ///< false after its finding, and after "lost"
  };

  void event(const EventRecord& event, std::uint64_t line, Findings& findings);
  void deliver(TotalOrderStamp broadcast, EvidenceEvent event, Findings& findings);
  void stray(ProcessId process);
  void forget_what_all_have();
  void find(Findings& findings, EvidenceEvent first, EvidenceEvent second, std::string proof) const;

  std::vector<Follower> followers_;  // by process
  std::map<TotalOrderStamp, Broadcast> broadcasts_;
  std::deque<Delivery> sequence_;
  std::uint64_t forgotten_ = 0;  // places before sequence_
  std::uint64_t under_way_ = 0;  // (message, recipient) pairs
  std::set<ProcessId> down_;
  bool complete_ = true;
  bool lost_ = false;  // a message was not received, or will be later
};

}  // namespace lamport
