// The digest is XXH3-64 with seed 0, whatever the pieces.
#include "core/formats/digest.hpp"

#include <gtest/gtest.h>

namespace lamport {
namespace {

TEST(Digest, is_xxh3) {
  // From the reference implementation: xxhsum -H3 of nothing.
  EXPECT_EQ(digest_text(digest_of("")), "xxh3:2d06800538d394c2");
}

TEST(Digest, does_not_depend_on_the_pieces) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += static_cast<char>(i * 7);
  for (const std::size_t piece : {1u, 3u, 64u, 255u, 256u, 1024u, 5000u}) {
    Digest digest;
    for (std::size_t at = 0; at < text.size(); at += piece)
      digest.update(std::string_view(text).substr(at, piece));
    EXPECT_EQ(digest.value(), digest_of(text)) << piece;
  }
}

TEST(Digest, text_and_back) {
  EXPECT_EQ(digest_text(0x0123456789abcdef), "xxh3:0123456789abcdef");
  EXPECT_EQ(parse_digest("xxh3:0123456789abcdef"), 0x0123456789abcdefu);
  for (const char* bad :
       {"", "xxh3:", "xxh3:0123456789ABCDEF", "xxh3:123456789abcdef", "xxh3:0123456789abcdef0",
        "sha1:0123456789abcdef", "xxh3:0x23456789abcdef"})
    EXPECT_FALSE(parse_digest(bad)) << bad;
}

}  // namespace
}  // namespace lamport
