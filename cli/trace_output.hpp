// A trace output by name: "-" is standard output, a name that ends in .zst is compressed, anything
// else is plain. The trace stands under its name only after commit().
#pragma once

#include <memory>
#include <string>

#include "cli/output_file.hpp"
#include "core/formats/byte_sink.hpp"

namespace lamport::cli {

class TraceOutput {
 public:
  static Result<TraceOutput> open(const std::string& path);

  /// What a JsonlWriter writes to.
  [[nodiscard]] ByteSink& sink() { return compressor_ ? *compressor_ : *file_; }

  /// The trace is complete: see OutputFile::commit.
  Result<Done> commit() { return file_->commit(); }

  /// Bytes in the output so far.
  [[nodiscard]] std::uint64_t size() const { return file_->size(); }

 private:
  std::unique_ptr<OutputFile> file_;
  std::unique_ptr<ByteSink> compressor_;
};

}  // namespace lamport::cli
