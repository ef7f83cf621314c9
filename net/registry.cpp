// Looking up and changing the registry.
#include "net/registry.hpp"

#include <algorithm>
#include <charconv>

namespace lamport::net {
namespace {

auto at_or_after(auto& members, ProcessId process) {
  return std::lower_bound(
      members.begin(), members.end(), process,
      [](const Registered& member, ProcessId wanted) { return member.process < wanted; });
}

constexpr std::size_t longest_address = 256;

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

}  // namespace

// Strict, because the client that is given it throws at what it cannot read.
bool is_node_address(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (url.size() > longest_address || url.substr(0, scheme.size()) != scheme) return false;
  url.remove_prefix(scheme.size());
  const auto colon = url.find(':');
  const auto host = url.substr(0, colon);
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return false;
  if (colon == std::string_view::npos) return true;
  url.remove_prefix(colon + 1);
  std::uint16_t port = 0;
  const auto* end = url.data() + url.size();
  const auto [stop, error] = std::from_chars(url.data(), end, port);
  return error == std::errc{} && stop == end && port != 0;
}

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
