// A node's answers as values: the JSON of docs/http-api.openapi.yaml, read for its clients. Strict
// about what is used, blind to the rest. `url` is what errors call the node.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/node_client.hpp"

namespace lamport::net {

[[nodiscard]] Result<NodeStatus> parse_status(std::string_view body, const std::string& url);
[[nodiscard]] Result<std::vector<MemberStatus>> parse_members(std::string_view body,
                                                              const std::string& url);
[[nodiscard]] Result<std::vector<CausedEvent>> parse_events(std::string_view body,
                                                            const std::string& url);

/// A state whose node cannot be reached any more: nobody knows whether its links are up. `state` is
/// one that parse_status reads.
[[nodiscard]] std::string with_links_unknown(std::string_view state);

/// The error that a problem document stands for; `body` may also be anything else.
[[nodiscard]] Error refusal(const std::string& url, unsigned status, std::string_view body);

}  // namespace lamport::net
