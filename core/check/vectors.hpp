// The rule `vector`: recorded vector timestamps equal those rebuilt from process order and
// messages. A trace has a vector on every event or on none; its first event says which. Rebuilding
// takes a vector of all processes for each process and each open message, so it is done up to 4,096
// processes; above, and without vectors, the verdict says that nothing was checked.
// Source: Fidge 1988, Mattern 1988, as in core/clock/vector_clock.hpp.
#pragma once

#include <string>
#include <unordered_map>  // order is never seen: looked up by message
#include <vector>

#include "core/check/happened_before.hpp"
#include "core/clock/vector_clock.hpp"

namespace lamport {

class Vectors {
 public:
  static constexpr std::string_view name = "vector";
  static constexpr std::size_t most_processes = 4096;

  void header(const Header& header) { process_count_ = header.processes.size(); }
  void event(const Occasion& at, Findings& findings);
  /// (message, recipient) has a final fate.
  void close(EventId message);

  /// Why nothing was checked; empty if something was.
  [[nodiscard]] std::string why_not() const;

 private:
  enum class Mode : std::uint8_t { undecided, absent, too_many, rebuilding };
  struct Sent {
    VectorTime time;
    std::size_t open = 0;
  };
  struct ByIdentity {
    std::size_t operator()(EventId id) const {
      return mix(id.index.value ^ std::uint64_t{id.process.value} << 40);
    }
  };

  void begin(bool has_vector);
  void compare_with_recorded(const Occasion& at, Findings& findings);

  std::size_t process_count_ = 0;
  Mode mode_ = Mode::undecided;
  EvidenceEvent first_;
  std::vector<VectorClock> clocks_;
  std::unordered_map<EventId, Sent, ByIdentity> sent_;
};

}  // namespace lamport
