// The part of the interface that asks the process for something: send, broadcast, internal,
// automatic events, the protocol's own commands. It turns bodies into commands; what they do is the
// process's business.
#pragma once

#include <string>

#include "net/http_types.hpp"
#include "net/json_fields.hpp"
#include "net/live_node.hpp"
#include "net/router.hpp"

namespace lamport::net {

/// Thread rule: the loop thread. The node outlives it.
class CommandApi {
 public:
  explicit CommandApi(LiveNode& node) : node_(node) {}
  void add_to(Router& router);

 private:
  void run(const Request& request, const Respond& respond, Command command);
  void own_command(const Request& request, const Respond& respond);
  void automatic(const Request& request, const Respond& respond);

  LiveNode& node_;
};

}  // namespace lamport::net
