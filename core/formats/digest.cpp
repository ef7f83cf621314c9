// XXH3 behind Digest; the only file that knows xxhash.
#include "core/formats/digest.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <charconv>

namespace lamport {

namespace {
constexpr std::string_view prefix = "xxh3:";
constexpr std::size_t digits = 16;
}  // namespace

struct Digest::State {
  XXH3_state_t xxh;
};

Digest::Digest() : state_(std::make_unique<State>()) {
  XXH3_64bits_reset(&state_->xxh);
}
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;
Digest::~Digest() = default;

void Digest::update(std::string_view bytes) {
  XXH3_64bits_update(&state_->xxh, bytes.data(), bytes.size());
}

std::uint64_t Digest::value() const {
  return XXH3_64bits_digest(&state_->xxh);
}

std::uint64_t digest_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::string digest_text(std::uint64_t digest) {
  std::string text{prefix};
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(digest >> shift) & 15];
  return text;
}

std::optional<std::uint64_t> parse_digest(std::string_view text) {
  if (text.size() != prefix.size() + digits || text.substr(0, prefix.size()) != prefix)
    return std::nullopt;
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + prefix.size(), end, value, 16);
  if (error != std::errc{} || stop != end || digest_text(value) != text) return std::nullopt;
  return value;
}

}  // namespace lamport
