// The built pages as they stand in web/dist, carried in the binary by the build. What is served
// under which path and with which headers is the HTTP server's business.
#pragma once

#include <span>
#include <string_view>

namespace lamport::web {

struct EmbeddedFile {
  std::string_view path;  ///< below web/dist, with '/' between the parts: "index.html"
  std::string_view bytes;
};

/// All of them, ascending by path; none if the pages were not there when this was built.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace lamport::web
