// A page of a node's records as the HTTP interface gives it (docs/http-api.openapi.yaml,
// getEvents), taken apart into lines of a trace. How pages are fetched is elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace lamport {

struct RecordsPage {
  std::string run;
  std::vector<std::string> lines;  ///< the records, each as its line of a trace
  std::string next;                ///< the cursor of the last one
  bool more = false;               ///< whether there was more when the page was made
};

/// Reads a page. It must be well-formed as far as it is looked at; the lines themselves are not
/// looked into. Cost: some ns a byte.
[[nodiscard]] Result<RecordsPage> parse_records_page(std::string_view body);

}  // namespace lamport
