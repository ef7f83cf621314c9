// One entry a protocol: how a fresh process is made from settings.
#include "net/protocols.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include "core/base/time_text.hpp"
#include "core/protocols/cluster.hpp"
#include "core/protocols/mutex.hpp"
#include "core/protocols/total_order.hpp"
#include "net/live_process.hpp"

namespace lamport::net {
namespace {

using Made = Result<std::unique_ptr<LiveProcess>>;

Error unfit(const std::string& name, const std::string& value, const std::string& wanted) {
  return {ErrorCode::usage,
          "the process's setting \"" + name + "\" is \"" + value + "\", not " + wanted,
          {},
          ""};
}

Error reversed(const std::string& least, const std::string& most) {
  return {ErrorCode::usage, least + " is greater than " + most, {}, ""};
}

std::optional<Error> taken(const std::string& name, const std::string& value, bool& target) {
  if (value != "true" && value != "false") return unfit(name, value, "true or false");
  target = value == "true";
  return std::nullopt;
}

std::optional<Error> taken(const std::string& name, const std::string& value, Duration& target) {
  auto duration = parse_duration(value);
  if (!duration) return unfit(name, value, "a duration such as 1.5s");
  target = *duration;
  return std::nullopt;
}

std::optional<Error> taken(const std::string& name, const std::string& value,
                           std::uint64_t& target) {
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, target);
  if (error != std::errc{} || stop != end) return unfit(name, value, "a whole number");
  return std::nullopt;
}

// Reads the settings that a protocol has; each is a pair of a name and where its value goes.
template <class... Targets>
std::optional<Error> read(const ProcessSetting& setting,
                          const std::pair<const char*, Targets*>&... known) {
  for (const auto& [name, value] : setting.protocol) {
    std::optional<Error> error = Error{ErrorCode::usage,
                                       "the process has no setting \"" + name + '"',
                                       {},
                                       "it has" + ((" " + std::string(known.first)) + ...)};
    const auto take = [&, &text = value, &given = name](const auto& one) {
      if (given == one.first) error = taken(given, text, *one.second);
    };
    (take(known), ...);
    if (error) return error;
  }
  return std::nullopt;
}

Made make_cluster(const ProcessSetting& setting) {
  ClusterSettings to{.coordinator = setting.coordinator, .process_count = setting.processes};
  if (auto error = read(setting, std::pair{"automatic", &to.automatic},
                        std::pair{"automatic_min", &to.automatic_min},
                        std::pair{"automatic_max", &to.automatic_max}))
    return *error;
  if (to.automatic_min > to.automatic_max) return reversed("automatic_min", "automatic_max");
  return live(Cluster(to));
}

Made make_mutex(const ProcessSetting& setting) {
  MutexSettings to{.process_count = setting.processes};
  if (auto error = read(setting, std::pair{"automatic", &to.automatic}, std::pair{"hold", &to.hold},
                        std::pair{"pause_min", &to.pause_min},
                        std::pair{"pause_max", &to.pause_max}, std::pair{"requests", &to.requests}))
    return *error;
  if (to.pause_min > to.pause_max) return reversed("pause_min", "pause_max");
  return live(Mutex(to));
}

Made make_total_order(const ProcessSetting& setting) {
  TotalOrderSettings to{.process_count = setting.processes};
  if (auto error = read(
          setting, std::pair{"automatic", &to.automatic}, std::pair{"pause_min", &to.pause_min},
          std::pair{"pause_max", &to.pause_max}, std::pair{"broadcasts", &to.broadcasts}))
    return *error;
  if (to.pause_min > to.pause_max) return reversed("pause_min", "pause_max");
  return live(TotalOrder(to));
}

constexpr std::pair<std::string_view, Made (*)(const ProcessSetting&)> table[]{
    {"cluster", make_cluster}, {"mutex", make_mutex}, {"total-order", make_total_order}};

}  // namespace

Result<LiveProtocol> find_protocol(std::string_view name) {
  std::string names;
  for (const auto& [known, make] : table) {
    if (known == name) return LiveProtocol{std::string(name), make};
    names += (names.empty() ? "" : ", ") + std::string(known);
  }
  return Error{ErrorCode::usage,
               "there is no protocol \"" + std::string(name) + "\"",
               {},
               "there are " + names};
}

}  // namespace lamport::net
