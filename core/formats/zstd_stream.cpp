// The only file that knows zstd.
#include "core/formats/zstd_stream.hpp"

#include <zstd.h>

#include <string>

namespace lamport {

namespace {

/// Fast enough not to slow a simulation much; traces shrink some tenfold.
constexpr int compression_level = 3;
constexpr int largest_window_log = 27;

Error broken(std::size_t code) {
  return {ErrorCode::bad_data,
          std::string("the zstd compressed data is damaged: ") + ZSTD_getErrorName(code),
          {},
          ""};
}

}  // namespace

struct ZstdSink::Stream {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ~Stream() { ZSTD_freeCCtx(context); }
};

ZstdSink::ZstdSink(ByteSink& below)
    : below_(below), stream_(std::make_unique<Stream>()), out_(ZSTD_CStreamOutSize()) {
  ZSTD_CCtx_setParameter(stream_->context, ZSTD_c_compressionLevel, compression_level);
  ZSTD_CCtx_setParameter(stream_->context, ZSTD_c_checksumFlag, 1);
}

ZstdSink::~ZstdSink() = default;

Result<Done> ZstdSink::compress(std::string_view bytes, bool last) {
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  for (;;) {
    ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    const auto left =
        ZSTD_compressStream2(stream_->context, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    LAMPORT_ASSERT(ZSTD_isError(left) == 0, "zstd cannot compress");
    if (out.pos != 0)
      if (auto written = below_.write({out_.data(), out.pos}); !written) return written;
    if (last ? left == 0 : in.pos == in.size) return Done{};
  }
}

Result<Done> ZstdSink::write(std::string_view bytes) {
  return compress(bytes, false);
}

Result<Done> ZstdSink::finish() {
  return compress({}, true);
}

struct ZstdSource::Stream {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  ~Stream() { ZSTD_freeDCtx(context); }
};

ZstdSource::ZstdSource(ByteSource& below)
    : below_(below), stream_(std::make_unique<Stream>()), in_(ZSTD_DStreamInSize()) {
  ZSTD_DCtx_setParameter(stream_->context, ZSTD_d_windowLogMax, largest_window_log);
}

ZstdSource::~ZstdSource() = default;

Result<std::size_t> ZstdSource::read(std::span<char> into) {
  ZSTD_outBuffer out{into.data(), into.size(), 0};
  while (out.pos == 0) {
    if (begin_ == end_) {
      auto got = below_.read(in_);
      if (!got) return got;
      begin_ = 0;
      end_ = *got;
      if (end_ == 0) return std::size_t{0};
    }
    ZSTD_inBuffer in{in_.data(), end_, begin_};
    const auto hint = ZSTD_decompressStream(stream_->context, &out, &in);
    if (ZSTD_isError(hint) != 0) return broken(hint);
    begin_ = in.pos;
  }
  return out.pos;
}

Result<bool> PlainSource::Start::looks_compressed() {
  while (end_ < seen_.size()) {
    auto got = below_.read(std::span(seen_).subspan(end_));
    if (!got) return got.error();
    if (*got == 0) return false;
    end_ += *got;
  }
  return std::string_view{seen_.data(), seen_.size()} == "\x28\xb5\x2f\xfd";
}

Result<std::size_t> PlainSource::Start::read(std::span<char> into) {
  if (begin_ == end_) return below_.read(into);
  const auto count = std::min(into.size(), end_ - begin_);
  std::copy_n(seen_.begin() + static_cast<std::ptrdiff_t>(begin_), count, into.begin());
  begin_ += count;
  return count;
}

Result<std::size_t> PlainSource::read(std::span<char> into) {
  if (!looked_) {
    auto compressed = start_.looks_compressed();
    if (!compressed) return compressed.error();
    if (*compressed) decompressor_ = std::make_unique<ZstdSource>(start_);
    looked_ = true;
  }
  return decompressor_ ? decompressor_->read(into) : start_.read(into);
}

}  // namespace lamport
