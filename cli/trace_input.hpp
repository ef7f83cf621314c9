// A trace input by name, plain or compressed, from a file or a pipe.
#pragma once

#include <memory>
#include <string>

#include "cli/input_file.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/zstd_stream.hpp"

namespace lamport::cli {

class TraceInput {
 public:
  static Result<TraceInput> open(const std::string& path) {
    auto file = InputFile::open(path);
    if (!file) return file.error();
    return TraceInput(std::move(*file));
  }

  [[nodiscard]] JsonlReader& reader() { return *reader_; }

  /// For a progress line: bytes read and bytes there are, as in the file; 0 if unknown.
  [[nodiscard]] const InputFile& file() const { return *file_; }

 private:
  explicit TraceInput(std::unique_ptr<InputFile> file)
      : file_(std::move(file)),
        plain_(std::make_unique<PlainSource>(*file_)),
        reader_(std::make_unique<JsonlReader>(*plain_, file_->name())) {}

  std::unique_ptr<InputFile> file_;
  std::unique_ptr<PlainSource> plain_;
  std::unique_ptr<JsonlReader> reader_;
};

}  // namespace lamport::cli
