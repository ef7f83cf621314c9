// See plain_event.hpp.
#include "core/formats/plain_event.hpp"

#include <cstring>

namespace lamport {

namespace {

/// A place in a line. Every step either moves on and returns true, or returns false.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : at_(line.data()), end_(at_ + line.size()) {}

  template <std::size_t Size>
  bool literal(const char (&text)[Size]) {
    constexpr auto length = Size - 1;
    if (static_cast<std::size_t>(end_ - at_) < length || std::memcmp(at_, text, length) != 0)
      return false;
    at_ += length;
    return true;
  }

  /// Digits without a leading zero, at most `largest`.
  bool number(std::uint64_t largest, std::uint64_t& value) {
    constexpr int most_digits = 16;  // of 2^53 - 1; as many nines fit 64 bits
    const char* begin = at_;
    value = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - begin < most_digits)
      value = 10 * value + static_cast<std::uint64_t>(*at_++ - '0');
    const auto digits = at_ - begin;
    return digits != 0 && (digits == 1 || *begin != '0') && value <= largest;
  }

  bool process(std::size_t count, ProcessId& id) {
    std::uint64_t value = 0;
    if (!number(0xffffffff, value) || value >= count) return false;
    id = {static_cast<std::uint32_t>(value)};
    return true;
  }

  /// The rest of a string that needs no thought: ASCII without escapes, as long as a trace allows.
  bool rest_of_string(std::string_view& text) {
    const char* begin = at_;
    while (at_ != end_ && *at_ >= ' ' && *at_ < '\x7f' && *at_ != '"' && *at_ != '\\') ++at_;
    text = {begin, static_cast<std::size_t>(at_ - begin)};
    return text.size() <= longest_trace_string && literal("\"");
  }

  [[nodiscard]] bool at_end() const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

bool kind(Cursor& line, EventKind& kind) {
  if (line.literal("receive\""))
    kind = EventKind::receive;
  else if (line.literal("send\""))
    kind = EventKind::send;
  else if (line.literal("internal\""))
    kind = EventKind::internal;
  else
    return false;
  return true;
}

/// The list behind `"to":[`, ascending and unique.
bool recipient_list(Cursor& line, std::size_t process_count, std::vector<ProcessId>& recipients) {
  recipients.clear();
  do {
    ProcessId to;
    if (!line.process(process_count, to)) return false;
    if (!recipients.empty() && recipients.back() >= to) return false;
    recipients.push_back(to);
  } while (line.literal(","));
  return line.literal("]");
}

bool message(Cursor& line, std::size_t process_count, EventId& message) {
  return line.process(process_count, message.process) && line.literal(":") &&
         line.number(largest_exact_integer, message.index.value) && line.literal("\"");
}

}  // namespace

bool read_plain_event(std::string_view text, std::size_t process_count,
                      std::vector<ProcessId>& recipients, EventRecord& event) {
  constexpr auto most = largest_exact_integer;
  Cursor line(text);
  event = {};
  const bool begins = line.literal(R"({"type":"event","process":)") &&
                      line.process(process_count, event.process) && line.literal(R"(,"index":)") &&
                      line.number(most, event.index.value) && line.literal(R"(,"kind":")") &&
                      kind(line, event.kind) && line.literal(R"(,"lamport":)") &&
                      line.number(most, event.lamport.value) && line.literal(R"(,"time":)") &&
                      line.number(most, event.time.nanoseconds);
  if (!begins) return false;
  if (event.kind == EventKind::send) {
    if (!line.literal(R"(,"to":[)") || !recipient_list(line, process_count, recipients))
      return false;
    event.to = recipients;
  } else if (event.kind == EventKind::receive) {
    if (!line.literal(R"(,"message":")") || !message(line, process_count, event.message))
      return false;
  }
  if (line.literal(R"(,"label":")") && !line.rest_of_string(event.label)) return false;
  std::uint64_t incarnation = 1;
  if (line.literal(R"(,"incarnation":)") && !line.number(0xffffffff, incarnation)) return false;
  event.incarnation = {static_cast<std::uint32_t>(incarnation)};
  return line.literal("}") && line.at_end();
}

}  // namespace lamport
