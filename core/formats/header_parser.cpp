// See header_parser.hpp.
#include "core/formats/header_parser.hpp"

#include <array>
#include <optional>

namespace lamport {

namespace ondemand = simdjson::ondemand;

// Of settings, and of rules: both are looked up one by one.
constexpr std::size_t most_named = 1000;

bool HeaderParser::begin(JsonObject& object) {
  constexpr std::array<std::string_view, 1> format{"lamport-trace"};
  JsonValue value;
  std::uint64_t number = 0;
  if (object.find_field_unordered("format").get(value) != simdjson::SUCCESS)
    return values_.fail(nullptr, "the header has no \"format\"", "is this a Lamport trace?");
  if (!values_.word(value, "format", format, number)) return false;
  if (object.find_field_unordered("version").get(value) != simdjson::SUCCESS)
    return values_.fail(nullptr, "the header has no \"version\"");
  const char* at = value.raw_json_token().data();
  if (!values_.integer(value, "version", largest_exact_integer, number)) return false;
  if (number != trace_version)
    return values_.fail(at,
                        "the trace has format version " + std::to_string(number) +
                            ", this program reads version " + std::to_string(trace_version),
                        "use the lamport that wrote it, or a newer one");
  bool empty = false;
  if (const auto code = object.reset().get(empty)) return values_.broken(code);
  header_ = {};
  return true;
}

bool HeaderParser::field(std::string_view key, JsonValue& value) {
  constexpr std::array<std::string_view, 1> unit{"ns"};
  std::uint64_t number = 0;
  const auto text = [&](std::string& target) {
    std::string_view read;
    if (!values_.string(value, key, read)) return false;
    target = read;
    return true;
  };
  if (key == "source") {
    if (!values_.word(value, key, names::sources, number)) return false;
    header_.source = static_cast<TraceSource>(number);
    return true;
  }
  if (key == "scenario") return text(header_.scenario);
  if (key == "protocol") return text(header_.protocol);
  if (key == "seed") return values_.integer(value, key, largest_exact_integer, header_.seed.value);
  if (key == "settings") return settings(value);
  if (key == "rules") return rules(value);
  if (key == "engine") return values_.integer(value, key, largest_exact_integer, header_.engine);
  if (key == "time_unit") return values_.word(value, key, unit, number);
  if (key == "epoch") return text(header_.epoch);
  if (key == "complete") return values_.truth(value, key, header_.complete);
  if (key == "processes") return processes(value);
  return values_.anything(value);  // type, format and version have been read
}

bool HeaderParser::settings(JsonValue& value) {
  JsonObject object;
  if (!values_.object(value, "settings", object)) return false;
  for (auto read : object) {
    std::string_view key;
    JsonValue inner;
    if (const auto code = read.unescaped_key().get(key)) return values_.broken(code);
    if (const auto code = read.value().get(inner)) return values_.broken(code);
    if (!setting(key, inner)) return false;
  }
  return true;
}

bool HeaderParser::setting(std::string_view key, JsonValue& value) {
  const auto name = "settings." + std::string(key);
  if (key.size() > longest_trace_string)
    return values_.fail(value.raw_json_token().data(), "a setting has too long a name");
  if (header_.settings.size() == most_named)
    return values_.fail(value.raw_json_token().data(),
                        "more than " + std::to_string(most_named) + " settings");
  for (const auto& [earlier, ignored] : header_.settings)
    if (earlier == key)
      return values_.fail(value.raw_json_token().data(), "\"" + name + "\" stands there twice");
  ondemand::json_type kind{};
  if (const auto code = value.type().get(kind)) return values_.broken(code);
  SettingValue setting;
  std::string_view text;
  bool fits = false;
  if (kind == ondemand::json_type::string) {
    fits = values_.string(value, name, text);
    setting = std::string(text);
  } else if (kind == ondemand::json_type::boolean) {
    fits = values_.truth(value, name, setting.emplace<bool>());
  } else {
    fits = values_.integer(value, name, largest_exact_integer, setting.emplace<std::uint64_t>());
  }
  if (fits) header_.settings.emplace_back(std::string(key), std::move(setting));
  return fits;
}

bool HeaderParser::rules(JsonValue& value) {
  ondemand::array list;
  if (!values_.list(value, "rules", list)) return false;
  for (auto element : list) {
    JsonValue inner;
    std::string_view text;
    if (const auto code = element.get(inner)) return values_.broken(code);
    if (!values_.string(inner, "rules", text)) return false;
    if (header_.rules.size() == most_named)
      return values_.fail(text.data(), "more than " + std::to_string(most_named) + " rules");
    header_.rules.emplace_back(text);
  }
  return true;
}

bool HeaderParser::processes(JsonValue& value) {
  ondemand::array list;
  const char* at = value.raw_json_token().data();
  if (!values_.list(value, "processes", list)) return false;
  for (auto element : list) {
    JsonValue inner;
    JsonObject object;
    if (const auto code = element.get(inner)) return values_.broken(code);
    if (!values_.object(inner, "processes", object) || !process(object)) return false;
  }
  return !header_.processes.empty() ||
         values_.fail(at, "\"processes\" is empty", "a run has at least one process");
}

bool HeaderParser::process(JsonObject& object) {
  std::optional<std::uint64_t> id;
  std::optional<std::string_view> name;
  for (auto read : object) {
    std::string_view key;
    JsonValue value;
    if (const auto code = read.unescaped_key().get(key)) return values_.broken(code);
    if (const auto code = read.value().get(value)) return values_.broken(code);
    const char* at = value.raw_json_token().data();
    if ((key == "id" && id) || (key == "name" && name))
      return values_.fail(at, "\"" + std::string(key) + "\" stands there twice");
    if (key == "id") {
      if (!values_.integer(value, key, largest_id, id.emplace())) return false;
      if (*id != header_.processes.size())
        return values_.fail(at,
                            "process " + std::to_string(*id) + " stands where process " +
                                std::to_string(header_.processes.size()) + " belongs",
                            "ids are 0..N-1 in order");
    } else if (key == "name") {
      if (!values_.string(value, key, name.emplace())) return false;
    } else if (!values_.anything(value)) {
      return false;
    }
  }
  if (!id || !name) return values_.fail(nullptr, "a process has no \"id\" or no \"name\"");
  header_.processes.push_back({{static_cast<std::uint32_t>(*id)}, std::string(*name)});
  return true;
}

}  // namespace lamport
