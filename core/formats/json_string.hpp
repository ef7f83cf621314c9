// Strings as a trace holds them: raw UTF-8 with only `"`, `\` and control characters escaped, at
// most 256 bytes. Text from outside passes checked_label() once; writers then rely on it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace lamport {

/// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates).
[[nodiscard]] bool is_utf8(std::string_view text);

/// `text` itself if a trace can hold it: well-formed UTF-8 of at most 256 bytes. `what` names the
/// thing in the error, such as "the label".
[[nodiscard]] Result<std::string_view> checked_label(std::string_view text, std::string_view what);

/// The longest beginning of `text` that a trace can hold, cut between characters.
/// Precondition: is_utf8(text).
[[nodiscard]] std::string_view shortened_label(std::string_view text);

/// Bytes that write_json_string may need for a string of `size` bytes.
[[nodiscard]] constexpr std::size_t json_string_room(std::size_t size) {
  return 6 * size + 2;
}

/// Writes `text` in quotes at `out`, which has json_string_room(text.size()) bytes of room; returns
/// the end. Every byte that is not escaped goes out as it is.
char* write_json_string(char* out, std::string_view text);

/// Appends `text` in quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace lamport
