// See trace_output.hpp.
#include "cli/trace_output.hpp"

#include "core/formats/zstd_stream.hpp"

namespace lamport::cli {

Result<TraceOutput> TraceOutput::open(const std::string& path) {
  auto file = OutputFile::open(path);
  if (!file) return file.error();
  TraceOutput output;
  output.file_ = std::move(*file);
  constexpr std::string_view suffix = ".zst";
  if (path.size() > suffix.size() && path.substr(path.size() - suffix.size()) == suffix)
    output.compressor_ = std::make_unique<ZstdSink>(*output.file_);
  return output;
}

}  // namespace lamport::cli
