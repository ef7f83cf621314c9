// Lines out of blocks of bytes, in bounded memory, with the digest of all that came before a line.
// Knows nothing of what a line says.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/result.hpp"
#include "core/formats/byte_source.hpp"
#include "core/formats/digest.hpp"

namespace lamport {

/// Longest line that is read. A header of a million processes fits.
inline constexpr std::size_t longest_line = std::size_t{64} << 20;

/// Bytes behind every line that may be read (not used), as simdjson wants them.
inline constexpr std::size_t line_padding = 64;

struct Line {
  std::string_view text;     ///< without its line feed; valid until the next line is read
  std::uint64_t number = 0;  ///< from 1
  bool terminated = false;   ///< false: the input ends without a line feed
};

/// Memory: the longest line so far, at least 256 KiB. Cost: under 0.3 ns a byte, digest included.
class LineReader {
 public:
  /// `source` outlives the reader.
  explicit LineReader(ByteSource& source);

  /// The next line, or nothing at the end of the input.
  Result<const Line*> next();

  /// The digest of all bytes before the line last given.
  [[nodiscard]] std::uint64_t digest_before();

  /// Bytes read from the source so far.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  Result<bool> refill();

  ByteSource& source_;
  Digest digest_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  std::size_t hashed_ = 0;   ///< buffer_[..hashed_) is in digest_
  std::size_t begin_ = 0;    ///< where the line last given begins
  std::size_t next_ = 0;     ///< where the next one begins
  std::size_t scanned_ = 0;  ///< buffer_[next_..scanned_) holds no line feed
  std::size_t end_ = 0;
  std::uint64_t bytes_ = 0;
  Line line_;
};

}  // namespace lamport
