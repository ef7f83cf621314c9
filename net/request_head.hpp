// What a request's first lines must look like before anybody parses them: stricter than HTTP's own
// grammar wherever two readers could disagree. Text only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/request_reader.hpp"

namespace lamport::net {

/// Why the head (request line and headers, each with its CR LF, without the empty line) is refused,
/// or nothing. It refuses: lines that do not end in CR LF, control characters, folded headers,
/// spaces before a colon, Content-Length beside Transfer-Encoding, codings other than chunked,
/// lengths that are no plain number, a repeated or missing Host, and whatever else decides
/// something and comes twice.
[[nodiscard]] std::optional<RequestReader::Refusal> objection_to(std::string_view head,
                                                                 const RequestLimits& limits);

/// The target of the request line, as it stands. Precondition: no objection.
[[nodiscard]] std::string_view target_of(std::string_view head);

}  // namespace lamport::net
