// nlohmann's parser calls a visitor and keeps its own stack, so depth costs it no recursion.
#include "net/json_fields.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "core/trace/records.hpp"

namespace lamport::net {

namespace {

Problem bad_json(std::string detail) {
  return {400, "bad_json", std::move(detail)};
}

}  // namespace

// Keeps the members of the outermost object, and the keys of every object that is open.
class JsonFields::Sax {
 public:
  explicit Sax(JsonFields& fields) : fields_(fields) {}

  // What the parser calls; a false ends it.
  bool null() { return keep(Other{}); }
  bool boolean(bool truth) { return keep(truth); }
  bool number_integer(std::int64_t) { return keep(Other{}); }
  bool number_unsigned(std::uint64_t number) { return keep(number); }
  bool number_float(double, const std::string&) { return keep(Other{}); }
  bool string(std::string& text) { return keep(std::move(text)); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) {
    if (open_.empty()) is_object_ = true;
    return begin();
  }
  bool start_array(std::size_t) { return begin(); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool key(std::string& name) {
    if (!open_.back().insert(name).second) {
      fields_.problem_ = {400, "duplicate_key", "the body has a key twice"};
      return false;
    }
    if (open_.size() == 1) name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception&) {
    fields_.problem_ = bad_json("the body is not JSON at byte " + std::to_string(at));
    return false;
  }

  [[nodiscard]] bool is_object() const { return is_object_; }

 private:
  bool begin() {
    keep(Other{});
    if (open_.size() == deepest) {
      fields_.problem_ = bad_json("the body is nested too deeply");
      return false;
    }
    open_.emplace_back();
    return true;
  }
  bool end() {
    open_.pop_back();
    return true;
  }
  bool keep(Value value) {
    if (open_.size() == 1 && is_object_) fields_.members_[name_] = std::move(value);
    return true;
  }

  JsonFields& fields_;
  std::vector<std::set<std::string>> open_;
  std::string name_;
  bool is_object_ = false;
};

JsonFields::JsonFields(std::string_view body) {
  if (body.starts_with("\xef\xbb\xbf")) {
    problem_ = bad_json("the body begins with a byte order mark");
    return;
  }
  Sax sax(*this);
  const bool parsed = nlohmann::json::sax_parse(body.begin(), body.end(), &sax);
  if (!parsed && !problem_) problem_ = bad_json("the body is not JSON");
  if (!problem_ && !sax.is_object()) refuse("", "the body must be an object");
}

const JsonFields::Value* JsonFields::find(const std::string& name) const {
  const auto found = members_.find(name);
  return problem_ || found == members_.end() ? nullptr : &found->second;
}

std::optional<std::uint64_t> JsonFields::number(const std::string& name, std::uint64_t least,
                                                std::uint64_t most) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto* number = std::get_if<std::uint64_t>(value);
  if (number != nullptr && *number >= least && *number <= most) return *number;
  refuse(name, name + " must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
  return std::nullopt;
}

std::optional<bool> JsonFields::truth(const std::string& name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* truth = std::get_if<bool>(value)) return *truth;
  refuse(name, name + " must be true or false");
  return std::nullopt;
}

std::optional<std::string> JsonFields::text(const std::string& name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto* text = std::get_if<std::string>(value);
  if (text != nullptr && text->size() <= longest_trace_string) return *text;
  refuse(name,
         name + " must be a text of at most " + std::to_string(longest_trace_string) + " bytes");
  return std::nullopt;
}

void JsonFields::require(const std::string& name) {
  if (!problem_ && find(name) == nullptr) refuse(name, name + " is missing");
}

void JsonFields::refuse(const std::string& name, const std::string& why) {
  if (problem_) return;
  problem_ = {422, "invalid_field", why, name.empty() ? "" : "/" + name};
}

}  // namespace lamport::net
