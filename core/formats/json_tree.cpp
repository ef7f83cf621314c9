// simdjson's document copied into a JsonTree.
#include "core/formats/json_tree.hpp"

#include <simdjson.h>

#include <algorithm>
#include <optional>

namespace lamport {

namespace {

namespace dom = simdjson::dom;
constexpr std::size_t deepest = 32;

Error refused(std::string_view what, const std::string& why) {
  return {ErrorCode::bad_data, std::string(what) + " " + why, {}, ""};
}

Result<JsonTree> copy(dom::element element, std::string_view what);

Result<JsonTree> copy_list(dom::array array, std::string_view what) {
  JsonList list;
  for (const auto element : array) {
    auto item = copy(element, what);
    if (!item) return item;
    list.push_back(std::move(*item));
  }
  return JsonTree{std::move(list)};
}

// Sorted, because a map of many members must not take time by their square.
std::optional<std::string_view> name_that_is_twice(const JsonObjectTree& members) {
  std::vector<std::string_view> names;
  for (const auto& member : members) names.emplace_back(member.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? std::nullopt : std::optional{*twice};
}

Result<JsonTree> copy_object(dom::object object, std::string_view what) {
  JsonTree tree{JsonObjectTree{}};
  auto& members = std::get<JsonObjectTree>(tree.value);
  for (const auto field : object) {
    auto item = copy(field.value, what);
    if (!item) return item;
    members.push_back({std::string(field.key), std::move(*item)});
  }
  if (const auto twice = name_that_is_twice(members))
    return refused(what, "has \"" + std::string(*twice) + "\" twice");
  return tree;
}

Result<JsonTree> copy(dom::element element, std::string_view what) {
  switch (element.type()) {
    case dom::element_type::NULL_VALUE: return JsonTree{};
    case dom::element_type::BOOL: return JsonTree{bool{element}};
    case dom::element_type::UINT64: return JsonTree{std::uint64_t{element}};
    case dom::element_type::INT64: {
      const std::int64_t number{element};
      if (number >= 0) return JsonTree{static_cast<std::uint64_t>(number)};
      return JsonTree{number};
    }
    case dom::element_type::STRING: return JsonTree{std::string(std::string_view{element})};
    case dom::element_type::ARRAY: return copy_list(element, what);
    case dom::element_type::OBJECT: return copy_object(element, what);
    case dom::element_type::DOUBLE: break;
  }
  return refused(what, "has a number that is not whole");
}

}  // namespace

const JsonTree* JsonTree::member(std::string_view name) const {
  const auto* object = std::get_if<JsonObjectTree>(&value);
  if (object == nullptr) return nullptr;
  for (const auto& [key, tree] : *object)
    if (key == name) return &tree;
  return nullptr;
}

std::string JsonTree::shown() const {
  constexpr std::size_t longest = 40;
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value))
    return text->size() <= longest ? "\"" + *text + "\"" : "a long text";
  if (std::holds_alternative<JsonList>(value)) return "a list";
  return std::holds_alternative<JsonObjectTree>(value) ? "an object" : "null";
}

Result<JsonTree> parse_json(std::string_view text, std::string_view what) {
  dom::parser parser;
  if (parser.allocate(text.size(), deepest) != simdjson::SUCCESS)
    return refused(what, "is too large");
  dom::element element;
  if (const auto code = parser.parse(text.data(), text.size()).get(element))
    return refused(what, std::string("is not well-formed JSON: ") + simdjson::error_message(code));
  return copy(element, what);
}

}  // namespace lamport
