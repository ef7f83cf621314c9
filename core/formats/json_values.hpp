// Reads single JSON values of a line strictly, and says of the first that does not fit what it is
// called, where it stands, what stands there and what is allowed. Private to the readers of this
// directory: it shows simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

using JsonValue = simdjson::ondemand::value;
using JsonObject = simdjson::ondemand::object;

/// Levels of what is skipped. Reading is recursive, so that there must be an end.
inline constexpr int deepest_skipped = 32;

/// Largest process id, incarnation, timer: 32 bits.
inline constexpr std::uint64_t largest_id = 0xffffffff;

/// All readers return whether the value fits; after a false, error() says why not.
class JsonValues {
 public:
  /// The text that values come from from now on; columns count from its start.
  void begin(std::string_view text) { text_ = text; }

  /// A whole number from 0 to `limit`.
  bool integer(JsonValue& value, std::string_view name, std::uint64_t limit, std::uint64_t& number);
  bool truth(JsonValue& value, std::string_view name, bool& truth);
  /// A string of at most longest_trace_string bytes.
  bool string(JsonValue& value, std::string_view name, std::string_view& text);
  /// One of `words`; gives its position.
  bool word(JsonValue& value, std::string_view name, std::span<const std::string_view> words,
            std::uint64_t& position);
  /// An object of well-formed JSON, as it stands.
  bool raw_object(JsonValue& value, std::string_view name, std::string_view& raw);
  /// Anything that is well-formed JSON, at most `deepest_skipped` levels deep.
  bool anything(JsonValue& value);
  bool list(JsonValue& value, std::string_view name, simdjson::ondemand::array& list);
  bool object(JsonValue& value, std::string_view name, JsonObject& object);

  /// Whatever stands at `at` (null: the whole text) is wrong. Returns false.
  bool fail(const char* at, std::string message, std::string hint = "");
  /// `name` must be `allowed`, and `value` is not. Returns false.
  bool misfit(JsonValue& value, std::string_view name, const std::string& allowed);
  /// The text is not JSON. Returns false.
  bool broken(simdjson::error_code code, const char* at = nullptr);

  [[nodiscard]] const Error& error() const { return error_; }

 private:
  // `depth`: the levels above what is read.
  bool anything(JsonValue& value, int depth);
  bool members(JsonObject& object, const char* at, int depth);
  bool elements(simdjson::ondemand::array& array, const char* at, int depth);
  bool too_deep(const char* at);

  std::string_view text_;
  Error error_;
};

/// "a, b, c".
[[nodiscard]] std::string listed(std::span<const std::string_view> words);

}  // namespace lamport
