// Bytes as text that any browser unpacks by itself: gzip (RFC 1952) in base64 (RFC 4648). For what
// a page carries along; traces on disk are compressed with zstd, see core/formats.
#pragma once

#include <string>
#include <string_view>

namespace lamport::cli {

/// The same bytes give the same text with the same zlib. Memory: the result twice.
[[nodiscard]] std::string gzip_base64(std::string_view bytes);

}  // namespace lamport::cli
