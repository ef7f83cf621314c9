// The rule `mutex`: one resource, granted to one process at a time, in the order of the requests.
// It decides from labels alone, so it serves any protocol that says what it does in these words:
//
//   request  a send, or an internal event: its process asks; (stamp, process) is the request
//   enter    internal: its process is granted its request and holds the resource
//   exit     internal: it holds it no more
//   recover  a send, or an internal event: a process that lost its state in a crash is back; what
//            it held or asked for is void
//
// What it holds against a trace:
//   1. Never two inside: an exit happens before the next enter, by messages, not merely by time.
//   2. In the order of requests: nobody enters whose request comes after one that is still open.
//   3. Every request is granted when none is lost for ever. A run that was stopped leaves requests
//      open and is not at fault. But where every message was received, nobody is inside and nobody
//      is down, nothing is left that could still grant a request: one that is open then waits for
//      ever.
// A process that enters without having asked, or exits without being inside, is a finding as well.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/check/rule.hpp"

namespace lamport {

/// Memory: a few numbers a process and a message under way. Cost: logarithmic in those.
class MutexRule final : public Rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "mutex"; }
  void header(const Header& header, Findings& findings) override;
  void record(const Record& record, std::uint64_t line, Findings& findings) override;
  void end(Findings& findings) override;

 private:
  struct Request {
    LamportTime stamp;
    EvidenceEvent event;
    friend bool operator<(const Request& a, const Request& b) {
      return TotalOrderStamp{a.stamp, a.event.event.process} <
             TotalOrderStamp{b.stamp, b.event.event.process};
    }
  };
  // How many exits there had been in the trace at the latest one in an event's causal past. While
  // exits and enters alternate in happened-before, that number says that all earlier ones are in it
  // too; where they do not, the first enter that breaks it is found.
  using ExitsKnown = std::uint64_t;
  struct InFlight {
    ExitsKnown known = 0;
    std::size_t recipients = 0;
  };

  void event(const EventRecord& event, std::uint64_t line, Findings& findings);
  void request(const Request& request, Findings& findings);
  void enter(EvidenceEvent event, Findings& findings);
  void leave(EvidenceEvent event);
  void withdraw(ProcessId process);
  void learn(const EventRecord& receive);
  void settle(EventId message);
  void find(Findings& findings, EvidenceEvent first, EvidenceEvent second, std::string proof) const;

  std::vector<ExitsKnown> known_;  // by process
  std::map<EventId, InFlight> in_flight_;
  ExitsKnown exits_ = 0;
  EvidenceEvent last_exit_;
  std::map<ProcessId, EvidenceEvent> inside_;
  std::set<Request> open_;
  std::map<ProcessId, Request> open_of_;
  std::optional<Request> last_granted_;
  EvidenceEvent last_enter_;
  std::set<ProcessId> down_;
  bool complete_ = true;
  bool lost_ = false;  // a message was not received, or will be later
};

}  // namespace lamport
