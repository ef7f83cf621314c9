// The query of an address as names and values, percent signs and plus decoded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "net/problem.hpp"

namespace lamport::net {

/// The first problem is kept: bad_request, with the parameter's name.
class Query {
 public:
  explicit Query(std::string_view text);

  /// Empty if it is not there.
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const { return values_.count(name) != 0; }
  [[nodiscard]] std::uint64_t number(const std::string& name, std::uint64_t least,
                                     std::uint64_t most, std::uint64_t otherwise);
  [[nodiscard]] bool truth(const std::string& name, bool otherwise);
  void refuse(const std::string& why);

  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  std::map<std::string, std::string> values_;
  std::optional<Problem> problem_;
};

/// `text` as a whole number in decimal digits, if it is one and at most `most`.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most);

}  // namespace lamport::net
