// The `data` of an input record (docs/trace-format.md): what a node was given, as JSON. Whoever
// writes inputs, the simulator and a live node alike, encodes them here, and replay decodes them
// here. Which inputs there are, and when, is the hosts' business.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "core/base/fields.hpp"
#include "core/formats/fields_codec.hpp"
#include "core/process/process.hpp"

namespace lamport {

/// A process whose inputs can be written down and given to it again: its state and its messages
/// list their fields.
template <class P>
concept Replayable = Process<P> && HasFields<P> && HasFields<typename P::Body>;

/// `{"incarnation":1,"state":{..}}`. `fresh`: the process as it is before this start, where it
/// begins anew (its first start, or its state was lost); null where its state was kept.
template <HasFields P>
[[nodiscard]] std::string start_data(Incarnation incarnation, const P* fresh) {
  auto data = "{\"incarnation\":" + std::to_string(incarnation.value);
  if (fresh != nullptr) data += ",\"state\":" + encode_fields(*fresh);
  return data + '}';
}

/// `{"message":"0:3","sent":5,"body":{..}}`
template <HasFields Body>
[[nodiscard]] std::string message_data(const Message<Body>& message) {
  return "{\"message\":\"" + std::to_string(message.id.process.value) + ':' +
         std::to_string(message.id.index.value) +
         "\",\"sent\":" + std::to_string(message.sent.value) +
         ",\"body\":" + encode_fields(message.body) + '}';
}

/// `{"timer":1}`
[[nodiscard]] inline std::string timer_data(TimerId timer) {
  return "{\"timer\":" + std::to_string(timer.value) + '}';
}

/// The command's fields.
[[nodiscard]] inline std::string command_data(const Command& command) {
  return encode_fields(command);
}

/// What message_data wrote, with the body owned.
template <class Body>
struct MessageInput {
  EventId message;
  LamportTime sent;
  Body body{};

  static constexpr auto fields() {
    return std::tuple{Field{"message", &MessageInput::message}, Field{"sent", &MessageInput::sent},
                      Field{"body", &MessageInput::body}};
  }
};

struct TimerInput {
  TimerId timer;

  static constexpr auto fields() { return std::tuple{Field{"timer", &TimerInput::timer}}; }
};

/// What start_data wrote: the incarnation, and the process if it begins anew. `blank` is any
/// process of the type; all of its fields are replaced.
template <HasFields P>
struct StartInput {
  Incarnation incarnation;
  std::optional<P> fresh;
};

template <HasFields P>
Result<StartInput<P>> decode_start(std::string_view data, const P& blank) {
  constexpr std::string_view what = "the data of a start";
  auto tree = parse_json(data, what);
  if (!tree) return tree.error();
  const auto* incarnation = tree->member("incarnation");
  const auto* number =
      incarnation == nullptr ? nullptr : std::get_if<std::uint64_t>(&incarnation->value);
  if (number == nullptr || *number == 0 || *number > std::numeric_limits<std::uint32_t>::max())
    return Error{ErrorCode::bad_data,
                 std::string(what) + " has no \"incarnation\" from 1 to 4294967295",
                 {},
                 ""};
  StartInput<P> start{{static_cast<std::uint32_t>(*number)}, std::nullopt};
  if (const auto* state = tree->member("state")) {
    start.fresh = blank;
    codec::Reader reader("the state of a start", Missing::is_an_error);
    if (!reader.object(*state, *start.fresh)) return reader.error();
  }
  return start;
}

}  // namespace lamport
