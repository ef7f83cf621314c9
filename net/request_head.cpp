// One pass over the lines; what is found on the way decides at the end.
#include "net/request_head.hpp"

#include <algorithm>
#include <array>

namespace lamport::net {

namespace {

using Refusal = RequestReader::Refusal;

bool is_token(std::string_view text) {
  static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Headers that decide something: a second one would be somebody else's decision.
constexpr std::array<std::string_view, 14> single{
    "host",          "content-length", "transfer-encoding", "content-type",    "origin",
    "authorization", "expect",         "idempotency-key",   "sec-fetch-site",  "last-event-id",
    "lamport-run",   "if-none-match",  "upgrade",           "content-encoding"};

class Fields {
 public:
  std::optional<Refusal> add(std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return Refusal{400, "a header line is not \"name: value\""};
    const auto value = trimmed(line.substr(colon + 1));
    if (has_control(value)) return Refusal{400, "a header holds a control character"};
    const auto name = line.substr(0, colon);
    const auto* known =
        std::find_if(single.begin(), single.end(), [&](auto one) { return same_name(one, name); });
    if (known == single.end()) return std::nullopt;
    const auto place = static_cast<std::size_t>(known - single.begin());
    if (seen_[place]) return Refusal{400, "the header " + std::string(*known) + " comes twice"};
    seen_[place] = true;
    if (place == length) return check_length(value);
    if (place == coding && !same_name(value, "chunked"))
      return Refusal{400, "a transfer coding other than chunked"};
    if (place == content_coding && !same_name(value, "identity"))
      return Refusal{415, "bodies are taken as they are, not encoded"};
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Refusal> decide(bool version_1_1) const {
    if (version_1_1 && !seen_[host]) return Refusal{400, "the Host header is missing"};
    if (seen_[length] && seen_[coding])
      return Refusal{400, "Content-Length beside Transfer-Encoding"};
    if (seen_[coding] && !version_1_1) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    return std::nullopt;
  }

 private:
  static constexpr std::size_t host = 0;
  static constexpr std::size_t length = 1;
  static constexpr std::size_t coding = 2;
  static constexpr std::size_t content_coding = 13;

  static std::optional<Refusal> check_length(std::string_view value) {
    constexpr std::size_t most_digits = 18;
    const bool digits =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (value.empty() || !digits) return Refusal{400, "Content-Length is not a number"};
    if (value.size() > most_digits) return Refusal{413, "the body is too large"};
    return std::nullopt;
  }

  std::array<bool, single.size()> seen_{};
};

std::optional<Refusal> objection_to_request_line(std::string_view line,
                                                 const RequestLimits& limits) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last == first || !is_token(line.substr(0, first)))
    return Refusal{400, "the request line is not \"method target version\""};
  const auto target = line.substr(first + 1, last - first - 1);
  if (target.size() > limits.target) return Refusal{414, "the address is too long"};
  if (target.empty() || !is_visible(target))
    return Refusal{400, "the address holds a character that belongs in no address"};
  const auto version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return Refusal{400, "only HTTP/1.1 and HTTP/1.0 are spoken"};
  return std::nullopt;
}

// The line up to its CR LF; takes both off. Nothing if it ends otherwise.
std::optional<std::string_view> next_line(std::string_view& head) {
  const auto end = head.find('\n');
  if (end == std::string_view::npos || end == 0 || head[end - 1] != '\r') return std::nullopt;
  const auto line = head.substr(0, end - 1);
  head.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::optional<Refusal> objection_to(std::string_view head, const RequestLimits& limits) {
  const auto first = next_line(head);
  if (!first) return Refusal{400, "a line does not end in CR LF"};
  if (auto why = objection_to_request_line(*first, limits)) return why;
  const bool version_1_1 = first->ends_with("HTTP/1.1");
  Fields fields;
  std::size_t count = 0;
  while (!head.empty()) {
    const auto line = next_line(head);
    if (!line) return Refusal{400, "a line does not end in CR LF"};
    if (line->starts_with(' ') || line->starts_with('\t')) return Refusal{400, "a folded header"};
    if (++count > limits.header_fields) return Refusal{431, "too many headers"};
    if (auto why = fields.add(*line)) return why;
  }
  return fields.decide(version_1_1);
}

std::string_view target_of(std::string_view head) {
  const auto first = head.find(' ') + 1;
  return head.substr(first, head.find(' ', first) - first);
}

}  // namespace lamport::net
