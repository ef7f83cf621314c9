// The digest of a trace: XXH3-64 of its bytes, taken piece by piece. It tells runs apart and finds
// damage; it is no protection against forgery.
// Source: Collet, xxHash, https://xxhash.com, XXH3 with seed 0.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lamport {

class Digest {
 public:
  Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;
  ~Digest();

  /// Takes more bytes. Large pieces are cheaper: some 0.1 ns a byte.
  void update(std::string_view bytes);

  /// The digest of all bytes so far.
  [[nodiscard]] std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of `bytes`.
[[nodiscard]] std::uint64_t digest_of(std::string_view bytes);

/// "xxh3:" and 16 lower-case hexadecimal digits, as in the trace.
[[nodiscard]] std::string digest_text(std::uint64_t digest);

/// The inverse of digest_text; nothing if `text` is not one.
[[nodiscard]] std::optional<std::uint64_t> parse_digest(std::string_view text);

}  // namespace lamport
