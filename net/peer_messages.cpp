// The lines of a batch of messages.
#include "net/peer_messages.hpp"

#include <charconv>

#include "core/base/ids.hpp"

namespace lamport::net {
namespace {

// A number above zero and the blank behind it, taken off the front of `line`.
bool take_number(std::string_view& line, std::uint64_t& number) {
  const auto* end = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data(), end, number);
  if (error != std::errc{} || stop == end || *stop != ' ' || number == 0 ||
      number > largest_exact_integer)
    return false;
  line.remove_prefix(static_cast<std::size_t>(stop - line.data()) + 1);
  return true;
}

}  // namespace

void append_peer_message(std::string& body, const Outgoing& message) {
  body += std::to_string(message.index.value);
  body += ' ';
  body += std::to_string(message.sent.value);
  body += ' ';
  body += message.body;
  body += '\n';
}

Result<Done> parse_peer_messages(std::string_view text,
                                 const std::function<Result<Done>(const Arrived&)>& take) {
  std::uint64_t number = 0;
  EventIndex latest;
  while (!text.empty()) {
    ++number;
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    Arrived message;
    if (end == std::string_view::npos || !take_number(line, message.index.value) ||
        !take_number(line, message.sent.value) || message.index <= latest) {
      return Error{ErrorCode::bad_data,
                   "not a message \"<index> <stamp> <body>\" with an ascending index",
                   {"", number},
                   ""};
    }
    latest = message.index;
    message.body = line;
    if (auto taken = take(message); !taken) return taken;
    text.remove_prefix(end + 1);
  }
  return Done{};
}

}  // namespace lamport::net
