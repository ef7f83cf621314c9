// A TOML document as a value, with the place of everything in it, so that whoever reads it can say
// where a mistake is. Only toml_tree.cpp sees the library that parses. What the keys mean is not
// known here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"

namespace lamport::sim {

struct TomlValue;
struct TomlMember;
using TomlList = std::vector<TomlValue>;
/// Members in the order of the text; every name once.
using TomlTable = std::vector<TomlMember>;

/// Where a value stands: in the document, or in a setting given beside it.
struct TomlPlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t setting = 0;  ///< 0: the document; else the setting's number, from 1
};

/// A value that TOML knows and scenarios do not: a date or a time.
struct TomlOther {};

struct TomlValue {
  std::variant<bool, std::int64_t, double, std::string, TomlList, TomlTable, TomlOther> value;
  TomlPlace place;
};

struct TomlMember {
  std::string name;
  TomlPlace place;
  TomlValue value;
};

/// The member of that name, or null.
[[nodiscard]] const TomlValue* find(const TomlTable& table, std::string_view name);

/// Longest document, in bytes.
inline constexpr std::size_t longest_toml = std::size_t{1} << 20;

/// Parses a document. Refuses what is not well-formed UTF-8 and TOML 1.0, what is longer than
/// longest_toml, keys of more than 8 parts, and nesting over 16 levels. Errors are at a place in
/// `file`. Cost: linear in the text; no input makes it recurse deeply.
[[nodiscard]] Result<TomlTable> parse_toml(std::string_view text, const std::string& file);

/// What a value is, for error messages: "a text", "a table".
[[nodiscard]] std::string kind_of(const TomlValue& value);

}  // namespace lamport::sim
