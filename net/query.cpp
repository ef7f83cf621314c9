// Of a parameter that comes twice the first counts.
#include "net/query.hpp"

#include <charconv>

namespace lamport::net {

namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() &&
               std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
                   text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

Query::Query(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto pair = text.substr(0, end);
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
    values_.emplace(decoded(pair.substr(0, equals)), decoded(value));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::string Query::text(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::uint64_t Query::number(const std::string& name, std::uint64_t least, std::uint64_t most,
                            std::uint64_t otherwise) {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  const auto number = parse_number(found->second, most);
  if (number && *number >= least) return *number;
  refuse(name + " must be a whole number from " + std::to_string(least) + " to " +
         std::to_string(most));
  return otherwise;
}

bool Query::truth(const std::string& name, bool otherwise) {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  if (found->second == "true") return true;
  if (found->second != "false") refuse(name + " must be true or false");
  return false;
}

void Query::refuse(const std::string& why) {
  if (!problem_) problem_ = {400, "bad_request", why};
}

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || number > most) return std::nullopt;
  return number;
}

}  // namespace lamport::net
