// What a node is told before it starts. Values; where they come from (flags, environment, a file)
// is config's business.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"

namespace lamport::net {

struct NodeSettings {
  ProcessId id;
  std::string name;                    ///< shown to people; default "process <id>"
  std::string listen = "127.0.0.1:0";  ///< host:port; port 0: any that is free
  std::string address;                 ///< "http://host:port" for other nodes; default: of `listen`
  std::string page;         ///< where a browser finds this node; default http://localhost:port
  std::string coordinator;  ///< the coordinator's address; empty or `address`: this node is it
  std::string data;         ///< directory of the journal
  bool ephemeral = false;   ///< no journal
  std::optional<std::uint32_t> processes;  ///< of the run; a client may leave it to the coordinator
  std::optional<std::uint64_t> seed;       ///< the coordinator's; default: drawn
  std::string admin_token;                 ///< empty: no admin actions
  std::string cluster_token;               ///< empty: peers need none
  std::vector<std::string> hosts;          ///< further names in Host headers
  std::uint64_t queue = 100'000;           ///< unsent messages at which commands are refused
  std::string protocol_name = "cluster";   ///< which of the built-in kinds of process
  std::map<std::string, std::string> protocol;  ///< settings of the process, by name

  [[nodiscard]] bool is_coordinator() const {
    return coordinator.empty() || coordinator == address;
  }
};

/// What a process is made from.
struct ProcessSetting {
  ProcessId self;
  ProcessId coordinator;
  std::uint32_t processes = 1;
  std::map<std::string, std::string> protocol;
};

}  // namespace lamport::net
