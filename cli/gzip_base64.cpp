// The only file that knows zlib. Everything is packed in one go, since a report has its trace in
// memory anyway.
#include "cli/gzip_base64.hpp"

#include <zlib.h>

#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>

#include "core/base/assert.hpp"

namespace lamport::cli {

namespace {

/// 15 bits of window, and 16 for a gzip header, which then names no file and no time.
constexpr int gzip_window = 15 + 16;
constexpr int most_memory = 9;

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  const int started = deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window,
                                   most_memory, Z_DEFAULT_STRATEGY);
  LAMPORT_ASSERT(started == Z_OK, "zlib cannot start");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  LAMPORT_ASSERT(ended == Z_STREAM_END, "zlib's bound does not hold");
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string base64(std::string bytes) {
  using boost::archive::iterators::base64_from_binary;
  using boost::archive::iterators::transform_width;
  using Digits = base64_from_binary<transform_width<std::string::const_iterator, 6, 8>>;
  const auto padding = (3 - bytes.size() % 3) % 3;
  bytes.append(padding, '\0');  // or the last digit would read beyond the end
  std::string text(Digits(bytes.cbegin()), Digits(bytes.cend()));
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

}  // namespace

std::string gzip_base64(std::string_view bytes) {
  LAMPORT_ASSERT(bytes.size() < (std::size_t{1} << 32), "more than zlib takes at once");
  return base64(gzip(bytes));
}

}  // namespace lamport::cli
