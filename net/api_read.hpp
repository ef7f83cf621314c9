// The part of the interface that only looks: state, members, pages of records, metrics, health.
#pragma once

#include <functional>

#include "net/http_types.hpp"
#include "net/live_node.hpp"
#include "net/metrics_text.hpp"
#include "net/router.hpp"

namespace lamport::net {

/// Thread rule: the loop thread. The node outlives it.
class ReadApi {
 public:
  explicit ReadApi(LiveNode& node) : node_(node) {}

  /// `more_metrics` adds what is not the node's.
  void add_to(Router& router, std::function<void(std::vector<Metric>&)> more_metrics);

 private:
  void events(const Request& request, const Respond& respond);

  LiveNode& node_;
};

}  // namespace lamport::net
