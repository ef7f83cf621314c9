// See json_values.hpp.
#include "core/formats/json_values.hpp"

namespace lamport {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t longest_shown = 40;

/// What stands in the input, short enough for a message.
std::string shown(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  if (token.size() <= longest_shown) return std::string(token);
  auto end = longest_shown;
  while (end > 0 && (static_cast<unsigned char>(token[end]) & 0xc0) == 0x80) --end;
  return std::string(token.substr(0, end)) + "...";
}

}  // namespace

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

bool JsonValues::fail(const char* at, std::string message, std::string hint) {
  std::uint64_t column = 0;
  if (at >= text_.data() && at <= text_.data() + text_.size())
    column = static_cast<std::uint64_t>(at - text_.data()) + 1;
  error_ = {ErrorCode::bad_data, std::move(message), {{}, 0, column}, std::move(hint)};
  return false;
}

bool JsonValues::misfit(JsonValue& value, std::string_view name, const std::string& allowed) {
  const auto token = value.raw_json_token();
  return fail(token.data(),
              "\"" + std::string(name) + "\" is " + shown(token) + ", not " + allowed);
}

bool JsonValues::broken(simdjson::error_code code, const char* at) {
  if (text_.empty()) return fail(nullptr, "an empty line", "every line is a JSON object");
  if (text_.substr(0, 3) == "\xef\xbb\xbf")
    return fail(text_.data(), "a byte order mark", "traces are UTF-8 without one");
  if (const auto nul = text_.find('\0'); nul != std::string_view::npos)
    return fail(text_.data() + nul, "a NUL byte", "is this a trace at all?");
  if (text_.front() != '{')
    return fail(text_.data(), "not a JSON object", "every line is a JSON object");
  if (code == simdjson::UTF8_ERROR) return fail(nullptr, "the line is not UTF-8");
  return fail(at, std::string("not well-formed JSON: ") + simdjson::error_message(code));
}

bool JsonValues::integer(JsonValue& value, std::string_view name, std::uint64_t limit,
                         std::uint64_t& number) {
  if (value.get_uint64().get(number) == simdjson::SUCCESS && number <= limit) [[likely]]
    return true;
  return misfit(value, name, "a whole number from 0 to " + std::to_string(limit));
}

bool JsonValues::truth(JsonValue& value, std::string_view name, bool& truth) {
  if (value.get_bool().get(truth) == simdjson::SUCCESS) return true;
  return misfit(value, name, "true or false");
}

bool JsonValues::string(JsonValue& value, std::string_view name, std::string_view& text) {
  const auto token = value.raw_json_token();
  if (value.get_string().get(text) != simdjson::SUCCESS)
    return misfit(value, name, "a well-formed string");
  if (text.size() <= longest_trace_string) [[likely]]
    return true;
  return fail(token.data(), "\"" + std::string(name) + "\" has " + std::to_string(text.size()) +
                                " bytes, at most " + std::to_string(longest_trace_string) +
                                " are allowed");
}

bool JsonValues::word(JsonValue& value, std::string_view name,
                      std::span<const std::string_view> words, std::uint64_t& position) {
  const auto token = value.raw_json_token();
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS)
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i] == text) {
        position = i;
        return true;
      }
  return fail(token.data(),
              "\"" + std::string(name) + "\" is " + shown(token) + ", not one of " + listed(words));
}

bool JsonValues::list(JsonValue& value, std::string_view name, ondemand::array& list) {
  if (value.get_array().get(list) == simdjson::SUCCESS) return true;
  return misfit(value, name, "a list");
}

bool JsonValues::object(JsonValue& value, std::string_view name, JsonObject& object) {
  if (value.get_object().get(object) == simdjson::SUCCESS) return true;
  return misfit(value, name, "an object");
}

bool JsonValues::raw_object(JsonValue& value, std::string_view name, std::string_view& raw) {
  JsonObject read;
  if (!object(value, name, read)) return false;
  if (const auto code = read.raw_json().get(raw)) return broken(code);
  bool empty = false;
  if (const auto code = read.reset().get(empty)) return broken(code);
  return members(read, raw.data(), 1);
}

bool JsonValues::members(JsonObject& object, const char* at, int depth) {
  if (depth > deepest_skipped) return too_deep(at);
  for (auto field : object) {
    std::string_view key;
    JsonValue inner;
    if (const auto code = field.unescaped_key().get(key)) return broken(code, at);
    if (const auto code = field.value().get(inner)) return broken(code, at);
    if (!anything(inner, depth)) return false;
  }
  return true;
}

bool JsonValues::elements(ondemand::array& array, const char* at, int depth) {
  if (depth > deepest_skipped) return too_deep(at);
  for (auto element : array) {
    JsonValue inner;
    if (const auto code = element.get(inner)) return broken(code, at);
    if (!anything(inner, depth)) return false;
  }
  return true;
}

bool JsonValues::too_deep(const char* at) {
  return fail(at, "nested more than " + std::to_string(deepest_skipped) + " levels deep");
}

bool JsonValues::anything(JsonValue& value) {
  return anything(value, 0);
}

bool JsonValues::anything(JsonValue& value, int depth) {
  const char* at = value.raw_json_token().data();
  const auto read = [&](auto result, auto target) {
    const auto code = std::move(result).get(target);
    return code == simdjson::SUCCESS || broken(code, at);
  };
  ondemand::json_type kind{};
  if (const auto code = value.type().get(kind)) return broken(code, at);
  switch (kind) {
    case ondemand::json_type::object: {
      JsonObject object;
      if (const auto code = value.get_object().get(object)) return broken(code, at);
      return members(object, at, depth + 1);
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      if (const auto code = value.get_array().get(array)) return broken(code, at);
      return elements(array, at, depth + 1);
    }
    case ondemand::json_type::number: return read(value.get_double(), 0.0);
    case ondemand::json_type::string: return read(value.get_string(), std::string_view{});
    case ondemand::json_type::boolean: return read(value.get_bool(), false);
    case ondemand::json_type::null: {
      bool null = false;
      if (value.is_null().get(null) == simdjson::SUCCESS && null) return true;
      return broken(simdjson::N_ATOM_ERROR, at);
    }
  }
  return broken(simdjson::INCORRECT_TYPE, at);
}

}  // namespace lamport
