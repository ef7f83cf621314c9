// Zstandard around a byte sink or source, so that `.jsonl.zst` is the same trace, compressed.
// Source: RFC 8878.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/formats/byte_sink.hpp"
#include "core/formats/byte_source.hpp"

namespace lamport {

/// Compresses into another sink as one frame with a content checksum. finish() ends the frame and
/// leaves the sink below open.
class ZstdSink final : public ByteSink {
 public:
  /// `below` outlives this sink.
  explicit ZstdSink(ByteSink& below);
  ~ZstdSink() override;

  Result<Done> write(std::string_view bytes) override;
  Result<Done> finish() override;

 private:
  struct Stream;
  Result<Done> compress(std::string_view bytes, bool last);

  ByteSink& below_;
  std::unique_ptr<Stream> stream_;
  std::vector<char> out_;
};

/// Decompresses another source, frame after frame. Windows over 128 MiB are refused, so that memory
/// stays bounded whatever the input says. A frame that is cut off ends the source: a trace knows by
/// its end record whether it is whole.
class ZstdSource final : public ByteSource {
 public:
  /// `below` outlives this source.
  explicit ZstdSource(ByteSource& below);
  ~ZstdSource() override;

  Result<std::size_t> read(std::span<char> into) override;

 private:
  struct Stream;
  ByteSource& below_;
  std::unique_ptr<Stream> stream_;
  std::vector<char> in_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// Gives the bytes of another source, decompressed if they begin as zstd does.
class PlainSource final : public ByteSource {
 public:
  /// `below` outlives this source.
  explicit PlainSource(ByteSource& below) : start_(below) {}

  Result<std::size_t> read(std::span<char> into) override;

 private:
  /// A source whose first bytes have been looked at.
  class Start final : public ByteSource {
   public:
    explicit Start(ByteSource& below) : below_(below) {}
    Result<bool> looks_compressed();
    Result<std::size_t> read(std::span<char> into) override;

   private:
    ByteSource& below_;
    std::array<char, 4> seen_{};
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
  };

  Start start_;
  std::unique_ptr<ZstdSource> decompressor_;
  bool looked_ = false;
};

}  // namespace lamport
