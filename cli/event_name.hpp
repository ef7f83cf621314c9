// Events as people name them on a command line: "1:2" is the second event of process 1.
#pragma once

#include <string_view>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"

namespace lamport::cli {

/// Fails with usage and says what is wrong with it. Index 0 is "before the first event".
[[nodiscard]] Result<EventId> parse_event(std::string_view text);

}  // namespace lamport::cli
