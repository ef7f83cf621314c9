// Puts a node together and takes it apart in the right order.
#include "net/node_program.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "net/api.hpp"
#include "net/asio_world.hpp"
#include "net/config.hpp"
#include "net/http_server.hpp"
#include "net/journal.hpp"
#include "net/store.hpp"

namespace lamport::net {
namespace {

constexpr int interrupted_exit = 130;
/// In which the last answers go out.
constexpr auto last_answers = std::chrono::milliseconds(50);

// "host" of "http://host:port".
std::string host_of(const std::string& url) {
  auto host = url.substr(url.find("://") == std::string::npos ? 0 : url.find("://") + 3);
  const auto colon = host.rfind(':');
  return colon == std::string::npos ? host : host.substr(0, colon);
}

ApiSettings api_settings(const NodeSettings& settings) {
  ApiSettings api{.admin_token = settings.admin_token,
                  .cluster_token = settings.cluster_token,
                  .hosts = settings.hosts};
  for (const auto* url : {&settings.address, &settings.page})
    if (!url->empty()) api.hosts.push_back(host_of(*url));
  return api;
}

// The signals: the first drains, the second ends.
class Signals {
 public:
  Signals(boost::asio::io_context& loop, std::function<void()> first)
      : signals_(loop, SIGINT, SIGTERM), first_(std::move(first)) {
    wait();
  }

 private:
  void wait() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      if (!first_) std::_Exit(interrupted_exit);
      wait();
      std::exchange(first_, nullptr)();
    });
  }

  boost::asio::signal_set signals_;
  std::function<void()> first_;
};

class Program {
 public:
  Program(NodeSettings settings, const LiveProtocol& protocol, const Log& log)
      : settings_(std::move(settings)), protocol_(protocol), log_(log) {}

  Result<Done> run() {
    // What does not fit is said before a journal is made.
    if (auto process = protocol_.make(
            {settings_.id, {0}, settings_.processes.value_or(2), settings_.protocol});
        !process)
      return process.error();
    auto store = settings_.ephemeral ? Result<std::unique_ptr<Store>>(make_memory_store())
                                     : open_sqlite_store(settings_.data);
    if (!store) return store.error();
    auto recovered = (*store)->recover();
    if (!recovered) return recovered.error();
    JournalThread journal(
        std::move(*store),
        [this](std::function<void()> action) { boost::asio::post(loop_, std::move(action)); },
        [this](const Error& error) {
          log_.error("the journal failed", error);
          std::_Exit(journal_failed_exit);
        });
    AsioWorld world(loop_, settings_.cluster_token);
    Host host(settings_, protocol_, {world, journal, log_, [this](const Error& error) {
                                       gone_ = error;
                                       loop_.stop();
                                     }});
    world.on_wake([&host] { host.wake(); });
    Api api(loop_, host, api_settings(settings_));
    HttpServer server(loop_, api);
    api.count([&server] { return server.counters(); });
    if (auto listening = server.listen(settings_.listen); !listening) return listening.error();
    const auto port = std::to_string(server.port());
    auto name = host_of(settings_.listen);
    if (name == "0.0.0.0" || name == "[::]" || name.empty()) name = "127.0.0.1";
    host.listens_at("http://" + name + ":" + port, "http://localhost:" + port);
    if (auto begun = host.begin(*recovered); !begun) return begun.error();
    recovered = Recovered{};
    log_.line(Level::info, "listening", {{"port", server.port()}});
    boost::asio::steady_timer end(loop_);
    const Signals signals(loop_, [&] {
      host.drain([&] {
        server.drain();
        end.expires_after(last_answers);
        end.async_wait([this](const boost::system::error_code&) { loop_.stop(); });
      });
    });
    loop_.run();
    server.stop();
    if (gone_) return *gone_;
    log_.line(Level::info, "ended");
    return Done{};
  }

 private:
  NodeSettings settings_;
  const LiveProtocol& protocol_;
  const Log& log_;
  boost::asio::io_context loop_{1};
  std::optional<Error> gone_;
};

int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage: return 64;
    case ErrorCode::bad_data: return 65;
    case ErrorCode::no_input: return 66;
    case ErrorCode::unavailable: return 69;
    case ErrorCode::cannot_write: return 73;
  }
  return 70;
}

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", to_string(error).c_str());
  return exit_code(error.code);
}

}  // namespace

Result<Done> serve(NodeSettings settings, const LiveProtocol& protocol, const Log& log) {
  return Program(std::move(settings), protocol, log).run();
}

int run_program(int count, const char* const* arguments, const LiveProtocol& protocol) {
  const auto flags = parse_flags({arguments + 1, static_cast<std::size_t>(count - 1)});
  if (!flags) return failed(flags.error());
  if (flags->count("help") != 0) {
    std::printf("A node that runs a process \"%s\".\n\n%s", protocol.name.c_str(),
                settings_help().c_str());
    return 0;
  }
  auto settings = read_settings(*flags, environment_variable);
  if (!settings) return failed(settings.error());
  std::signal(SIGPIPE, SIG_IGN);
  const Log log;
  auto served = serve(std::move(*settings), protocol, log);
  return served ? 0 : failed(served.error());
}

}  // namespace lamport::net
