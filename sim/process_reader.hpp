// Reads which process is meant, where a scenario names one: by its number or by its name.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/scenario.hpp"
#include "sim/toml_fields.hpp"

namespace lamport::sim {

/// The scenario's processes and their names; it outlives this object.
class ProcessReader {
 public:
  explicit ProcessReader(const Scenario& scenario);

  /// The process under a key that must be there. After an error: process 0.
  ProcessId one(TomlFields& fields, std::string_view name) const;
  /// The processes under a key that must be there, ascending; none twice.
  std::vector<ProcessId> several(TomlFields& fields, std::string_view name) const;
  /// The processes in a list, likewise. `path` is its name in errors.
  std::vector<ProcessId> in_list(const TomlValue& list, const std::string& path,
                                 TomlErrors& errors) const;

 private:
  ProcessId read(const TomlValue& value, const std::string& path, TomlErrors& errors) const;

  const Scenario& scenario_;
  std::map<std::string, ProcessId, std::less<>> names_;
};

}  // namespace lamport::sim
