// How commands that talk to a node find it, and what they need of the machine: the flag --node, the
// environment, a key that nobody else has. What they say to the node is in net/node_client.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "net/node_client.hpp"

namespace lamport::cli {

/// Help for --node.
inline constexpr const char* node_help =
    "The node (default: the one that LAMPORT_LISTEN describes, or http://localhost:5000)";

/// A client of the node that `--node` names, or else of the one on this machine.
[[nodiscard]] Result<net::NodeClient> node_at(const std::optional<std::string>& url);

/// An Idempotency-Key: 128 bits of entropy in hexadecimal.
[[nodiscard]] std::string unique_key();

}  // namespace lamport::cli
