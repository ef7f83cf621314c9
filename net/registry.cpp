// Looking up and changing the registry.
#include "net/registry.hpp"

#include <algorithm>

namespace lamport::net {
namespace {

auto at_or_after(auto& members, ProcessId process) {
  return std::lower_bound(
      members.begin(), members.end(), process,
      [](const Registered& member, ProcessId wanted) { return member.process < wanted; });
}

}  // namespace

const Registered* Registry::find(ProcessId process) const {
  const auto at = at_or_after(members, process);
  return at != members.end() && at->process == process ? &*at : nullptr;
}

bool Registry::put(const Registered& member) {
  const auto at = at_or_after(members, member.process);
  if (at == members.end() || at->process != member.process) {
    members.insert(at, member);
    return true;
  }
  if (*at == member) return false;
  *at = member;
  return true;
}

}  // namespace lamport::net
