// Api: the HTTP interface of a node, docs/http-api.openapi.yaml, over a LiveNode. It decides who
// may ask what and how answers look; what happens then is the node's business.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/http_server.hpp"
#include "net/http_types.hpp"
#include "net/live_node.hpp"

namespace lamport::net {

struct ApiSettings {
  std::string admin_token = {};         ///< empty: no admin actions
  std::string cluster_token = {};       ///< asked of peers; empty: nothing is
  std::vector<std::string> hosts = {};  ///< names in Host headers beside localhost and IP addresses
  std::size_t streams = 256;            ///< above, 503 too_many_streams
};

/// Thread rule: the thread that runs the context. Node and context outlive it; a server that serves
/// through it does not.
///
///   Api api(context, node, {.admin_token = token, .hosts = {"client1"}});
///   HttpServer server(context, api);
///   api.count([&] { return server.counters(); });
///   if (auto listening = server.listen("0.0.0.0:5001"); !listening) ...
class Api final : public Application {
 public:
  Api(boost::asio::io_context& context, LiveNode& node, ApiSettings settings);
  ~Api() override;

  /// What the server counts shows in /metrics.
  void count(std::function<HttpCounters()> counters);

  [[nodiscard]] HeadDecision decide(const Request& head) const override;
  void serve(Request request, Respond respond) override;
  [[nodiscard]] Response refused(unsigned status, std::string_view detail) const override;
  [[nodiscard]] std::string_view common_headers() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamport::net
