// See process_reader.hpp.
#include "sim/process_reader.hpp"

#include <algorithm>

namespace lamport::sim {

ProcessReader::ProcessReader(const Scenario& scenario) : scenario_(scenario) {
  for (std::uint32_t id = 0; id < scenario.process_names.size(); ++id)
    if (id < scenario.process_count) names_.emplace(scenario.process_names[id], ProcessId{id});
}

ProcessId ProcessReader::one(TomlFields& fields, std::string_view name) const {
  const auto* value = fields.need(name, "the number or the name of a process");
  return value == nullptr ? ProcessId{} : read(*value, fields.path_to(name), fields.errors());
}

std::vector<ProcessId> ProcessReader::several(TomlFields& fields, std::string_view name) const {
  const auto* value = fields.need(name, "a list of processes");
  if (value == nullptr) return {};
  return in_list(*value, fields.path_to(name), fields.errors());
}

std::vector<ProcessId> ProcessReader::in_list(const TomlValue& list, const std::string& path,
                                              TomlErrors& errors) const {
  const auto* items = std::get_if<TomlList>(&list.value);
  if (items == nullptr || items->empty()) {
    errors.add(list.place, path + " is not a list of processes", "such as [0, 1]");
    return {};
  }
  std::vector<ProcessId> processes;
  for (std::size_t i = 0; i < items->size() && !errors.first(); ++i)
    processes.push_back(read((*items)[i], path + "." + std::to_string(i), errors));
  std::sort(processes.begin(), processes.end());
  if (const auto twice = std::adjacent_find(processes.begin(), processes.end());
      twice != processes.end())
    errors.add(list.place, path + " has process " + std::to_string(twice->value) + " twice");
  return processes;
}

ProcessId ProcessReader::read(const TomlValue& value, const std::string& path,
                              TomlErrors& errors) const {
  std::string asked;
  if (const auto* number = std::get_if<std::int64_t>(&value.value)) {
    if (*number >= 0 && *number < std::int64_t{scenario_.process_count})
      return {static_cast<std::uint32_t>(*number)};
    asked = std::to_string(*number);
  } else if (const auto* name = std::get_if<std::string>(&value.value)) {
    if (const auto found = names_.find(*name); found != names_.end()) return found->second;
    asked = "\"" + *name + "\"";
  } else {
    errors.add(value.place, path + " is " + kind_of(value) + ", not a process",
               "give its number or its name");
    return {};
  }
  std::vector<std::string_view> known;
  for (const auto& [name, id] : names_) known.emplace_back(name);
  auto hint = suggestion(std::string_view(asked).substr(asked.front() == '"' ? 1 : 0), known);
  if (hint.empty())
    hint = "processes are numbered from 0 to " + std::to_string(scenario_.process_count - 1);
  errors.add(value.place, path + ": there is no process " + asked, std::move(hint));
  return {};
}

}  // namespace lamport::sim
