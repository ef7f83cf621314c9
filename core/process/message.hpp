// What a process is given: messages and commands. Both are inputs; how they travelled is the
// host's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/fields.hpp"
#include "core/base/ids.hpp"
#include "core/clock/lamport_time.hpp"

namespace lamport {

/// A message as its recipient sees it. The body belongs to the host and lives as long as the call.
template <class Body>
struct Message {
  EventId id;        ///< its send event
  LamportTime sent;  ///< the timestamp T_m it carries
  const Body& body;

  [[nodiscard]] ProcessId from() const { return id.process; }
};

/// What a person or a program asks of a process: "send", "broadcast", "request" and so on. A
/// protocol's head comment lists those it knows and which members each one reads.
struct Command {
  std::string name;
  std::vector<ProcessId> to;
  std::string text;
  std::uint64_t value = 0;

  static constexpr auto fields() {
    return std::tuple{Field{"name", &Command::name}, Field{"to", &Command::to},
                      Field{"text", &Command::text}, Field{"value", &Command::value}};
  }
};

/// A process's answer to a command. Only `done` may have caused events.
enum class CommandAnswer : std::uint8_t {
  done,
  unknown_command,
  bad_argument,  ///< a recipient, text or value that the command cannot take
  not_now,       ///< valid, but not in the present state
};

/// The label under which a body's send and receive events appear in the trace: `body.label()` where
/// the type has it, else empty. At most longest_trace_string bytes of UTF-8.
template <class Body>
[[nodiscard]] std::string_view label_of(const Body& body) {
  if constexpr (requires {
                  { body.label() } -> std::convertible_to<std::string_view>;
                })
    return body.label();
  else
    return {};
}

}  // namespace lamport
