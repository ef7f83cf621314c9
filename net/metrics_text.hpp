// Counters and gauges in the Prometheus text format 0.0.4:
// https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include <string>
#include <vector>

#include "net/http_server.hpp"
#include "net/live_node.hpp"

namespace lamport::net {

/// Samples of one name must stand together; each name gets its HELP and TYPE once.
[[nodiscard]] std::string metrics_text(const std::vector<Metric>& metrics);

/// What a server counts, and the event streams that are open.
void append_http_metrics(std::vector<Metric>& metrics, const HttpCounters& counters,
                         std::size_t streams);

}  // namespace lamport::net
