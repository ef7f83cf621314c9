// An input by name: a file, a pipe, or "-" for standard input; read in blocks, in order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/formats/byte_source.hpp"

namespace lamport::cli {

class InputFile final : public ByteSource {
 public:
  /// Fails with no_input.
  static Result<std::unique_ptr<InputFile>> open(const std::string& path);
  ~InputFile() override;

  Result<std::size_t> read(std::span<char> into) override;

  /// Bytes in the file; 0 if that is unknown, as of a pipe.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Bytes read so far.
  [[nodiscard]] std::uint64_t position() const { return position_; }

  /// What errors call it.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  InputFile(std::string name, int descriptor, std::uint64_t size)
      : name_(std::move(name)), descriptor_(descriptor), size_(size) {}

  std::string name_;
  int descriptor_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
};

}  // namespace lamport::cli
