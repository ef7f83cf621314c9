// The part of the interface that breaks things on purpose: link faults, for whoever has the admin
// token. The coordinator passes on what belongs to another process.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "net/http_call.hpp"
#include "net/http_types.hpp"
#include "net/live_node.hpp"
#include "net/router.hpp"
#include "net/security.hpp"

namespace lamport::net {

/// Thread rule: the loop thread. Node and context outlive it.
class FaultApi {
 public:
  FaultApi(boost::asio::io_context& context, LiveNode& node, std::string admin_token)
      : context_(context), node_(node), guard_(std::move(admin_token)) {}
  void add_to(Router& router);

 private:
  void change(const Request& request, const Respond& respond);
  void pass_on(const Request& request, const Respond& respond, ProcessId from);

  boost::asio::io_context& context_;
  LiveNode& node_;
  AdminGuard guard_;
  struct Passed {
    std::unique_ptr<HttpCall> call;
    std::string answer;
  };
  std::map<std::uint64_t, Passed> passed_;  // on their way, by number
  std::uint64_t next_ = 0;
};

}  // namespace lamport::net
