// The keys of one TOML table, read by name and type. Every mistake becomes an error that says where
// it is, which key, and what is allowed; the first one counts, so that readers need no branches.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "sim/toml_tree.hpp"

namespace lamport::sim {

/// Keeps the first mistake of a document and of the settings given beside it.
class TomlErrors {
 public:
  /// `file` names the document; `settings` the settings, as the user wrote them.
  TomlErrors(std::string file, std::vector<std::string> settings)
      : file_(std::move(file)), settings_(std::move(settings)) {}

  void add(TomlPlace place, std::string message, std::string hint = {});
  [[nodiscard]] const std::optional<Error>& first() const { return first_; }

 private:
  std::string file_;
  std::vector<std::string> settings_;
  std::optional<Error> first_;
};

/// Longest delay and such; a day's worth would do, and sums of a thousand still fit 64 bits.
inline constexpr Duration longest_duration{1'000'000'000'000'000};

/// Reading a key that is missing gives the default; one that is wrong adds an error and gives the
/// default too. The table and the errors outlive this object.
class TomlFields {
 public:
  /// `path` is the table's own name, such as "links" or "timeline.2"; empty for the document.
  /// A key that is not in `allowed` is an error, with the nearest of them as a suggestion.
  TomlFields(const TomlTable& table, TomlPlace place, std::string path,
             std::span<const std::string_view> allowed, TomlErrors& errors);

  [[nodiscard]] const TomlValue* find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The value of a key that must be there; null after an error.
  const TomlValue* need(std::string_view name, std::string_view what);

  std::uint64_t integer(std::string_view name, std::uint64_t otherwise, std::uint64_t min,
                        std::uint64_t max);
  bool boolean(std::string_view name, bool otherwise);
  /// A number from 0 to `max`.
  double probability(std::string_view name, double otherwise, double max);
  /// "10s", or whole nanoseconds.
  Duration duration(std::string_view name, Duration otherwise, Duration min, Duration max);
  /// UTF-8 that a trace can hold.
  std::string text(std::string_view name, const std::string& otherwise);
  /// One of `words`, as its number.
  std::size_t choice(std::string_view name, std::span<const std::string_view> words,
                     std::size_t otherwise);
  /// Calls `read(item, path)` for each item of a list.
  void list(std::string_view name,
            const std::function<void(const TomlValue&, const std::string&)>& read);

  /// The table under `name`; null if there is none, or after an error.
  const TomlTable* table(std::string_view name);

  /// An error about a key, or about the table if it does not have the key.
  void wrong(std::string_view name, const std::string& why, std::string hint = {});
  [[nodiscard]] TomlErrors& errors() { return errors_; }
  /// "links.loss" for the key "loss" of the table "links".
  [[nodiscard]] std::string path_to(std::string_view name) const;

 private:
  const TomlTable& table_;
  TomlPlace place_;
  std::string path_;
  TomlErrors& errors_;
};

/// The word most like `wrong`, if one is like it at all, as a hint: `did you mean "loss"?`.
[[nodiscard]] std::string suggestion(std::string_view wrong,
                                     std::span<const std::string_view> words);

/// "cluster, mutex or phold".
[[nodiscard]] std::string listed(std::span<const std::string_view> words);

}  // namespace lamport::sim
