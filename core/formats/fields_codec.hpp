// Values that list their fields (core/base/fields.hpp) as JSON objects and back: message bodies,
// commands, stored states. A number with a type of its own (an id, a time) is a number, an event
// "process:index", an enumeration one of its names; a map is an object, other containers are lists,
// an empty optional is left out. No type writes its JSON itself.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/fields.hpp"
#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/clock/lamport_time.hpp"
#include "core/formats/json_string.hpp"
#include "core/formats/json_tree.hpp"

namespace lamport {

/// What decoding does about a field that is not there (an optional one may always be missing).
enum class Missing : std::uint8_t { is_an_error, keeps_its_value };

namespace codec {

// Numbers with a type of their own, as the number in them.
constexpr auto& number_in(ProcessId& id) {
  return id.value;
}
constexpr auto& number_in(EventIndex& index) {
  return index.value;
}
constexpr auto& number_in(TimerId& id) {
  return id.value;
}
constexpr auto& number_in(Incarnation& incarnation) {
  return incarnation.value;
}
constexpr auto& number_in(Seed& seed) {
  return seed.value;
}
constexpr auto& number_in(LamportTime& time) {
  return time.value;
}
constexpr auto& number_in(Duration& duration) {
  return duration.nanoseconds;
}
constexpr auto& number_in(Time& time) {
  return time.nanoseconds;
}

template <class T>
concept TypedNumber = requires(T& value) {
  number_in(value);
};

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  { enum_names(value) } -> std::convertible_to<std::span<const std::string_view>>;
};

template <class T>
concept Sequence = requires(T& list, typename T::value_type item) {
  list.insert(list.end(), item);
}
&&!std::same_as<T, std::string> && !requires {
  typename T::mapped_type;
};

template <class T>
concept Mapping = requires {
  typename T::mapped_type;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// A text that is one number: keys of maps, events.
template <class T>
bool read_digits(std::string_view text, T& number) {
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end && std::to_string(number) == text;
}

class Writer {
 public:
  template <HasFields T>
  void object(const T& value) {
    out_ += '{';
    bool first = true;
    for_each_field(value, [&](std::string_view name, const auto& member) {
      if constexpr (is_optional<std::remove_cvref_t<decltype(member)>>) {
        if (!member) return;
      }
      if (!first) out_ += ',';
      first = false;
      append_json_string(out_, name);
      out_ += ':';
      write(member);
    });
    out_ += '}';
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  template <class T>
  void write(const T& value) {
    if constexpr (std::same_as<T, bool>) {
      out_ += value ? "true" : "false";
    } else if constexpr (std::same_as<T, std::string>) {
      append_json_string(out_, value);
    } else if constexpr (std::integral<T>) {
      out_ += std::to_string(value);
    } else if constexpr (TypedNumber<T>) {
      auto copy = value;
      write(number_in(copy));
    } else if constexpr (std::same_as<T, EventId>) {
      append_json_string(out_, event_text(value));
    } else if constexpr (NamedEnum<T>) {
      append_json_string(out_, enum_names(value)[static_cast<std::size_t>(value)]);
    } else if constexpr (is_optional<T>) {
      write(*value);
    } else if constexpr (Mapping<T>) {
      out_ += '{';
      for (const auto& [key, item] : value) {
        if (out_.back() != '{') out_ += ',';
        append_json_string(out_, key_text(key));
        out_ += ':';
        write(item);
      }
      out_ += '}';
    } else if constexpr (Sequence<T>) {
      out_ += '[';
      const char* separator = "";
      for (const auto& item : value) {
        out_ += separator;
        if constexpr (is_optional<std::remove_cvref_t<decltype(item)>>)
          item ? write(*item) : void(out_ += "null");
        else
          write(item);
        separator = ",";
      }
      out_ += ']';
    } else {
      static_assert(HasFields<T>, "a field of a type that has no JSON form; enums need enum_names");
      object(value);
    }
  }

  static std::string event_text(EventId id) {
    return std::to_string(id.process.value) + ":" + std::to_string(id.index.value);
  }

  template <class Key>
  static std::string key_text(const Key& key) {
    if constexpr (std::same_as<Key, std::string>) {
      return key;
    } else if constexpr (std::same_as<Key, EventId>) {
      return event_text(key);
    } else if constexpr (TypedNumber<Key>) {
      auto copy = key;
      return std::to_string(number_in(copy));
    } else {
      return std::to_string(key);
    }
  }

  std::string out_;
};

/// Every function returns whether the value fits; after a false, error() says what does not, and
/// where, as a path of names.
class Reader {
 public:
  Reader(std::string_view what, Missing missing) : path_(what), missing_(missing) {}

  template <HasFields T>
  bool object(const JsonTree& tree, T& value) {
    const auto* members = std::get_if<JsonObjectTree>(&tree.value);
    if (members == nullptr) return misfit(tree, "an object");
    std::size_t found = 0;
    std::vector<std::string_view> names;
    bool fits = true;
    for_each_field(value, [&](std::string_view name, auto& member) {
      names.push_back(name);
      if (!fits) return;
      const auto* item = tree.member(name);
      using Member = std::remove_cvref_t<decltype(member)>;
      if (item != nullptr) ++found;
      if constexpr (is_optional<Member>) {
        if (item == nullptr) member.reset();
      }
      if (item != nullptr)
        fits = inside("." + std::string(name), [&] { return read(*item, member); });
      else if (!is_optional<Member> && missing_ == Missing::is_an_error)
        fits = fail("has no \"" + std::string(name) + "\"");
    });
    if (!fits || found == members->size()) return fits;
    return unknown(*members, names);
  }

  [[nodiscard]] const Error& error() const { return error_; }

 private:
  template <class T>
  bool read(const JsonTree& tree, T& value) {
    if constexpr (std::same_as<T, bool>) {
      const auto* truth = std::get_if<bool>(&tree.value);
      if (truth == nullptr) return misfit(tree, "true or false");
      value = *truth;
      return true;
    } else if constexpr (std::same_as<T, std::string>) {
      const auto* text = std::get_if<std::string>(&tree.value);
      if (text == nullptr) return misfit(tree, "a text");
      value = *text;
      return true;
    } else if constexpr (std::integral<T>) {
      return number(tree, value);
    } else if constexpr (TypedNumber<T>) {
      return number(tree, number_in(value));
    } else if constexpr (std::same_as<T, EventId>) {
      const auto* text = std::get_if<std::string>(&tree.value);
      return (text != nullptr && event(*text, value)) ||
             misfit(tree, "an event such as \"1:2\" (process:index)");
    } else if constexpr (NamedEnum<T>) {
      return word(tree, value);
    } else if constexpr (is_optional<T>) {
      if (std::holds_alternative<std::monostate>(tree.value)) {
        value.reset();
        return true;
      }
      return read(tree, value.emplace());
    } else if constexpr (Mapping<T>) {
      return mapping(tree, value);
    } else if constexpr (Sequence<T>) {
      return sequence(tree, value);
    } else {
      static_assert(HasFields<T>, "a field of a type that has no JSON form; enums need enum_names");
      return object(tree, value);
    }
  }

  template <std::integral T>
  bool number(const JsonTree& tree, T& value) {
    const auto* positive = std::get_if<std::uint64_t>(&tree.value);
    const auto* negative = std::get_if<std::int64_t>(&tree.value);
    if (positive != nullptr && std::in_range<T>(*positive)) {
      value = static_cast<T>(*positive);
      return true;
    }
    if (negative != nullptr && std::in_range<T>(*negative)) {
      value = static_cast<T>(*negative);
      return true;
    }
    return misfit(tree, "a whole number from " + std::to_string(std::numeric_limits<T>::min()) +
                            " to " + std::to_string(std::numeric_limits<T>::max()));
  }

  template <NamedEnum T>
  bool word(const JsonTree& tree, T& value) {
    const std::span<const std::string_view> names = enum_names(T{});
    std::string allowed;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto* text = std::get_if<std::string>(&tree.value);
      if (text != nullptr && *text == names[i]) {
        value = static_cast<T>(i);
        return true;
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(names[i]);
    }
    return misfit(tree, "one of " + allowed);
  }

  template <class T>
  bool sequence(const JsonTree& tree, T& value) {
    const auto* list = std::get_if<JsonList>(&tree.value);
    if (list == nullptr) return misfit(tree, "a list");
    value.clear();
    for (std::size_t i = 0; i < list->size(); ++i) {
      typename T::value_type item{};
      if (!inside("[" + std::to_string(i) + "]", [&] { return read((*list)[i], item); }))
        return false;
      value.insert(value.end(), std::move(item));
    }
    return true;
  }

  template <class T>
  bool mapping(const JsonTree& tree, T& value) {
    const auto* members = std::get_if<JsonObjectTree>(&tree.value);
    if (members == nullptr) return misfit(tree, "an object");
    value.clear();
    for (const auto& member : *members) {
      typename T::key_type key{};
      if (!read_key(member.name, key))
        return fail("has the key \"" + member.name + "\", which does not fit");
      auto& mapped = value[key];
      if (!inside("." + member.name, [&] { return read(member.value, mapped); })) return false;
    }
    return true;
  }

  template <class Key>
  static bool read_key(const std::string& text, Key& key) {
    if constexpr (std::same_as<Key, std::string>) {
      key = text;
      return true;
    } else if constexpr (std::same_as<Key, EventId>) {
      return event(text, key);
    } else if constexpr (TypedNumber<Key>) {
      return read_digits(text, number_in(key));
    } else {
      return read_digits(text, key);
    }
  }

  static bool event(std::string_view text, EventId& id) {
    const auto colon = text.find(':');
    return colon != std::string_view::npos &&
           read_digits(text.substr(0, colon), id.process.value) &&
           read_digits(text.substr(colon + 1), id.index.value);
  }

  template <class Body>
  bool inside(const std::string& name, Body body) {
    const auto size = path_.size();
    path_ += name;
    const bool fits = body();
    path_.resize(size);
    return fits;
  }

  bool unknown(const JsonObjectTree& members, const std::vector<std::string_view>& names);
  bool misfit(const JsonTree& tree, const std::string& allowed);
  bool fail(const std::string& why);

  std::string path_;
  Missing missing_;
  Error error_;
};

}  // namespace codec

/// `value` as a JSON object, fields in the order of their list.
template <HasFields T>
[[nodiscard]] std::string encode_fields(const T& value) {
  codec::Writer writer;
  writer.object(value);
  return writer.take();
}

/// Reads the fields of `value` from a JSON object; `what` names it in errors. Members that are no
/// field are an error: a slip of the pen should not pass for a setting. After an error `value`
/// holds some old and some new fields.
template <HasFields T>
Result<Done> decode_fields(std::string_view json, T& value, std::string_view what,
                           Missing missing = Missing::is_an_error) {
  auto tree = parse_json(json, what);
  if (!tree) return tree.error();
  codec::Reader reader(what, missing);
  if (!reader.object(*tree, value)) return reader.error();
  return Done{};
}

}  // namespace lamport
