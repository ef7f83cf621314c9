// See diagram_canvas.hpp.
#include "core/formats/diagram_canvas.hpp"

#include <algorithm>

namespace lamport {

namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

void append_utf8(std::string& text, char32_t c) {
  const auto byte = [&](char32_t bits) { text += static_cast<char>(bits); };
  if (c < 0x80) {
    byte(c);
  } else {
    // Every glyph of the diagram lies in U+0800..U+FFFF.
    byte(0xe0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3f));
    byte(0x80 | (c & 0x3f));
  }
}

char32_t nearest_ascii(char32_t c) {
  switch (c) {
    case glyph::life:
    case glyph::branch_right:
    case glyph::branch_left: return U'|';
    case glyph::down: return U':';
    case glyph::dash: return U'-';
    case glyph::open: return U'.';
    case glyph::cross: return U'+';
    case glyph::event: return U'*';
    case glyph::start: return U'o';
    case glyph::lost: return U'X';
    case glyph::to_right: return U'>';
    case glyph::to_left: return U'<';
    case glyph::leave: return U'.';
    case glyph::end_right: return U'`';
    case glyph::end_left: return U'\'';
    default: return c;
  }
}

}  // namespace

void Canvas::put(std::size_t x, char32_t c) {
  if (x >= cells_.size()) cells_.resize(x + 1, U' ');
  cells_[x] = c;
}

void Canvas::put(std::size_t x, std::string_view ascii) {
  for (const char c : ascii) put(x++, static_cast<char32_t>(c));
}

void Canvas::line(std::size_t from, std::size_t to, char32_t dash) {
  for (auto x = std::min(from, to) + 1; x < std::max(from, to); ++x) {
    if (x >= cells_.size() || cells_[x] == U' ')
      put(x, dash);
    else if (cells_[x] == glyph::life || cells_[x] == glyph::down)
      put(x, glyph::cross);
  }
}

std::string Canvas::text(bool ascii) const {
  std::string text;
  for (const auto c : cells_) append_utf8(text, ascii ? nearest_ascii(c) : c);
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::size_t columns(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins_character));
}

std::string fitted(std::string_view utf8, std::size_t width) {
  if (columns(utf8) <= width) return std::string(utf8);
  std::string text;
  std::size_t taken = 0;
  for (const char c : utf8) {
    if (begins_character(c) && ++taken >= width) break;
    text += c;
  }
  return text + "…";
}

std::string padded(std::string_view utf8, std::size_t width) {
  const auto taken = columns(utf8);
  return std::string(utf8) + std::string(taken < width ? width - taken : 0, ' ');
}

}  // namespace lamport
