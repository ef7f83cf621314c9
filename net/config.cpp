// Settings from text: one table, one function that reads it.
#include "net/config.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <sstream>
#include <system_error>

#include "core/base/ids.hpp"
#include "core/formats/json_string.hpp"
#include "net/registry.hpp"

namespace lamport::net {
namespace {

constexpr SettingInfo table[]{
    {"id", "N", "this process, from 0"},
    {"name", "TEXT", "its name, for people"},
    {"listen", "HOST:PORT", "where it serves; port 0 is any that is free (127.0.0.1:0)"},
    {"address", "URL", "where other nodes reach it (what it listens on)"},
    {"page", "URL", "where a browser reaches it (http://localhost:PORT)"},
    {"coordinator", "URL", "the coordinator's address; left out, this node is the coordinator"},
    {"data", "DIR", "directory of the journal"},
    {"ephemeral", "", "keep no journal: every start is a new run"},
    {"processes", "N", "how many processes the run has; the coordinator decides"},
    {"seed", "N", "the run's seed; the coordinator decides (drawn)"},
    {"admin-token", "TEXT", "allows link faults to who knows it; better in the environment"},
    {"cluster-token", "TEXT", "asked of every other node; better in the environment"},
    {"hosts", "NAMES", "further names in Host headers, with commas"},
    {"queue", "N", "unsent messages at which commands are refused (100000)"},
    {"set", "NAME=VALUE", "a setting of the process; several with commas"},
    {"protocol", "NAME", "the kind of process (cluster)"},
    {"config", "FILE", "a TOML file with these settings"},
};

Error unfit(std::string_view name, const std::string& value, const std::string& wanted) {
  return {ErrorCode::usage,
          "the setting \"" + std::string(name) + "\" is \"" + value + "\", not " + wanted,
          {},
          ""};
}

std::string variable_of(std::string_view name) {
  std::string variable = "LAMPORT_";
  for (const char c : name)
    variable += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return variable;
}

bool is_setting(std::string_view name) {
  return std::any_of(std::begin(table), std::end(table),
                     [name](const auto& one) { return one.name == name; });
}

std::string text_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  std::ostringstream out;
  if (const auto number = node.value_exact<std::int64_t>()) out << *number;
  if (const auto truth = node.value_exact<bool>()) out << (*truth ? "true" : "false");
  return out.str();
}

// `set` is a table there, `hosts` may be a list: both come out as text with commas.
Result<std::string> value_of(const toml::node& node, const std::string& name) {
  std::string text;
  const auto add = [&text](const std::string& item) { text += (text.empty() ? "" : ",") + item; };
  if (const auto* list = node.as_array())
    for (const auto& item : *list) add(text_of(item));
  else if (const auto* entries = node.as_table())
    for (const auto& [key, item] : *entries) add(std::string(key.str()) + "=" + text_of(item));
  else
    text = text_of(node);
  if (!text.empty()) return text;
  const auto& at = node.source().begin;
  return Error{ErrorCode::usage,
               "\"" + name + "\" has a value that no setting has",
               {"", at.line, at.column},
               "write a text, a whole number, true or false"};
}

Result<GivenSettings> read_file(const std::string& path) {
  GivenSettings given;
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none))
    return Error{ErrorCode::usage, "--config is no file", {path}, "a TOML file with settings"};
  try {
    const auto file = toml::parse_file(path);
    for (const auto& [key, node] : file) {
      std::string name{key.str()};
      std::replace(name.begin(), name.end(), '_', '-');
      const auto& at = node.source().begin;
      if (!is_setting(name) || name == "config") {
        return Error{ErrorCode::usage,
                     "\"" + std::string(key.str()) + "\" is no setting",
                     {path, at.line, at.column},
                     "--help lists them"};
      }
      auto value = value_of(node, name);
      if (!value) {
        auto error = value.error();
        error.place.file = path;
        return error;
      }
      given[name] = *value;
    }
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    const bool unread = at.line == 0;
    return Error{unread ? ErrorCode::no_input : ErrorCode::usage,
                 std::string(error.description()),
                 {path, at.line, at.column},
                 ""};
  }
  return given;
}

class Reader {
 public:
  Reader(const GivenSettings& flags,
         const std::function<std::optional<std::string>(const std::string&)>& environment,
         const GivenSettings& file)
      : flags_(flags), environment_(environment), file_(file) {}

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
    if (const auto at = flags_.find(name); at != flags_.end()) return at->second;
    if (auto value = environment_(variable_of(name))) return value;
    if (const auto at = file_.find(name); at != file_.end()) return at->second;
    return std::nullopt;
  }

  void text(std::string_view name, std::string& target) const {
    if (auto value = text(name)) target = std::move(*value);
  }

  template <class Number>
  void number(std::string_view name, std::uint64_t least, std::uint64_t most, Number& target) {
    const auto value = text(name);
    if (!value || error_) return;
    std::uint64_t number = 0;
    const auto* end = value->data() + value->size();
    const auto [stop, failed] = std::from_chars(value->data(), end, number);
    if (failed != std::errc{} || stop != end || number < least || number > most)
      error_ =
          unfit(name, *value,
                "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    else if constexpr (requires { target.emplace(); })
      target = static_cast<typename Number::value_type>(number);
    else
      target = static_cast<Number>(number);
  }

  void truth(std::string_view name, bool& target) {
    const auto value = text(name);
    if (!value || error_) return;
    target = *value == "true" || *value == "1";
    if (!target && *value != "false" && *value != "0")
      error_ = unfit(name, *value, "true or false");
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const GivenSettings& flags_;
  const std::function<std::optional<std::string>(const std::string&)>& environment_;
  const GivenSettings& file_;
  std::optional<Error> error_;
};

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

void drop_slash(std::string& url) {
  if (!url.empty() && url.back() == '/') url.pop_back();
}

std::optional<Error> wrong_url(std::string_view name, const std::string& url) {
  if (url.empty() || is_node_address(url)) return std::nullopt;
  return unfit(name, url, "an address such as http://host:5000");
}

bool is_page(std::string_view url) {
  return url.empty() || url.substr(0, 7) == "http://" || url.substr(0, 8) == "https://";
}

// What does not depend on a single setting.
std::optional<Error> misfit(const NodeSettings& settings) {
  if (!is_page(settings.page)) return unfit("page", settings.page, "a URL such as http://host");
  if (auto error = wrong_url("address", settings.address)) return error;
  if (auto error = wrong_url("coordinator", settings.coordinator)) return error;
  if (auto name = checked_label(settings.name, "the name"); !name)
    return Error{ErrorCode::usage, name.error().message, {}, ""};
  if (settings.data.empty() && !settings.ephemeral) {
    return Error{ErrorCode::usage,
                 "a node needs a directory for its journal",
                 {},
                 "--data DIR, or --ephemeral for a run that may be lost"};
  }
  if (settings.is_coordinator() && !settings.processes) {
    return Error{ErrorCode::usage,
                 "a coordinator needs to know how many processes the run has",
                 {},
                 "--processes N, or --coordinator URL for a client"};
  }
  if (settings.processes && settings.id.value >= *settings.processes) {
    return Error{ErrorCode::usage,
                 "process " + std::to_string(settings.id.value) + " is not one of " +
                     std::to_string(*settings.processes),
                 {},
                 "processes are numbered from 0"};
  }
  return std::nullopt;
}

}  // namespace

std::span<const SettingInfo> node_settings() {
  return table;
}

Result<NodeSettings> read_settings(
    const GivenSettings& flags,
    const std::function<std::optional<std::string>(const std::string&)>& environment) {
  const GivenSettings none;
  GivenSettings file;
  if (const auto path = Reader(flags, environment, none).text("config")) {
    auto read = read_file(*path);
    if (!read) return read.error();
    file = std::move(*read);
  }
  Reader from(flags, environment, file);
  NodeSettings settings;
  constexpr auto largest_id = std::numeric_limits<std::uint32_t>::max();
  from.number("id", 0, largest_id - 1, settings.id.value);
  settings.name = "process " + std::to_string(settings.id.value);
  from.text("name", settings.name);
  from.text("listen", settings.listen);
  from.text("address", settings.address);
  from.text("page", settings.page);
  from.text("coordinator", settings.coordinator);
  from.text("data", settings.data);
  from.truth("ephemeral", settings.ephemeral);
  from.number("processes", 1, most_live_processes, settings.processes);
  from.number("seed", 0, largest_exact_integer, settings.seed);
  from.text("admin-token", settings.admin_token);
  from.text("cluster-token", settings.cluster_token);
  settings.hosts = parts_of(from.text("hosts").value_or(""));
  from.number("queue", 1, 10'000'000, settings.queue);
  from.text("protocol", settings.protocol_name);
  if (from.error()) return *from.error();
  for (auto* url : {&settings.address, &settings.page, &settings.coordinator}) drop_slash(*url);
  for (const auto& part : parts_of(from.text("set").value_or(""))) {
    const auto equals = part.find('=');
    if (equals == std::string::npos || equals == 0) return unfit("set", part, "NAME=VALUE");
    settings.protocol[part.substr(0, equals)] = part.substr(equals + 1);
  }
  if (auto error = misfit(settings)) return *error;
  return settings;
}

Result<GivenSettings> parse_flags(std::span<const char* const> arguments) {
  GivenSettings given;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string flag = arguments[i];
    if (flag == "--help" || flag == "-h") {
      given["help"] = "true";
      continue;
    }
    const auto equals = flag.find('=');
    const auto name = flag.substr(0, equals);
    if (name.substr(0, 2) != "--" || !is_setting(name.substr(2)))
      return Error{ErrorCode::usage, "\"" + flag + "\" is no flag", {}, "--help lists them"};
    const auto* info = std::find_if(std::begin(table), std::end(table),
                                    [&](const auto& one) { return one.name == name.substr(2); });
    std::string value = "true";
    if (equals != std::string::npos)
      value = flag.substr(equals + 1);
    else if (!info->value.empty() && i + 1 < arguments.size())
      value = arguments[++i];
    else if (!info->value.empty())
      return Error{ErrorCode::usage, name + " needs a value", {}, "--help shows which"};
    auto& target = given[name.substr(2)];
    target = name == "--set" && !target.empty() ? target + "," + value : value;
  }
  return given;
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): at the start
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string settings_help() {
  std::string help;
  for (const auto& one : table) {
    auto flag =
        "  --" + std::string(one.name) + (one.value.empty() ? "" : " ") + std::string(one.value);
    flag.resize(std::max<std::size_t>(flag.size() + 1, 24), ' ');
    help += flag + std::string(one.help) + "\n";
  }
  return help +
         "Each can also be LAMPORT_NAME in the environment, or stand in a file (--config).\n";
}

}  // namespace lamport::net
