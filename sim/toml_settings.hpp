// Settings given beside a document, such as --set links.loss=0.1: they are put into the document
// before it is read, so that they pass the same reader as the document's own.
#pragma once

#include <map>
#include <span>
#include <string>

#include "core/base/result.hpp"
#include "core/trace/records.hpp"
#include "sim/toml_tree.hpp"

namespace lamport::sim {

/// `key` is a path: "until", "links.loss", "timeline.2.at". `value` is a TOML value, a duration, or
/// a plain word. `shown` is how the user wrote the setting, for errors.
struct GivenSetting {
  std::string key;
  std::string value;
  std::string shown;
};

/// The settings that say something else than the document does, by key. Whole numbers, truth values
/// and words as what they are, durations in nanoseconds, everything else as it was written; each
/// can be given again as a setting.
using ChangedSettings = std::map<std::string, SettingValue>;

/// Puts the settings into `document` in order; the last of a key counts.
[[nodiscard]] Result<ChangedSettings> apply_settings(TomlTable& document,
                                                     std::span<const GivenSetting> settings);

}  // namespace lamport::sim
