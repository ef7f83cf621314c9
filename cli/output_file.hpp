// An output that appears whole or not at all: bytes go to a temporary file in the same directory,
// and commit() makes them durable and puts them in the output's place. Pipes, devices and standard
// output ("-") are written directly, because nothing of theirs can be replaced.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/formats/byte_sink.hpp"

namespace lamport::cli {

/// Destroying it before commit() removes the temporary file and leaves an existing output as it
/// was.
class OutputFile final : public ByteSink {
 public:
  /// Opens `path` for writing; "-" is standard output. Fails with cannot_write.
  static Result<std::unique_ptr<OutputFile>> open(const std::string& path);
  ~OutputFile() override;

  Result<Done> write(std::string_view bytes) override;

  /// Everything has been written: fsync, rename over the output, fsync of the directory.
  Result<Done> commit();

  /// Bytes written so far.
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  OutputFile(std::string shown, std::string target, std::string temporary, int descriptor)
      : shown_(std::move(shown)),
        target_(std::move(target)),
        temporary_(std::move(temporary)),
        descriptor_(descriptor) {}
  [[nodiscard]] Error failed(int error) const;

  std::string shown_;      ///< as the user calls it
  std::string target_;     ///< with symbolic links resolved
  std::string temporary_;  ///< empty: written directly
  int descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace lamport::cli
