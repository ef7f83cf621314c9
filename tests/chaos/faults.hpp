// The faults that chaos puts on live nodes: what they are, who may have one now, how each begins
// and ends. When they come is chaos.cpp's business.
#pragma once

#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"
#include "tests/parity/live_cluster.hpp"

namespace lamport::chaos {

enum class Fault : std::uint8_t {
  kill,         ///< kill -9; started again
  stop,         ///< SIGTERM, must end cleanly; started again
  pause,        ///< SIGSTOP, SIGCONT
  coordinator,  ///< kill -9 of process 0
  cut,          ///< both directions of a link
  one_way_cut,  ///< one direction
  delay,        ///< one direction
  isolate,      ///< every link of a process, both directions
  full_disk,    ///< its files cannot grow; it ends and is started again with room
};
inline constexpr std::array<std::string_view, 9> fault_names{
    "kill", "stop", "pause", "coordinator", "cut", "one_way_cut", "delay", "isolate", "full_disk"};

/// A fault that has begun.
struct ActiveFault {
  Fault fault = Fault::kill;
  std::uint32_t process = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> links;
  std::uint64_t ends_at = 0;  ///< in the driver's milliseconds
};

/// Numbers that follow from the seed alone.
class Dice {
 public:
  explicit Dice(Seed seed) : state_(mix(seed.value + 1)) {}
  std::uint64_t below(std::uint64_t bound) { return (state_ = mix(state_ + 0x9e37)) % bound; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + below(high - low + 1);
  }

 private:
  std::uint64_t state_;
};

class Faults {
 public:
  /// `log`: a JSON line for each fault.
  Faults(parity::LiveCluster& cluster, Seed seed, const std::string& log);

  /// Begins a fault that the present state allows, which lasts some 0.3 to 3 s. False: none can.
  bool begin(std::uint64_t now);
  /// Ends those whose time has come.
  void end_due(std::uint64_t now);
  void end_all(std::uint64_t now);

  /// How many of each kind have begun.
  [[nodiscard]] const std::array<std::uint64_t, fault_names.size()>& counts() const {
    return counts_;
  }
  /// What went otherwise than a node promises; empty: nothing.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  bool begin_at_process(ActiveFault& active);
  bool begin_at_links(ActiveFault& active);
  void end(const ActiveFault& active, std::uint64_t now);
  void fill_disk(std::uint32_t process);
  [[nodiscard]] std::vector<std::uint32_t> up() const;
  void write(const char* what, const ActiveFault& active, std::uint64_t now);

  parity::LiveCluster& cluster_;
  Dice dice_;
  std::ofstream log_;
  std::vector<ActiveFault> active_;
  std::set<std::uint32_t> away_;  // killed, stopped, paused or out of room
  std::array<std::uint64_t, fault_names.size()> counts_{};
  std::string trouble_;
};

}  // namespace lamport::chaos
