// toml++'s document copied into a TomlTable. Before it parses, key_with_too_many_parts() looks for
// what would make its destructor recurse without bounds.
#include "sim/toml_tree.hpp"

#include <toml++/toml.h>

#include <algorithm>

namespace lamport::sim {
namespace {

constexpr std::size_t most_key_parts = 8;
constexpr std::size_t deepest = 16;
constexpr const char* how_to_mend = "lamport sim --print cluster shows a scenario to start from";

Error refused(const std::string& file, TomlPlace place, std::string why) {
  return {ErrorCode::bad_data, std::move(why), {file, place.line, place.column}, how_to_mend};
}

/// Walks over a document's strings and comments and counts the dots of each key.
class KeyScanner {
 public:
  explicit KeyScanner(std::string_view text) : text_(text) {}

  /// The line of the first key that has too many parts, or 0.
  std::uint32_t find() {
    std::size_t dots = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      ++at_;
      if (c == '\n') ++line_;
      if (c == '.' && ++dots >= most_key_parts) return line_;
      if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos) dots = 0;
    }
    return 0;
  }

 private:
  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool many_lines = text_.substr(at_, 3) == three;
    at_ += many_lines ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!many_lines) return;
        ++line_;
      }
      if (c == '\\' && quote == '"') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
        continue;
      }
      if (c != quote) continue;
      if (!many_lines) {
        ++at_;
        return;
      }
      if (text_.substr(at_, 3) == three) {
        at_ += 3;
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
};

TomlPlace place_of(const toml::source_region& source) {
  return {source.begin.line, source.begin.column, 0};
}

bool earlier(const TomlMember& a, const TomlMember& b) {
  return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
}

class Copier {
 public:
  explicit Copier(const std::string& file) : file_(file) {}

  TomlTable table(const toml::table& from, std::size_t depth) {
    TomlTable table;
    for (const auto& [key, node] : from)
      table.push_back({std::string(key.str()), place_of(key.source()), value(node, depth + 1)});
    std::stable_sort(table.begin(), table.end(), earlier);
    return table;
  }

  std::optional<Error> error;

 private:
  TomlValue value(const toml::node& node, std::size_t depth) {
    const auto place = place_of(node.source());
    if (depth > deepest) {
      if (!error) error = refused(file_, place, "this is nested more than 16 levels deep");
      return {};
    }
    if (const auto* truth = node.as_boolean()) return {truth->get(), place};
    if (const auto* integer = node.as_integer()) return {integer->get(), place};
    if (const auto* number = node.as_floating_point()) return {number->get(), place};
    if (const auto* text = node.as_string()) return {text->get(), place};
    if (const auto* members = node.as_table()) return {table(*members, depth), place};
    const auto* items = node.as_array();
    if (items == nullptr) return {TomlOther{}, place};
    TomlList list;
    for (const auto& item : *items) list.push_back(value(item, depth + 1));
    return {std::move(list), place};
  }

  const std::string& file_;
};

}  // namespace

const TomlValue* find(const TomlTable& table, std::string_view name) {
  for (const auto& member : table)
    if (member.name == name) return &member.value;
  return nullptr;
}

Result<TomlTable> parse_toml(std::string_view text, const std::string& file) {
  if (text.size() > longest_toml) return refused(file, {}, "this is longer than 1 MiB");
  if (const auto line = KeyScanner(text).find(); line != 0)
    return refused(file, {line, 0, 0}, "a key has more than 8 parts");
  try {
    Copier copier(file);
    auto table = copier.table(toml::parse(text), 0);
    if (copier.error) return *copier.error;
    return table;
  } catch (const toml::parse_error& wrong) {
    return refused(file, place_of(wrong.source()), std::string(wrong.description()));
  }
}

std::string kind_of(const TomlValue& value) {
  constexpr const char* kinds[]{"true or false", "a whole number", "a number",      "a text",
                                "a list",        "a table",        "a date or time"};
  return kinds[value.value.index()];
}

}  // namespace lamport::sim
