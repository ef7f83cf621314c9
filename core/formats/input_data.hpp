// The `data` of an input record (docs/trace-format.md): what a node was given, as JSON. Whoever
// writes inputs, the simulator and a live node alike, encodes them here, and replay decodes them
// here, where what no run could have given is refused. Which inputs there are, and when, is the
// hosts' business.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "core/base/fields.hpp"
#include "core/formats/fields_codec.hpp"
#include "core/formats/json_string.hpp"
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

/// A process that can tell whether its fields, read from outside, are a state that it can be in, as
/// one of so many processes: nothing, or a complaint that begins with the field's name.
template <class P>
concept TellsMisfit = requires(const P& process, std::size_t processes) {
  { process.misfit(processes) } -> std::same_as<std::optional<std::string>>;
};

/// Refuses a state that was read and cannot be. `what` names it in errors.
template <HasFields P>
Result<Done> check_state(const P& process, std::size_t processes, std::string_view what) {
  if constexpr (TellsMisfit<P>)
    if (const auto misfit = process.misfit(processes))
      return Error{ErrorCode::bad_data, std::string(what) + '.' + *misfit, {}, ""};
  return Done{};
}

/// Refuses a process that a run of `processes` does not have. `what` names its place in errors.
inline Result<Done> check_process(ProcessId id, std::size_t processes, const std::string& what) {
  if (id.value < processes) return Done{};
  return Error{ErrorCode::bad_data,
               what + " names process " + std::to_string(id.value) + ", but the run has " +
                   std::to_string(processes),
               {},
               ""};
}

template <HasFields Body>
Result<MessageInput<Body>> decode_message(std::string_view data, std::size_t processes) {
  const std::string what = "the data of a message";
  MessageInput<Body> input;
  if (auto read = decode_fields(data, input, what); !read) return read.error();
  const auto& [process, index] = input.message;
  if (auto there = check_process(process, processes, what + ".message"); !there)
    return there.error();
  if (index.value == 0 || index.value > largest_exact_integer)
    return Error{ErrorCode::bad_data, what + ".message names an event that cannot be", {}, ""};
  if (auto label = checked_label(label_of(input.body), "the label of a message"); !label)
    return label.error();
  return input;
}

inline Result<TimerInput> decode_timer(std::string_view data) {
  TimerInput input;
  if (auto read = decode_fields(data, input, "the data of a timer"); !read) return read.error();
  return input;
}

inline Result<Command> decode_command(std::string_view data, std::size_t processes) {
  const std::string what = "the data of a command";
  Command command;
  if (auto read = decode_fields(data, command, what); !read) return read.error();
  for (const auto to : command.to)
    if (auto there = check_process(to, processes, what + ".to"); !there) return there.error();
  if (auto text = checked_label(command.text, what + ".text"); !text) return text.error();
  return command;
}

/// What start_data wrote: the incarnation, and the process if it begins anew. `blank` is any
/// process of the type; all of its fields are replaced.
template <HasFields P>
struct StartInput {
  Incarnation incarnation;
  std::optional<P> fresh;
};

template <HasFields P>
Result<StartInput<P>> decode_start(std::string_view data, const P& blank, std::size_t processes) {
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
    constexpr std::string_view state_of = "the state of a start";
    start.fresh = blank;
    codec::Reader reader(state_of, Missing::is_an_error);
    if (!reader.object(*state, *start.fresh)) return reader.error();
    if (auto fits = check_state(*start.fresh, processes, state_of); !fits) return fits.error();
  }
  return start;
}

}  // namespace lamport
