// The two rules about where messages end: message-integrity (a receive is of a message sent to it,
// once) and conservation (whatever is not received has exactly one final fate).
//
// A message that is settled is forgotten, so a stream cannot tell whether a message that is not
// open was settled before, sent to somebody else, or never a message: it is wrong in each case, and
// core/check/recollection.hpp, in a second reading, says which. One thing is not decided: whether a
// `duplicated` note about a settled message is of one that was received.
#pragma once

#include <map>
#include <utility>

#include "core/check/happened_before.hpp"

namespace lamport {

class MessageIntegrity {
 public:
  static constexpr std::string_view name = "message-integrity";
  void header(const Header& header);
  void event(const Occasion& at, Findings& findings);
  void fate(const FateOccasion& at, Findings& findings) const;
  /// The send stands here, after a receive of it that `order` has reported. True: settled by that.
  bool was_received_before(EventId message, ProcessId to);
  void end(Findings& findings) const;

 private:
  static constexpr std::size_t most_kept = Findings::most_kept;
  bool in_place_ = true;
  // Receives of what has not been sent so far, by (message, recipient).
  std::map<std::pair<EventId, ProcessId>, EvidenceEvent> ahead_;
};

class Conservation {
 public:
  static constexpr std::string_view name = "conservation";
  static void fate(const FateOccasion& at, Findings& findings);
  /// At the end of a whole trace.
  static void end(const OpenMessages& open, Findings& findings);
};

}  // namespace lamport
