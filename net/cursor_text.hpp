// Cursors as clients hold them: "<number>.<run>", so that one of another run is known for what it
// is. Clients take it as it comes.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "net/live_node.hpp"

namespace lamport::net {

[[nodiscard]] inline std::string cursor_text(Cursor cursor, std::string_view run) {
  return std::to_string(cursor).append(1, '.').append(run);
}

/// Nothing if `text` is no cursor of this run.
[[nodiscard]] inline std::optional<Cursor> parse_cursor(std::string_view text,
                                                        std::string_view run) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || text.substr(dot + 1) != run) return std::nullopt;
  Cursor cursor = 0;
  const auto* end = text.data() + dot;
  const auto [stop, error] = std::from_chars(text.data(), end, cursor);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return cursor;
}

}  // namespace lamport::net
