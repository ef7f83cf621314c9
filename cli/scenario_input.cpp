// See scenario_input.hpp.
#include "cli/scenario_input.hpp"

#include "cli/input_file.hpp"
#include "sim/embedded.hpp"
#include "sim/scenario_toml.hpp"
#include "sim/toml_fields.hpp"

namespace lamport::cli {

namespace {

constexpr std::string_view suffix = ".toml";

bool is_path(const std::string& name) {
  return name == "-" || name.find('/') != std::string::npos ||
         (name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix);
}

/// "dir/lossy.toml" is the scenario "lossy".
std::string stem_of(const std::string& path) {
  auto stem = path.substr(path.rfind('/') + 1);
  if (stem.size() > suffix.size() && stem.substr(stem.size() - suffix.size()) == suffix)
    stem.resize(stem.size() - suffix.size());
  return stem;
}

Result<ScenarioText> read_file(const std::string& path) {
  auto file = InputFile::open(path);
  if (!file) return file.error();
  ScenarioText scenario{path == "-" ? "stdin" : stem_of(path), (*file)->name(), {}};
  // One byte more than a scenario may have, for its reader to see that it is too long.
  std::string block(sim::longest_toml + 1, '\0');
  while (scenario.text.size() <= sim::longest_toml) {
    auto count = (*file)->read({block.data(), block.size() - scenario.text.size()});
    if (!count) return count.error();
    if (*count == 0) break;
    scenario.text.append(block, 0, *count);
  }
  return scenario;
}

}  // namespace

Result<ScenarioText> find_scenario(const std::string& name) {
  if (is_path(name)) return read_file(name);
  std::vector<std::string_view> names;
  for (const auto& scenario : sim::embedded_scenarios()) {
    if (scenario.name == name) return ScenarioText{name, name, std::string(scenario.text)};
    names.push_back(scenario.name);
  }
  auto hint = sim::suggestion(name, names);
  if (!hint.empty()) hint += " ";
  return Error{ErrorCode::usage,
               "there is no built-in scenario \"" + name + "\"",
               {},
               hint + "see lamport sim --list; a file of your own ends in .toml"};
}

Result<sim::GivenSetting> parse_setting(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return Error{ErrorCode::usage,
                 "--set " + text + " is not key=value",
                 {},
                 "such as --set links.loss=0.1"};
  return sim::GivenSetting{text.substr(0, equals), text.substr(equals + 1), "--set " + text};
}

}  // namespace lamport::cli
