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

/// What no answer lacks: no sniffing, no framing, nothing loaded from elsewhere, no referrer.
inline constexpr std::string_view strict_headers =
    "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'; object-src 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

}  // namespace lamport::net
