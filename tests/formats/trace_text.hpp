// Traces as text for tests: read a file, read a whole trace out of a string, put the end record to
// lines, write records to a string.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "core/formats/digest.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/jsonl_writer.hpp"

namespace lamport {

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string golden(const std::string& name) {
  return file_text(LAMPORT_SOURCE_DIR "/tests/testdata/traces/" + name);
}

/// A source that gives at most `block` bytes at a time, as a slow pipe does.
class BlockSource final : public ByteSource {
 public:
  BlockSource(std::string_view bytes, std::size_t block) : memory_(bytes), block_(block) {}
  Result<std::size_t> read(std::span<char> into) override {
    return memory_.read(into.first(std::min(block_, into.size())));
  }

 private:
  MemorySource memory_;
  std::size_t block_;
};

/// Reads a trace and writes it again. The text, or the error as people see it.
inline std::string rewritten(ByteSource& source) {
  JsonlReader reader(source, "t");
  StringSink sink;
  JsonlWriter writer(sink);
  auto header = reader.header();
  if (!header) return to_string(header.error());
  writer.header(*header);
  for (;;) {
    auto record = reader.next();
    if (!record) return to_string(record.error());
    if (*record == nullptr) break;
    writer.record(**record);
  }
  auto end = writer.end();
  if (!end) return to_string(end.error());
  return sink.text();
}

inline std::string rewritten(std::string_view text) {
  MemorySource source(text);
  return rewritten(source);
}

/// `lines` (header and records, each with its line feed) and the end record that fits them.
inline std::string sealed(const std::string& lines) {
  const auto count = std::count(lines.begin(), lines.end(), '\n') - 1;
  return lines + R"({"type":"end","records":)" + std::to_string(count) + R"(,"digest":")" +
         digest_text(digest_of(lines)) + "\"}\n";
}

}  // namespace lamport
