// A small JSON document as a value: what message bodies, commands and stored states are parsed into
// before their fields are read. Whole numbers only; for traces see record_parser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"

namespace lamport {

struct JsonTree;
struct JsonMember;
using JsonList = std::vector<JsonTree>;
/// Members in the order of the text; every name once.
using JsonObjectTree = std::vector<JsonMember>;

struct JsonTree {
  /// null, truth, a number from 0 on, a number below 0, text, list, object.
  std::variant<std::monostate, bool, std::uint64_t, std::int64_t, std::string, JsonList,
               JsonObjectTree>
      value;

  /// The member of that name, or null; null also for what is no object.
  [[nodiscard]] const JsonTree* member(std::string_view name) const;

  /// Short, for error messages.
  [[nodiscard]] std::string shown() const;
};

struct JsonMember {
  std::string name;
  JsonTree value;
};

/// Parses one document. Refuses what is not well-formed UTF-8 and JSON, numbers that are not whole
/// or do not fit 64 bits, repeated members, and nesting over 32 levels. `what` names the text in
/// errors.
[[nodiscard]] Result<JsonTree> parse_json(std::string_view text, std::string_view what);

}  // namespace lamport
