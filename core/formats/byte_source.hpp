// Where bytes to be parsed come from: one function, so that formats open no file. Reading in blocks
// serves files, pipes and memory alike.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/result.hpp"

namespace lamport {

/// Gives bytes in order. Thread rule: one reader at a time.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Puts at least one byte into `into`, which is not empty, and says how many; 0 is the end.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
};

/// Bytes that are already in memory and stay there.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}

  Result<std::size_t> read(std::span<char> into) override {
    const auto count = std::min(into.size(), rest_.size());
    std::copy_n(rest_.begin(), count, into.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

}  // namespace lamport
