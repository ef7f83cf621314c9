// Where formatted bytes go: one function, so that formats open no file and know no socket. What a
// sink does with the bytes (a file, a compressor, a string) is its own affair.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace lamport {

/// Takes bytes in order. After an error a sink takes nothing more and repeats the error.
/// Thread rule: one writer at a time.
class ByteSink {
 public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  /// Takes all of `bytes`, or fails.
  virtual Result<Done> write(std::string_view bytes) = 0;

  /// No more bytes will come: hands on what is held back. Called once, last.
  virtual Result<Done> finish() { return Done{}; }
};

/// Keeps everything in memory.
class StringSink final : public ByteSink {
 public:
  Result<Done> write(std::string_view bytes) override {
    text_ += bytes;
    return Done{};
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace lamport
