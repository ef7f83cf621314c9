// docs/peer-protocol.md shows what nodes say to one another: its examples are the golden files, and
// each is read and written back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "core/formats/fields_codec.hpp"
#include "net/peer_messages.hpp"
#include "net/registry.hpp"

namespace lamport::net {
namespace {

using testing::HasSubstr;

std::string text_of(const std::string& path) {
  std::ifstream file(LAMPORT_SOURCE_DIR + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A golden file, which the page shows.
std::string golden(const std::string& name) {
  auto text = text_of("/tests/testdata/peer/" + name);
  EXPECT_NE(text, "");
  EXPECT_THAT(text_of("/docs/peer-protocol.md"), HasSubstr("```\n" + text + "```"));
  return text;
}

template <class T>
std::string rewritten(const std::string& json) {
  T value;
  const auto read = decode_fields(json, value, "example");
  EXPECT_TRUE(read) << to_string(read.error());
  return encode_fields(value) + "\n";
}

TEST(PeerDoc, JoiningIsReadAndWrittenBack) {
  const auto request = golden("join.json");
  EXPECT_EQ(rewritten<JoinRequest>(request), request);
  const auto answer = golden("joined.json");
  EXPECT_EQ(rewritten<JoinAnswer>(answer), answer);
}

TEST(PeerDoc, MessagesAreReadAndWrittenBack) {
  const auto lines = golden("messages.txt");
  std::string written;
  const auto read = parse_peer_messages(lines, [&](const Arrived& message) -> Result<Done> {
    append_peer_message(written, {{}, message.index, message.sent, std::string(message.body)});
    return Done{};
  });
  EXPECT_TRUE(read);
  EXPECT_EQ(written, lines);
}

}  // namespace
}  // namespace lamport::net
