// The real World: the machine's clocks and entropy, an alarm on the node's io_context, and calls to
// other nodes by blocking HTTP clients, one thread for every address, answers posted to the loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "net/world.hpp"

namespace lamport::net {

class AsioWorld final : public World {
 public:
  AsioWorld(boost::asio::io_context& loop, std::string cluster_token);
  /// Ends all calls; none of their continuations runs afterwards.
  ~AsioWorld() override;

  /// What wake_at calls. Set before it is used.
  void on_wake(std::function<void()> wake) { wake_ = std::move(wake); }

  std::uint64_t mono() override;
  std::uint64_t wall() override;
  std::uint64_t entropy() override;
  void wake_at(std::uint64_t mono) override;
  void call(PeerCall call, std::function<void(PeerReply)> done) override;

 private:
  class Caller;

  boost::asio::io_context& loop_;
  std::string cluster_token_;
  boost::asio::steady_timer alarm_;
  std::uint64_t alarm_at_ = 0;
  std::function<void()> wake_;
  std::map<std::string, std::unique_ptr<Caller>> callers_;
};

}  // namespace lamport::net
