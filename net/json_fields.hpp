// JsonFields: a request body, one JSON object, read strictly: well-formed to the last byte, no key
// twice at any depth, numbers whole. The first thing that does not fit is the answer's problem.
// What the fields mean is the caller's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/ids.hpp"
#include "net/problem.hpp"

namespace lamport::net {

/// After the first problem every further reading gives nothing. Members that nobody asks for are
/// ignored. Cost: linear in the body, without recursion.
class JsonFields {
 public:
  static constexpr std::size_t deepest = 32;

  /// Problems: bad_json, duplicate_key; invalid_field if it is no object.
  explicit JsonFields(std::string_view body);

  // A member that is not there is nothing; one that does not fit is the problem invalid_field.
  [[nodiscard]] std::optional<std::uint64_t> number(const std::string& name, std::uint64_t least,
                                                    std::uint64_t most);
  [[nodiscard]] std::optional<bool> truth(const std::string& name);
  /// At most longest_trace_string bytes of UTF-8.
  [[nodiscard]] std::optional<std::string> text(const std::string& name);

  /// The problem invalid_field if there is no such member.
  void require(const std::string& name);
  /// The problem invalid_field at `name`, or at the whole body if that is empty.
  void refuse(const std::string& name, const std::string& why);

  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  struct Other {};  // null, a list, an object, a number that is not whole or below 0
  using Value = std::variant<Other, bool, std::uint64_t, std::string>;
  class Sax;

  [[nodiscard]] const Value* find(const std::string& name) const;

  std::map<std::string, Value, std::less<>> members_;
  std::optional<Problem> problem_;
};

}  // namespace lamport::net
