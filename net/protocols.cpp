// One entry a protocol: how a fresh process is made from settings.
#include "net/protocols.hpp"

#include <charconv>
#include <initializer_list>
#include <utility>
#include <variant>

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

/// A setting that a process has, and where its value goes.
struct Known {
  std::string_view name;
  std::variant<bool*, Duration*, std::uint64_t*> target;
};

Result<Done> put(const std::string& value, bool& target, const std::string& name) {
  if (value != "true" && value != "false") return unfit(name, value, "true or false");
  target = value == "true";
  return Done{};
}

Result<Done> put(const std::string& value, Duration& target, const std::string& name) {
  const auto duration = parse_duration(value);
  if (!duration) return unfit(name, value, "a duration such as 1.5s");
  target = *duration;
  return Done{};
}

Result<Done> put(const std::string& value, std::uint64_t& target, const std::string& name) {
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, target);
  if (error == std::errc{} && stop == end) return Done{};
  return unfit(name, value, "a whole number");
}

Result<Done> read(const ProcessSetting& setting, std::initializer_list<Known> known) {
  for (const auto& [name, value] : setting.protocol) {
    const Known* found = nullptr;
    std::string names;
    for (const auto& one : known) {
      if (one.name == name) found = &one;
      names += (names.empty() ? "" : ", ") + std::string(one.name);
    }
    if (found == nullptr)
      return Error{
          ErrorCode::usage, "the process has no setting \"" + name + "\"", {}, "it has " + names};
    auto done = std::visit([&](auto* target) { return put(value, *target, name); }, found->target);
    if (!done) return done;
  }
  return Done{};
}

Result<Done> ordered(Duration min, Duration max, const std::string& name) {
  if (min <= max) return Done{};
  return Error{ErrorCode::usage, name + "_min is greater than " + name + "_max", {}, ""};
}

Made make_cluster(const ProcessSetting& setting) {
  ClusterSettings cluster{.coordinator = setting.coordinator, .process_count = setting.processes};
  if (auto done = read(setting, {{"automatic", &cluster.automatic},
                                 {"automatic_min", &cluster.automatic_min},
                                 {"automatic_max", &cluster.automatic_max}});
      !done)
    return done.error();
  if (auto fits = ordered(cluster.automatic_min, cluster.automatic_max, "automatic"); !fits)
    return fits.error();
  return live(Cluster(cluster));
}

Made make_mutex(const ProcessSetting& setting) {
  MutexSettings mutex{.process_count = setting.processes};
  if (auto done = read(setting, {{"automatic", &mutex.automatic},
                                 {"hold", &mutex.hold},
                                 {"pause_min", &mutex.pause_min},
                                 {"pause_max", &mutex.pause_max},
                                 {"requests", &mutex.requests}});
      !done)
    return done.error();
  if (auto fits = ordered(mutex.pause_min, mutex.pause_max, "pause"); !fits) return fits.error();
  return live(Mutex(mutex));
}

Made make_total_order(const ProcessSetting& setting) {
  TotalOrderSettings order{.process_count = setting.processes};
  if (auto done = read(setting, {{"automatic", &order.automatic},
                                 {"pause_min", &order.pause_min},
                                 {"pause_max", &order.pause_max},
                                 {"broadcasts", &order.broadcasts}});
      !done)
    return done.error();
  if (auto fits = ordered(order.pause_min, order.pause_max, "pause"); !fits) return fits.error();
  return live(TotalOrder(order));
}

}  // namespace

Result<LiveProtocol> find_protocol(std::string_view name) {
  if (name == "cluster") return LiveProtocol{std::string(name), make_cluster};
  if (name == "mutex") return LiveProtocol{std::string(name), make_mutex};
  if (name == "total-order") return LiveProtocol{std::string(name), make_total_order};
  return Error{ErrorCode::usage,
               "there is no protocol \"" + std::string(name) + "\"",
               {},
               "there are: cluster, mutex, total-order"};
}

}  // namespace lamport::net
