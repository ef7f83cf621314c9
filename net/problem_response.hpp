// Problems as RFC 9457 documents, and the headers that every answer of the interface carries. The
// codes are those of docs/http-api.openapi.yaml.
#pragma once

#include <string>
#include <string_view>

#include "net/http_types.hpp"
#include "net/problem.hpp"

namespace lamport::net {

/// A title for people; the same for each occurrence of a code.
[[nodiscard]] std::string_view problem_title(std::string_view code);

[[nodiscard]] Response problem_response(const Problem& problem);

/// An answer in JSON, which is never stored.
[[nodiscard]] Response json_response(unsigned status, std::string json);

/// Adds what no answer lacks: no sniffing, no framing, no loading from elsewhere, no referrer.
void add_strict_headers(Response& response);

}  // namespace lamport::net
