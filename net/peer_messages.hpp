// How messages travel from node to node: a body of lines "<index> <stamp> <body>", ascending by
// index, to /peer/v1/messages/<sender>. Bytes <-> values; docs/peer-protocol.md describes it. It
// decides nothing about order, repetition or time.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "net/batch.hpp"

namespace lamport::net {

void append_peer_message(std::string& body, const Outgoing& message);

/// A message as it came; `body` is a view into what was parsed.
struct Arrived {
  EventIndex index;
  LamportTime sent;
  std::string_view body;
};

/// Calls `take` for each message until it fails. Indices must ascend.
Result<Done> parse_peer_messages(std::string_view text,
                                 const std::function<Result<Done>(const Arrived&)>& take);

}  // namespace lamport::net
