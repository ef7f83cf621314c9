// Who belongs to the run: what the coordinator keeps and every client copies, and what nodes say
// to one another when they join. Values and their JSON; when to join is the host's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/fields.hpp"
#include "core/base/ids.hpp"

namespace lamport::net {

/// Whether `url` is "http://host" or "http://host:port" and nothing more.
[[nodiscard]] bool is_node_address(std::string_view url);

/// Processes of a live run.
inline constexpr std::uint32_t most_live_processes = 10'000;

/// Made by the coordinator at its first start.
struct RunFacts {
  std::string run;
  std::string epoch;
  Seed seed;
  std::uint32_t processes = 0;
  ProcessId coordinator;
  std::string protocol;

  static constexpr auto fields() {
    return std::tuple{Field{"run", &RunFacts::run},
                      Field{"epoch", &RunFacts::epoch},
                      Field{"seed", &RunFacts::seed},
                      Field{"processes", &RunFacts::processes},
                      Field{"coordinator", &RunFacts::coordinator},
                      Field{"protocol", &RunFacts::protocol}};
  }
};

/// `storage` tells a node that came back from one that lost its journal: it is made with the
/// journal and lives as long.
struct Registered {
  ProcessId process;
  std::string name;
  std::string address;
  std::string page;
  std::string storage;

  static constexpr auto fields() {
    return std::tuple{Field{"process", &Registered::process}, Field{"name", &Registered::name},
                      Field{"address", &Registered::address}, Field{"page", &Registered::page},
                      Field{"storage", &Registered::storage}};
  }
  friend bool operator==(const Registered&, const Registered&) = default;
};

struct Registry {
  std::vector<Registered> members;  ///< ascending

  static constexpr auto fields() { return std::tuple{Field{"members", &Registry::members}}; }
  friend bool operator==(const Registry&, const Registry&) = default;

  /// Null if it is not there.
  [[nodiscard]] const Registered* find(ProcessId process) const;
  /// Adds or replaces; whether that changed anything.
  bool put(const Registered& member);
};

/// POST /peer/v1/join, and its answer. `run` is empty at a node that has not joined yet.
struct JoinRequest {
  Registered member;
  std::string run;
  std::string protocol;

  static constexpr auto fields() {
    return std::tuple{Field{"member", &JoinRequest::member}, Field{"run", &JoinRequest::run},
                      Field{"protocol", &JoinRequest::protocol}};
  }
};
struct JoinAnswer {
  RunFacts run;
  Registry registry;

  static constexpr auto fields() {
    return std::tuple{Field{"run", &JoinAnswer::run}, Field{"registry", &JoinAnswer::registry}};
  }
};

}  // namespace lamport::net
