// Ctrl-C and SIGTERM as a flag that long work looks at between steps, so that it can end with whole
// outputs. A second Ctrl-C ends the process at once.
#pragma once

namespace lamport::cli {

/// From now on the first SIGINT or SIGTERM only sets the flag. Also ignores SIGPIPE: a reader that
/// has gone is an error of write.
void catch_interrupts();

/// Whether one has come.
[[nodiscard]] bool interrupted();

}  // namespace lamport::cli
