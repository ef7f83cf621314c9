// See event_name.hpp.
#include "cli/event_name.hpp"

#include <charconv>
#include <string>

namespace lamport::cli {

namespace {

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end;
}

}  // namespace

Result<EventId> parse_event(std::string_view text) {
  const auto colon = text.find(':');
  EventId event;
  if (colon != std::string_view::npos && parse(text.substr(0, colon), event.process.value) &&
      parse(text.substr(colon + 1), event.index.value) &&
      event.index.value <= largest_exact_integer)
    return event;
  return Error{ErrorCode::usage,
               "\"" + std::string(text) + "\" is no event",
               {},
               "name one as process:index, such as 1:2"};
}

}  // namespace lamport::cli
