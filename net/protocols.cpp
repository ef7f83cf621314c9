// One entry a protocol: how a fresh process is made from settings.
#include "net/protocols.hpp"

#include <utility>

#include "core/base/time_text.hpp"
#include "core/protocols/cluster.hpp"
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

Made make_cluster(const ProcessSetting& setting) {
  ClusterSettings cluster{.coordinator = setting.coordinator, .process_count = setting.processes};
  for (const auto& [name, value] : setting.protocol) {
    if (name == "automatic") {
      if (value != "true" && value != "false") return unfit(name, value, "true or false");
      cluster.automatic = value == "true";
    } else if (name == "automatic_min" || name == "automatic_max") {
      auto duration = parse_duration(value);
      if (!duration) return unfit(name, value, "a duration such as 1.5s");
      (name == "automatic_min" ? cluster.automatic_min : cluster.automatic_max) = *duration;
    } else {
      return Error{ErrorCode::usage,
                   "the process has no setting \"" + name + "\"",
                   {},
                   "cluster has automatic, automatic_min and automatic_max"};
    }
  }
  if (cluster.automatic_min > cluster.automatic_max)
    return Error{ErrorCode::usage, "automatic_min is greater than automatic_max", {}, ""};
  return live(Cluster(cluster));
}

}  // namespace

Result<LiveProtocol> find_protocol(std::string_view name) {
  if (name == "cluster") return LiveProtocol{std::string(name), make_cluster};
  return Error{ErrorCode::usage,
               "there is no protocol \"" + std::string(name) + "\"",
               {},
               "there is: cluster"};
}

}  // namespace lamport::net
