// The header of a trace out of its line: the one record with nested values. Private to the readers
// of this directory.
#pragma once

#include "core/formats/json_values.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// Fills in a header, key by key; errors as in JsonValues.
class HeaderParser {
 public:
  explicit HeaderParser(JsonValues& values) : values_(values) {}

  /// Begins a header: its format and version must be ours before any other key means anything.
  bool begin(JsonObject& object);

  /// Reads the value of one key of the header.
  bool field(std::string_view key, JsonValue& value);

  [[nodiscard]] const Header& header() const { return header_; }

 private:
  bool settings(JsonValue& value);
  bool setting(std::string_view key, JsonValue& value);
  bool rules(JsonValue& value);
  bool processes(JsonValue& value);
  bool process(JsonObject& object);

  JsonValues& values_;
  Header header_;
};

}  // namespace lamport
