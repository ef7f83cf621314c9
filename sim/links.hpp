// Links: what the world does to a copy of a message, given the settings of the scenario and the
// faults put on links so far. Says how long a copy travels, or why it does not; keeps no message.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/base/random.hpp"
#include "sim/scenario.hpp"

namespace lamport::sim {

/// A directed link.
using LinkId = std::pair<ProcessId, ProcessId>;

/// What becomes of one copy that is sent now.
struct Passage {
  enum class Outcome : std::uint8_t {
    travels,  ///< arrives after `delay`
    lost,     ///< raw links only; `reason` says why
    held,     ///< reliable links only: the link is cut, the copy leaves when it heals
  };
  Outcome outcome = Outcome::travels;
  Duration delay;
  FateReason reason = FateReason::loss;
};

/// Draws depend on (seed, message, recipient, copy) alone. Thread rule: as for any value.
/// Cost of `carry`: a draw or two, a lookup among overrides and one among faults; of `calm_delay`
/// the draw alone.
class Links {
 public:
  /// `scenario` outlives this object.
  Links(const Scenario& scenario, Seed seed);

  [[nodiscard]] LinkKind kind() const { return kind_; }

  /// Whether of every message one copy leaves and travels for its calm_delay, whatever the link.
  [[nodiscard]] bool calm() const { return calm_; }
  [[nodiscard]] Duration calm_delay(EventId message, ProcessId to) const;

  /// How many copies of the message leave: 1, or 2 when the link duplicates it.
  [[nodiscard]] std::uint32_t copies(EventId message, ProcessId to) const;
  [[nodiscard]] Passage carry(EventId message, ProcessId to, std::uint32_t copy) const;

  // Faults. Each returns what changed, for the trace, in ascending order of links.

  std::vector<LinkRecord> cut(std::span<const LinkId> links, Time now);
  std::vector<LinkRecord> heal(std::span<const LinkId> links, Time now);
  std::vector<LinkRecord> delay(std::span<const LinkId> links, Duration extra, Time now);
  std::vector<LinkRecord> drop(LinkId link, double probability, Time now);
  /// Every link that has a fault.
  [[nodiscard]] std::vector<LinkId> faulty() const;

 private:
  struct Fault {
    bool cut = false;
    Duration extra;
    double drop = 0;
    friend bool operator==(const Fault&, const Fault&) = default;
  };

  [[nodiscard]] const LinkSettings& settings_of(ProcessId from, ProcessId to) const {
    if (overrides_.empty()) return settings_;
    const auto found = overrides_.find({from, to});
    return found == overrides_.end() ? settings_ : found->second;
  }
  [[nodiscard]] Duration delay(const Delay& delay, EventId message, ProcessId to,
                               std::uint32_t copy) const;
  template <class Change>
  std::vector<LinkRecord> change(std::span<const LinkId> links, LinkRecord record, Change apply);

  LinkKind kind_;
  bool plain_;  // no losses, no duplicates, all links alike
  bool calm_;   // plain, and without faults: one look a message instead of five
  LinkSettings settings_;
  std::map<LinkId, LinkSettings> overrides_;
  const std::map<std::pair<EventId, ProcessId>, Duration>& planned_;
  RandomStream delay_;
  RandomStream loss_;
  RandomStream duplication_;
  std::map<LinkId, Fault> faults_;
};

/// The links that a partition cuts: between processes of different groups, both ways, ascending.
[[nodiscard]] std::vector<LinkId> links_between(const Partition& partition);
/// From every process of `from` to every other process of `to`, ascending.
[[nodiscard]] std::vector<LinkId> links_from_to(std::span<const ProcessId> from,
                                                std::span<const ProcessId> to);
/// All links of a process except the one to itself, ascending.
[[nodiscard]] std::vector<LinkId> links_of(ProcessId process, std::uint32_t process_count);

}  // namespace lamport::sim
