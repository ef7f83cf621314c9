// JSON for --json, piece by piece in the order in which it is shown. Values only; what the keys
// mean is said where a command describes its format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/formats/json_string.hpp"

namespace lamport::cli {

/// Appends what it is told, with the commas between. Who calls sees to matching brackets.
///   json.open('{').key("n").number(1).key("list").open('[').string("a").close(']').close('}')
class Json {
 public:
  Json& key(std::string_view name) {
    separate();
    append_json_string(text_, name);
    text_ += ':';
    return *this;
  }
  Json& string(std::string_view value) {
    separate();
    append_json_string(text_, value);
    return *this;
  }
  Json& number(std::uint64_t value) { return raw(std::to_string(value)); }
  Json& truth(bool value) { return raw(value ? "true" : "false"); }
  Json& open(char bracket) {
    separate();
    text_ += bracket;
    return *this;
  }
  Json& close(char bracket) {
    text_ += bracket;
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  Json& raw(std::string_view value) {
    separate();
    text_ += value;
    return *this;
  }
  void separate() {
    if (!text_.empty() && std::string_view("{[:").find(text_.back()) == std::string_view::npos)
      text_ += ',';
  }
  std::string text_;
};

}  // namespace lamport::cli
