// Where a node's settings come from: flags, then the environment, then a TOML file, then defaults;
// the first that says something holds. One table names them all, for help and for errors. What the
// settings mean is NodeSettings'.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "net/node_settings.hpp"

namespace lamport::net {

/// A setting: --name VALUE, LAMPORT_NAME, name = VALUE in the file (with _ for -).
struct SettingInfo {
  std::string_view name;
  std::string_view value;  ///< what stands for it in help; empty: a flag without value
  std::string_view help;
};

[[nodiscard]] std::span<const SettingInfo> node_settings();

/// What was given, by name; "set" holds protocol settings as "name=value,name=value".
using GivenSettings = std::map<std::string, std::string, std::less<>>;

/// `environment` answers with a variable's value, if it is there and not empty.
[[nodiscard]] Result<NodeSettings> read_settings(
    const GivenSettings& flags,
    const std::function<std::optional<std::string>(const std::string&)>& environment);

/// Flags as a program gets them, "--name value" or "--name=value". "help" is given where --help is.
[[nodiscard]] Result<GivenSettings> parse_flags(std::span<const char* const> arguments);

/// The variables of this process.
[[nodiscard]] std::optional<std::string> environment_variable(const std::string& name);

/// All settings, for --help.
[[nodiscard]] std::string settings_help();

}  // namespace lamport::net
