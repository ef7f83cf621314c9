// Escaping and checking of strings. The common string needs no escape and is copied in one go.
#include "core/formats/json_string.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "core/trace/records.hpp"

namespace lamport {

namespace {

constexpr bool needs_escape(unsigned char c) {
  return c < 0x20 || c == '"' || c == '\\';
}

constexpr auto escaped = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < 256; ++c) table[c] = needs_escape(static_cast<unsigned char>(c));
  return table;
}();

bool is_plain(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain &= !escaped[static_cast<unsigned char>(c)];
  return plain;
}

char* write_escaped(char* out, unsigned char c) {
  *out++ = '\\';
  if (c == '"' || c == '\\') {
    *out++ = static_cast<char>(c);
    return out;
  }
  std::memcpy(out, "u00", 3);
  out[3] = "0123456789abcdef"[c >> 4];
  out[4] = "0123456789abcdef"[c & 15];
  return out + 5;
}

struct Lead {
  std::size_t length;       ///< 0: no character begins so
  unsigned char low, high;  ///< what the second byte may be
};

constexpr Lead lead_of(unsigned char c) {
  if (c < 0x80) return {1, 0, 0};
  if (c < 0xc2) return {0, 0, 0};
  if (c < 0xe0) return {2, 0x80, 0xbf};
  if (c == 0xe0) return {3, 0xa0, 0xbf};
  if (c == 0xed) return {3, 0x80, 0x9f};
  if (c < 0xf0) return {3, 0x80, 0xbf};
  if (c == 0xf0) return {4, 0x90, 0xbf};
  if (c < 0xf4) return {4, 0x80, 0xbf};
  if (c == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

/// Bytes of the character that `text` begins with; 0 if it begins with none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = lead_of(byte(0));
  if (lead.length <= 1) return lead.length;
  if (lead.length > text.size() || byte(1) < lead.low || byte(1) > lead.high) return 0;
  for (std::size_t i = 2; i < lead.length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  return lead.length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Result<std::string_view> checked_label(std::string_view text, std::string_view what) {
  if (!is_utf8(text))
    return Error{ErrorCode::bad_data, std::string(what) + " is not UTF-8", {}, ""};
  if (text.size() <= longest_trace_string) return text;
  return Error{ErrorCode::bad_data,
               std::string(what) + " has " + std::to_string(text.size()) +
                   " bytes; a trace holds " + std::to_string(longest_trace_string),
               {},
               "shorten it"};
}

std::string_view shortened_label(std::string_view text) {
  if (text.size() <= longest_trace_string) return text;
  auto end = longest_trace_string;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

char* write_json_string(char* out, std::string_view text) {
  *out++ = '"';
  if (is_plain(text)) {
    out = std::copy(text.begin(), text.end(), out);
  } else {
    for (const char c : text) {
      if (escaped[static_cast<unsigned char>(c)])
        out = write_escaped(out, static_cast<unsigned char>(c));
      else
        *out++ = c;
    }
  }
  *out++ = '"';
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
    return;
  }
  const auto before = out.size();
  out.resize(before + json_string_room(text.size()));
  const char* end = write_json_string(out.data() + before, text);
  out.resize(static_cast<std::size_t>(end - out.data()));
}

}  // namespace lamport
