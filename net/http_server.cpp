// Accepting, making room, and one timer for the deadlines of all connections: a timer each would
// cost every request two more operations.
#include "net/http_server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>
#include <vector>

#include "net/http_connection.hpp"

namespace lamport::net {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using Phase = HttpConnection::Phase;

namespace {

// Files beside connections: the journal, peers, logs.
constexpr std::size_t other_files = 128;
// Bytes of answers that the system holds for a connection; Linux counts them twice, for its own.
constexpr int most_in_system = 256 << 10;

// How many connections the limit of open files allows, after raising it.
std::size_t affordable(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  const auto wanted = static_cast<rlim_t>(connections + other_files);
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(limit.rlim_max, wanted);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) return connections;
  return std::max<std::size_t>(1, limit.rlim_cur - std::min<rlim_t>(limit.rlim_cur, other_files));
}

bool makes_room(Phase phase) {
  return phase == Phase::waiting || phase == Phase::reading || phase == Phase::writing ||
         phase == Phase::lingering;
}

Error cannot_listen(const std::string& address, const std::string& why, std::string hint) {
  return {ErrorCode::unavailable, "cannot listen on " + address + ": " + why, {}, std::move(hint)};
}

}  // namespace

class HttpServer::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(asio::io_context& context, Application& application, const HttpSettings& settings)
      : acceptor_(context),
        sweep_(context),
        pause_(context),
        shared_(new HttpShared{
            application, settings, {}, MemoryBudget(settings.memory), {}, false, {}, 0, {}}) {}

  Result<Done> listen(const std::string& address);
  void accept();
  void drain();
  void stop();

  [[nodiscard]] std::uint16_t port() const {
    error_code error;
    const auto endpoint = acceptor_.local_endpoint(error);
    return error ? std::uint16_t{0} : endpoint.port();
  }
  [[nodiscard]] HttpCounters counters() const {
    auto counters = shared_->counters;
    counters.open = shared_->connections.size();
    counters.memory = shared_->memory.used();
    return counters;
  }

 private:
  Result<Done> bind(const tcp::endpoint& endpoint, const std::string& address);
  void on_accepted(error_code error, tcp::socket socket);
  bool make_room(const asio::ip::address& newcomer);
  bool evict(const asio::ip::address* address);
  void sweep();

  tcp::acceptor acceptor_;
  asio::steady_timer sweep_;
  asio::steady_timer pause_;
  std::shared_ptr<HttpShared> shared_;
  bool sweeping_ = false;
};

Result<Done> HttpServer::Core::listen(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos)
    return cannot_listen(address, "no port", "write host:port, such as 127.0.0.1:5000");
  auto host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  error_code error;
  // The resolver takes a number beyond the largest port for its lower bits.
  const auto port = address.substr(colon + 1);
  if (port.size() > 5 || (port.size() == 5 && port > "65535"))
    return cannot_listen(address, "no such port", "a port is a number from 0 to 65535");
  tcp::resolver resolver(acceptor_.get_executor());
  const auto found = resolver.resolve(
      host, port, tcp::resolver::passive | tcp::resolver::address_configured, error);
  if (error || found.empty())
    return cannot_listen(address, error.message(), "write host:port, such as 127.0.0.1:5000");
  shared_->settings.connections = affordable(shared_->settings.connections);
  if (auto bound = bind(found.begin()->endpoint(), address); !bound) return bound;
  accept();
  return Done{};
}

Result<Done> HttpServer::Core::bind(const tcp::endpoint& endpoint, const std::string& address) {
  error_code error;
  const auto failed = [&](const char* hint) {
    error_code ignored;
    acceptor_.close(ignored);
    return cannot_listen(address, error.message(), hint);
  };
  acceptor_.open(endpoint.protocol(), error);
  if (error) return failed("");
  acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  // Connections inherit it. Left alone, the system takes megabytes for each slow reader, and says
  // that there is room again only when a third of them has gone: the reader would seem to stand.
  if (!error) acceptor_.set_option(asio::socket_base::send_buffer_size(most_in_system), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (error == asio::error::address_in_use)
    return failed("another program has the port; choose another, or 0 for any that is free");
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failed("");
  return Done{};
}

void HttpServer::Core::accept() {
  acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
    self->on_accepted(error, std::move(socket));
  });
}

void HttpServer::Core::on_accepted(error_code error, tcp::socket socket) {
  if (!acceptor_.is_open() || error == asio::error::operation_aborted) return;
  if (error) {
    // Out of files or memory: the longest waiting one makes room, and we do not spin.
    evict(nullptr);
    pause_.expires_after(std::chrono::milliseconds(20));
    pause_.async_wait([self = shared_from_this()](error_code stopped) {
      if (!stopped) self->accept();
    });
    return;
  }
  error_code gone;
  const auto remote = socket.remote_endpoint(gone).address();
  if (!gone && make_room(remote)) {
    ++shared_->counters.accepted;
    auto connection = std::make_shared<HttpConnection>(std::move(socket), remote, shared_);
    shared_->connections.insert(connection);
    connection->start();
    sweep();
  }
  accept();
}

bool HttpServer::Core::make_room(const asio::ip::address& newcomer) {
  const auto& all = shared_->connections;
  const auto same = static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const auto& one) { return one->remote() == newcomer; }));
  bool room = true;
  if (same >= shared_->settings.connections_per_address)
    room = evict(&newcomer);
  else if (all.size() >= shared_->settings.connections)
    room = evict(nullptr);
  if (!room) ++shared_->counters.turned_away;
  return room;
}

// Closes the connection that has been in its phase for longest, of those that may be closed; of
// `address` only, if given.
bool HttpServer::Core::evict(const asio::ip::address* address) {
  HttpConnection* oldest = nullptr;
  for (const auto& one : shared_->connections)
    if (makes_room(one->phase()) && (address == nullptr || one->remote() == *address) &&
        (oldest == nullptr || one->since() < oldest->since()))
      oldest = one.get();
  if (oldest == nullptr) return false;
  ++shared_->counters.evicted;
  oldest->lose();
  return true;
}

void HttpServer::Core::sweep() {
  if (sweeping_ || shared_->connections.empty()) return;
  const auto& settings = shared_->settings;
  const auto shortest =
      std::min({settings.request_time, settings.idle_time, settings.write_time}) / 4;
  sweeping_ = true;
  sweep_.expires_after(std::clamp<std::chrono::milliseconds>(shortest, std::chrono::milliseconds(5),
                                                             std::chrono::milliseconds(250)));
  sweep_.async_wait([self = shared_from_this()](error_code stopped) {
    self->sweeping_ = false;
    if (stopped) return;
    const auto& all = self->shared_->connections;
    const auto now = HttpConnection::Clock::now();
    for (const auto& one : std::vector(all.begin(), all.end())) one->check(now);
    self->sweep();
  });
}

void HttpServer::Core::drain() {
  shared_->draining = true;
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  const auto& all = shared_->connections;
  for (const auto& one : std::vector(all.begin(), all.end()))
    if (one->phase() == Phase::waiting || one->phase() == Phase::streaming) one->lose();
}

void HttpServer::Core::stop() {
  drain();
  const auto& all = shared_->connections;
  for (const auto& one : std::vector(all.begin(), all.end())) one->lose();
  sweep_.cancel();
}

HttpServer::HttpServer(asio::io_context& context, Application& application, HttpSettings settings)
    : core_(std::make_shared<Core>(context, application, settings)) {}

HttpServer::~HttpServer() {
  core_->stop();
}

Result<Done> HttpServer::listen(const std::string& address) {
  return core_->listen(address);
}

std::uint16_t HttpServer::port() const {
  return core_->port();
}

void HttpServer::drain() {
  core_->drain();
}

void HttpServer::stop() {
  core_->stop();
}

HttpCounters HttpServer::counters() const {
  return core_->counters();
}

}  // namespace lamport::net
