// From a protocol's name, as headers and configurations write it, to its process type: the one list
// that the simulator's table, live nodes and replay can share. How a protocol is set up and run is
// elsewhere.
#pragma once

#include <string_view>

#include "core/protocols/cluster.hpp"
#include "core/protocols/mutex.hpp"
#include "core/protocols/phold.hpp"
#include "core/protocols/script.hpp"
#include "core/protocols/total_order.hpp"

namespace lamport {

/// Calls `visit` with a process of the named type. That process only stands for its type: its
/// settings mean nothing until its fields are replaced. False, and no call, if there is none of
/// that name.
template <class Visit>
bool visit_protocol(std::string_view name, Visit&& visit) {
  if (name == "cluster") {
    visit(Cluster{ClusterSettings{}});
  } else if (name == "mutex") {
    visit(Mutex{MutexSettings{}});
  } else if (name == "phold") {
    visit(Phold{2});
  } else if (name == "script") {
    visit(Script{{}});
  } else if (name == "total-order") {
    visit(TotalOrder{TotalOrderSettings{}});
  } else {
    return false;
  }
  return true;
}

}  // namespace lamport
