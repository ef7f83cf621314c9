// World: all that a host reads or causes outside of itself and its journal: clocks, entropy, one
// alarm, and calls to other nodes. A host given a made-up world is a plain value in a test.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/time.hpp"

namespace lamport::net {

/// One POST to another node. A world makes those to one address in order.
struct PeerCall {
  std::string address;  ///< "http://host:port"
  std::string path;
  std::string run;  ///< Lamport-Run, if not empty
  std::string body;
};

struct PeerReply {
  unsigned status = 0;  ///< 0: no answer, or none that can be read
  std::string body;
};

/// Thread rule: called on the loop thread; continuations and alarms come there, later.
class World {
 public:
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  virtual ~World() = default;

  /// Nanoseconds from an arbitrary beginning, never decreasing.
  virtual std::uint64_t mono() = 0;
  /// Nanoseconds since 1970; may jump.
  virtual std::uint64_t wall() = 0;
  virtual std::uint64_t entropy() = 0;
  /// Calls the host's wake() at that mono(), or before. The host sets its alarm anew each time; a
  /// later one may be left for when the earlier has rung.
  virtual void wake_at(std::uint64_t mono) = 0;
  virtual void call(PeerCall call, std::function<void(PeerReply)> done) = 0;
};

}  // namespace lamport::net
