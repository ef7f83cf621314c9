// One line of a text diagram as cells, and how lines that cross or meet become one glyph. Private
// to text_diagram.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lamport {

/// Glyphs by code point; every one takes one column.
namespace glyph {
inline constexpr char32_t life = U'│';
inline constexpr char32_t down = U'┊';
inline constexpr char32_t dash = U'─';
inline constexpr char32_t cross = U'┼';
inline constexpr char32_t event = U'●';
inline constexpr char32_t start = U'○';
inline constexpr char32_t lost = U'╳';
inline constexpr char32_t to_right = U'▶';
inline constexpr char32_t to_left = U'◀';
inline constexpr char32_t leave = U'╮';      ///< a message leaves its process
inline constexpr char32_t end_right = U'╰';  ///< its last copy goes right
inline constexpr char32_t end_left = U'╯';
inline constexpr char32_t branch_right = U'├';
inline constexpr char32_t branch_left = U'┤';
inline constexpr char32_t open = U'╌';  ///< its other end is not in the picture
}  // namespace glyph

class Canvas {
 public:
  explicit Canvas(std::size_t width) : cells_(width, U' ') {}

  /// Grows as needed.
  void put(std::size_t x, char32_t c);
  void put(std::size_t x, std::string_view ascii);

  /// A horizontal line over the cells in (from, to), both ends left out, in either direction.
  void line(std::size_t from, std::size_t to, char32_t dash = glyph::dash);

  /// UTF-8 without trailing blanks; with `ascii`, every glyph as its nearest ASCII character.
  [[nodiscard]] std::string text(bool ascii) const;

 private:
  std::vector<char32_t> cells_;
};

/// How many columns `utf8` takes, one a code point.
[[nodiscard]] std::size_t columns(std::string_view utf8);

/// `utf8` in at most `width` columns, the last one an ellipsis if something is left out.
[[nodiscard]] std::string fitted(std::string_view utf8, std::size_t width);

/// `utf8` filled up with blanks to `width` columns.
[[nodiscard]] std::string padded(std::string_view utf8, std::size_t width);

}  // namespace lamport
