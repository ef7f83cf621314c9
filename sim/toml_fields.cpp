// See toml_fields.hpp.
#include "sim/toml_fields.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "core/base/time_text.hpp"
#include "core/formats/json_string.hpp"

namespace lamport::sim {
namespace {

/// As in the file, short: what stands there instead of what should.
std::string shown(const TomlValue& value) {
  if (const auto* truth = std::get_if<bool>(&value.value)) return *truth ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value.value))
    return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&value.value)) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, *number).ptr;
    return {digits, end};
  }
  const auto* text = std::get_if<std::string>(&value.value);
  if (text == nullptr) return kind_of(value);
  constexpr std::size_t enough = 40;
  if (text->size() <= enough) return "\"" + *text + "\"";
  auto end = enough;
  while ((static_cast<unsigned char>((*text)[end]) & 0xc0) == 0x80) --end;
  return "\"" + text->substr(0, end) + "...\"";
}

/// Insertions, deletions and replacements of characters between two words, by Levenshtein's
/// algorithm.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char c : a) {
    auto diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (c == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

void TomlErrors::add(TomlPlace place, std::string message, std::string hint) {
  if (first_) return;
  first_ = Error{ErrorCode::bad_data, std::move(message), {}, std::move(hint)};
  if (place.setting == 0) {
    first_->place = {file_, place.line, place.column};
  } else {
    first_->code = ErrorCode::usage;
    first_->place.file = settings_[place.setting - 1];
  }
}

std::string suggestion(std::string_view wrong, std::span<const std::string_view> words) {
  constexpr std::size_t longest_word = 64;
  std::string_view best;
  auto least = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const auto word : words) {
    if (wrong.size() > longest_word) break;
    const auto steps = distance(wrong, word);
    if (steps < least && steps < word.size()) {
      least = steps;
      best = word;
    }
  }
  return best.empty() ? "" : "did you mean \"" + std::string(best) + "\"?";
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

TomlFields::TomlFields(const TomlTable& table, TomlPlace place, std::string path,
                       std::span<const std::string_view> allowed, TomlErrors& errors)
    : table_(table), place_(place), path_(std::move(path)), errors_(errors) {
  for (const auto& member : table) {
    if (std::find(allowed.begin(), allowed.end(), member.name) != allowed.end()) continue;
    auto hint = suggestion(member.name, allowed);
    if (hint.empty()) hint = allowed.empty() ? "it has no keys" : "allowed are " + listed(allowed);
    const auto name = shown({member.name, {}});
    errors_.add(member.place, "unknown key " + name + (path_.empty() ? "" : " in " + path_),
                std::move(hint));
  }
}

const TomlValue* TomlFields::find(std::string_view name) const {
  return sim::find(table_, name);
}

const TomlValue* TomlFields::need(std::string_view name, std::string_view what) {
  const auto* value = find(name);
  if (value == nullptr)
    errors_.add(place_, path_to(name) + " is missing", "give it " + std::string(what));
  return value;
}

std::string TomlFields::path_to(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void TomlFields::wrong(std::string_view name, const std::string& why, std::string hint) {
  const auto* value = find(name);
  const auto is = value == nullptr ? std::string() : " is " + shown(*value) + ",";
  errors_.add(value == nullptr ? place_ : value->place, path_to(name) + is + " " + why,
              std::move(hint));
}

std::uint64_t TomlFields::integer(std::string_view name, std::uint64_t otherwise, std::uint64_t min,
                                  std::uint64_t max) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  const auto* number = std::get_if<std::int64_t>(&value->value);
  if (number != nullptr && *number >= 0) {
    const auto positive = static_cast<std::uint64_t>(*number);
    if (positive >= min && positive <= max) return positive;
  }
  wrong(name, "not a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return otherwise;
}

bool TomlFields::boolean(std::string_view name, bool otherwise) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  if (const auto* truth = std::get_if<bool>(&value->value)) return *truth;
  wrong(name, "not true or false");
  return otherwise;
}

double TomlFields::probability(std::string_view name, double otherwise, double max) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  std::optional<double> number;
  if (const auto* real = std::get_if<double>(&value->value)) number = *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value->value))
    number = static_cast<double>(*integer);
  if (number && *number >= 0 && *number <= max) return *number;
  wrong(name, max == 1 ? "not a probability from 0 to 1"
                       : "not a probability from 0 to " + shown({max, {}}));
  return otherwise;
}

Duration TomlFields::duration(std::string_view name, Duration otherwise, Duration min,
                              Duration max) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  std::optional<Duration> read;
  std::string hint = "write a number and a unit: 10s, 1.5ms, 200us";
  if (const auto* text = std::get_if<std::string>(&value->value)) {
    auto parsed = parse_duration(*text);
    if (parsed) read = *parsed;
  } else if (const auto* number = std::get_if<std::int64_t>(&value->value)) {
    if (*number >= 0) read = nanoseconds(static_cast<std::uint64_t>(*number));
  }
  if (!read)
    wrong(name, "not a duration", std::move(hint));
  else if (*read < min || *read > max)
    wrong(name, "not a duration from " + to_string(min) + " to " + to_string(max));
  else
    return *read;
  return otherwise;
}

std::string TomlFields::text(std::string_view name, const std::string& otherwise) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  const auto* text = std::get_if<std::string>(&value->value);
  if (text == nullptr) {
    wrong(name, "not a text", "put it in quotes");
    return otherwise;
  }
  if (auto fits = checked_label(*text, path_to(name)); !fits) {
    errors_.add(value->place, fits.error().message, fits.error().hint);
    return otherwise;
  }
  return *text;
}

std::size_t TomlFields::choice(std::string_view name, std::span<const std::string_view> words,
                               std::size_t otherwise) {
  const auto* value = find(name);
  if (value == nullptr) return otherwise;
  const auto* text = std::get_if<std::string>(&value->value);
  if (text != nullptr) {
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  wrong(name, "not " + listed(words), text == nullptr ? "" : suggestion(*text, words));
  return otherwise;
}

void TomlFields::list(std::string_view name,
                      const std::function<void(const TomlValue&, const std::string&)>& read) {
  const auto* value = find(name);
  if (value == nullptr) return;
  const auto* items = std::get_if<TomlList>(&value->value);
  if (items == nullptr) return wrong(name, "not a list");
  for (std::size_t i = 0; i < items->size() && !errors_.first(); ++i)
    read((*items)[i], path_to(name) + "." + std::to_string(i));
}

const TomlTable* TomlFields::table(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  const auto* table = std::get_if<TomlTable>(&value->value);
  if (table == nullptr) wrong(name, "not a table");
  return table;
}

}  // namespace lamport::sim
