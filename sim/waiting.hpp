// Waiting: inputs that cannot be given now. Copies held because a reliable link is cut; messages,
// timers and commands parked because their process is paused or down. It only keeps them; the
// simulator decides what waits and when it goes on.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "core/process/message.hpp"
#include "sim/entry.hpp"
#include "sim/links.hpp"

namespace lamport::sim {

template <class Body>
class Waiting {
 public:
  void hold(LinkId link, Entry<Body> entry) { held_[link].push_back(std::move(entry)); }
  /// The copies held on a link, in the order sent; none stay.
  std::vector<Entry<Body>> release(LinkId link) { return take(held_, link); }

  void park(ProcessId process, Entry<Body> entry) { parked_[process].push_back(std::move(entry)); }
  /// How many messages are parked for the process; its timers do not count.
  [[nodiscard]] std::size_t parked_messages(ProcessId process) const {
    const auto found = parked_.find(process);
    if (found == parked_.end()) return 0;
    return static_cast<std::size_t>(
        std::count_if(found->second.begin(), found->second.end(),
                      [](const auto& entry) { return !entry.is_timer(); }));
  }
  /// The inputs parked for a process in the order they came; none stay.
  std::vector<Entry<Body>> unpark(ProcessId process) { return take(parked_, process); }

  void park_command(ProcessId process, const Command& command) {
    commands_[process].push_back(command);
  }
  std::vector<Command> unpark_commands(ProcessId process) { return take(commands_, process); }

  /// Calls `visit(entry)` for every message copy that still waits.
  template <class Visitor>
  void for_each_message(Visitor visit) const {
    const auto visit_all = [&](const auto& waiting) {
      for (const auto& [where, entries] : waiting)
        for (const auto& entry : entries)
          if (!entry.is_timer()) visit(entry);
    };
    visit_all(held_);
    visit_all(parked_);
  }

 private:
  template <class Map>
  static typename Map::mapped_type take(Map& map, const typename Map::key_type& key) {
    const auto node = map.extract(key);
    return node.empty() ? typename Map::mapped_type{} : std::move(node.mapped());
  }

  std::map<LinkId, std::vector<Entry<Body>>> held_;
  std::map<ProcessId, std::vector<Entry<Body>>> parked_;
  std::map<ProcessId, std::vector<Command>> commands_;
};

}  // namespace lamport::sim
