// See toml_settings.hpp.
#include "sim/toml_settings.hpp"

#include <charconv>
#include <optional>

#include "core/base/time_text.hpp"
#include "core/formats/json_string.hpp"

namespace lamport::sim {
namespace {

constexpr std::size_t most_parts = 8;

Error misfit(const GivenSetting& setting, const std::string& why) {
  return {ErrorCode::usage, why, {setting.shown}, "write key=value, such as links.loss=0.1"};
}

/// Everything in a setting stands where the setting does.
void put_at(TomlPlace place, TomlValue& value) {
  value.place = place;
  if (auto* list = std::get_if<TomlList>(&value.value))
    for (auto& item : *list) put_at(place, item);
  if (auto* table = std::get_if<TomlTable>(&value.value))
    for (auto& member : *table) {
      member.place = place;
      put_at(place, member.value);
    }
}

TomlValue value_of(const GivenSetting& setting, TomlPlace place) {
  TomlValue value{setting.value, {}};
  if (auto parsed = parse_toml("value = " + setting.value, ""); parsed && parsed->size() == 1)
    value.value = std::move(parsed->front().value.value);
  else if (auto duration = parse_duration(setting.value))
    value.value = static_cast<std::int64_t>(duration->nanoseconds);
  put_at(place, value);
  return value;
}

std::vector<std::string> parts_of(const std::string& key) {
  std::vector<std::string> parts(1);
  for (const char c : key)
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

TomlValue* in_list(TomlList& list, const std::string& part) {
  std::size_t index = 0;
  const auto* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, index);
  if (error != std::errc{} || stop != end || index >= list.size()) return nullptr;
  return &list[index];
}

TomlValue& in_table(TomlTable& table, const std::string& part, TomlPlace place) {
  for (auto& member : table)
    if (member.name == part) return member.value;
  table.push_back({part, place, {TomlOther{}, place}});
  return table.back().value;
}

/// Whether two values mean the same: "10s" and its nanoseconds do.
bool same(const TomlValue& a, const TomlValue& b) {
  const auto nanoseconds_in = [](const TomlValue& value) -> std::optional<std::uint64_t> {
    if (const auto* number = std::get_if<std::int64_t>(&value.value))
      return static_cast<std::uint64_t>(*number);
    const auto* text = std::get_if<std::string>(&value.value);
    if (text == nullptr) return std::nullopt;
    auto duration = parse_duration(*text);
    if (!duration) return std::nullopt;
    return duration->nanoseconds;
  };
  if (const auto left = nanoseconds_in(a)) return left == nanoseconds_in(b);
  if (a.value.index() != b.value.index()) return false;
  if (const auto* text = std::get_if<std::string>(&a.value))
    return *text == std::get<std::string>(b.value);
  if (const auto* truth = std::get_if<bool>(&a.value)) return *truth == std::get<bool>(b.value);
  if (const auto* number = std::get_if<double>(&a.value))
    return *number == std::get<double>(b.value);
  return false;
}

SettingValue as_recorded(const TomlValue& value, const GivenSetting& setting) {
  if (const auto* number = std::get_if<std::int64_t>(&value.value))
    if (*number >= 0) return static_cast<std::uint64_t>(*number);
  if (const auto* truth = std::get_if<bool>(&value.value)) return *truth;
  return setting.value;
}

/// The place in the document that a key names, made if need be; null if there can be none.
TomlValue* place_named(TomlTable& document, const std::vector<std::string>& parts,
                       TomlPlace place) {
  TomlValue* at = &in_table(document, parts.front(), place);
  for (std::size_t i = 1; i < parts.size() && at != nullptr; ++i) {
    const bool is_index = parts[i].find_first_not_of("0123456789") == std::string::npos;
    if (std::holds_alternative<TomlOther>(at->value) && !is_index) at->value = TomlTable{};
    if (auto* list = std::get_if<TomlList>(&at->value))
      at = in_list(*list, parts[i]);
    else if (auto* table = std::get_if<TomlTable>(&at->value))
      at = &in_table(*table, parts[i], place);
    else
      at = nullptr;
  }
  return at;
}

}  // namespace

Result<ChangedSettings> apply_settings(TomlTable& document,
                                       std::span<const GivenSetting> settings) {
  ChangedSettings changed;
  std::map<std::string, TomlValue> before;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const auto& setting = settings[i];
    const TomlPlace place{0, 0, static_cast<std::uint32_t>(i + 1)};
    const auto parts = parts_of(setting.key);
    if (parts.size() > most_parts) return misfit(setting, "the key has more than 8 parts");
    for (const auto& part : parts)
      if (part.empty()) return misfit(setting, "the key is empty or has an empty part");
    for (const auto* text : {&setting.key, &setting.value})
      if (auto fits = checked_label(*text, "this setting"); !fits)
        return misfit(setting, fits.error().message);
    auto* at = place_named(document, parts, place);
    if (at == nullptr)
      return misfit(setting, "there is no \"" + setting.key + "\" in this scenario");
    const auto& original = before.try_emplace(setting.key, *at).first->second;
    *at = value_of(setting, place);
    if (same(*at, original))
      changed.erase(setting.key);
    else
      changed[setting.key] = as_recorded(*at, setting);
  }
  return changed;
}

}  // namespace lamport::sim
