// The built-in kinds of process that a node can run, by name, and their settings. One list.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "net/host.hpp"

namespace lamport::net {

/// An error lists the names there are.
[[nodiscard]] Result<LiveProtocol> find_protocol(std::string_view name);

}  // namespace lamport::net
