// A node as a program: journal, loop, HTTP interface and process put together, from start to the
// signal that ends it. For a process of your own, run_node is a whole main:
//
//   int main(int count, char** arguments) {
//     return lamport::net::run_node(count, arguments, "greeter",
//                                   [](const lamport::net::ProcessSetting&) { return Greeter{}; });
//   }
//
// The process and its Body list their fields (core/base/fields.hpp), so that they can be kept.
#pragma once

#include <string>
#include <utility>

#include "core/base/result.hpp"
#include "net/host.hpp"
#include "net/live_process.hpp"
#include "net/node_settings.hpp"

namespace lamport::net {

/// How the process ends when the journal fails under it: EX_IOERR of BSD's sysexits.h.
inline constexpr int journal_failed_exit = 74;

/// Runs until SIGTERM or SIGINT, then drains and returns. A second signal ends the process at once,
/// a failing journal with journal_failed_exit. An error: the node could not start, or has no place
/// in its run any more. Blocks; one call at a time a process.
Result<Done> serve(NodeSettings settings, const LiveProtocol& protocol, const Log& log);

/// Reads flags, environment and file (net/config.hpp), serves, and returns the exit code.
int run_program(int count, const char* const* arguments, const LiveProtocol& protocol);

/// `make` gives a fresh process: P make(const ProcessSetting&).
template <class Make>
int run_node(int count, const char* const* arguments, const std::string& name, Make make) {
  return run_program(count, arguments,
                     {name,
                      [make = std::move(make)](const ProcessSetting& setting)
                          -> Result<std::unique_ptr<LiveProcess>> { return live(make(setting)); }});
}

}  // namespace lamport::net
