// Where a node is, out of its address "http://host:port". What counts as an address is decided
// where it is taken in: is_node_address, node_url.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace lamport::net {

struct HostAndPort {
  std::string host;  ///< an IPv6 address without its brackets
  std::uint16_t port = 80;
};

[[nodiscard]] inline HostAndPort host_and_port(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
  HostAndPort place;
  const auto colon = url.rfind(':');
  const auto bracket = url.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  if (has_port) std::from_chars(url.data() + colon + 1, url.data() + url.size(), place.port);
  auto host = url.substr(0, has_port ? colon : url.size());
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  place.host = host;
  return place;
}

}  // namespace lamport::net
