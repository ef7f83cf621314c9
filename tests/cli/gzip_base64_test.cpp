// What is packed can be unpacked by anybody: zlib for gzip, and base64 read here by its table, so
// that the writer's own library does not judge itself.
#include "cli/gzip_base64.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace lamport::cli {
namespace {

std::string from_base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : text.substr(0, text.find('='))) {
    bits = bits << 6 | static_cast<std::uint32_t>(digits.find(digit));
    if ((count += 6) < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

std::string gunzip(std::string bytes, std::size_t size) {
  std::string plain(size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0U);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

TEST(GzipBase64, UnpacksToTheSameBytesWhateverTheirNumber) {
  std::string bytes;
  std::uint32_t state = 1;
  for (int i = 0; i < 200; ++i) {
    const auto text = gzip_base64(bytes);
    EXPECT_EQ(text.size() % 4, 0U);
    EXPECT_EQ(gunzip(from_base64(text), bytes.size()), bytes) << i << " bytes";
    bytes += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  }
}

TEST(GzipBase64, NamesNoTimeAndNoFile) {
  // RFC 1952: magic, deflate, no flags, no time, no extra flags, made on Unix.
  EXPECT_EQ(gzip_base64("{}").substr(0, 13), "H4sIAAAAAAAAA");
}

TEST(GzipBase64, MakesTracesMuchSmaller) {
  std::string trace;
  for (int i = 0; i < 1000; ++i)
    trace += "{\"type\":\"event\",\"index\":" + std::to_string(i) + "}\n";
  const auto text = gzip_base64(trace);
  EXPECT_LT(text.size() * 5, trace.size());
  EXPECT_EQ(gunzip(from_base64(text), trace.size()), trace);
}

}  // namespace
}  // namespace lamport::cli
