// HttpServer: connections on the node's own loop thread. It holds the limits that keep a node
// answering whatever clients do: bytes, time, memory, numbers of connections. It knows no path.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "net/http_types.hpp"
#include "net/request_reader.hpp"

namespace lamport::net {

struct HttpSettings {
  RequestLimits limits;
  std::chrono::milliseconds request_time{10'000};  ///< first byte to last; then 408
  std::chrono::milliseconds idle_time{60'000};     ///< without a byte of a request
  std::chrono::milliseconds write_time{10'000};    ///< in which a reader must take something
  std::size_t connections = 1'024;                 ///< above, the longest waiting one goes
  std::size_t connections_per_address = 768;       ///< likewise, among that address's
  /// Bytes of unfinished requests and of answers not taken yet, of all connections; 503 above.
  std::size_t memory = std::size_t{32} << 20;
};

/// Numbers since the start, for /metrics.
struct HttpCounters {
  std::uint64_t accepted = 0;
  std::uint64_t evicted = 0;      ///< waiting ones that made room for others
  std::uint64_t turned_away = 0;  ///< new ones for which there was no room
  std::uint64_t timed_out = 0;
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;     ///< requests that were not read to their end: see Application
  std::uint64_t overloaded = 0;  ///< requests for which there was no memory
  std::uint64_t open = 0;        ///< now
  std::uint64_t memory = 0;      ///< bytes that count against HttpSettings::memory, now
};

/// Thread rule: the thread that runs the context. The application and the context outlive it; what
/// still waits for an answer when it goes away is closed.
class HttpServer {
 public:
  HttpServer(boost::asio::io_context& context, Application& application,
             HttpSettings settings = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Serves at "host:port", where port 0 is any that is free. Raises the process's limit of open
  /// files as far as it may. Error: unavailable.
  [[nodiscard]] Result<Done> listen(const std::string& address);
  /// The port that it is; 0 before listen().
  [[nodiscard]] std::uint16_t port() const;

  /// Takes no further connection and closes those that wait for a request; the others end with
  /// their answer. Streams are closed.
  void drain();
  /// Closes everything.
  void stop();

  [[nodiscard]] HttpCounters counters() const;

 private:
  class Core;
  std::shared_ptr<Core> core_;
};

}  // namespace lamport::net
