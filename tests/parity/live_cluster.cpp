// See live_cluster.hpp.
#include "tests/parity/live_cluster.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "core/base/assert.hpp"

namespace lamport::parity {

namespace {

bool is_free(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return free;
}

// Nodes come back on the port they had, so it must be none that the system gives to outgoing
// connections meanwhile: below 32768. Test programs begin their search apart from each other.
std::uint16_t free_ports(std::uint32_t count) {
  constexpr std::uint32_t lowest = 20000;
  constexpr std::uint32_t places = 1200;
  static std::uint32_t next = static_cast<std::uint32_t>(::getpid());
  for (std::uint32_t tried = 0; tried < places; ++tried) {
    const auto first = static_cast<std::uint16_t>(lowest + next++ % places * 10);
    bool all = true;
    for (std::uint32_t i = 0; i < count; ++i)
      all = all && is_free(static_cast<std::uint16_t>(first + i));
    if (all) return first;
  }
  LAMPORT_ASSERT(false, "no free ports for a test");
  return 0;
}

}  // namespace

TestDirectory::TestDirectory(const std::string& name)
    : path_(std::filesystem::temp_directory_path() /
            ("lamport-" + name + "-" + std::to_string(::getpid()))) {
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}

TestDirectory::~TestDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

bool eventually(const std::function<bool()>& done, Duration limit) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(limit.nanoseconds);
  while (!done()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

LiveCluster::LiveCluster(const TestDirectory& directory, const LiveOptions& options)
    : directory_(directory),
      options_(options),
      first_port_(free_ports(options.processes)),
      nodes_(options.processes) {}

void LiveCluster::start(std::uint32_t id, std::uint64_t largest_file) {
  const auto number = std::to_string(id);
  cli::ChildOptions child;
  child.arguments = {LAMPORT_BINARY, "node",
                     "--id",         number,
                     "--name",       "node " + number,
                     "--listen",     "127.0.0.1:" + std::to_string(first_port_ + id),
                     "--processes",  std::to_string(options_.processes),
                     "--seed",       "7"};
  const auto add = [&](const std::string& flag, const std::string& value) {
    child.arguments.push_back(flag);
    child.arguments.push_back(value);
  };
  if (id != 0) add("--coordinator", url(0));
  if (!options_.protocol_settings.empty()) add("--set", options_.protocol_settings);
  if (options_.ephemeral)
    child.arguments.emplace_back("--ephemeral");
  else
    add("--data", data(id));
  child.environment = {"LAMPORT_ADMIN_TOKEN=" + options_.admin_token};
  child.log = log(id);
  child.largest_file = largest_file;
  auto process = cli::ChildProcess::start(child);
  LAMPORT_ASSERT(process.has_value(), "a node cannot be started");
  nodes_[id].process.emplace(std::move(*process));
}

void LiveCluster::start_all() {
  for (std::uint32_t id = 0; id < size(); ++id) start(id);
}

cli::ChildEnd LiveCluster::end(std::uint32_t id, int signal) {
  auto& process = nodes_[id].process;
  process->signal(signal);
  const auto end = process->wait(seconds(60));
  process.reset();
  return end.value_or(cli::ChildEnd{-1, 0});
}

bool LiveCluster::running(std::uint32_t id) {
  auto& process = nodes_[id].process;
  if (process && process->ended()) process.reset();
  return process.has_value();
}

int LiveCluster::port(std::uint32_t id) const {
  return first_port_ + static_cast<int>(id);
}

std::string LiveCluster::url(std::uint32_t id) const {
  return "http://127.0.0.1:" + std::to_string(port(id));
}

std::string LiveCluster::data(std::uint32_t id) const {
  return directory_.path() + "/" + std::to_string(id);
}

std::string LiveCluster::log(std::uint32_t id) const {
  return directory_.path() + "/" + std::to_string(id) + ".log";
}

net::NodeClient LiveCluster::client(std::uint32_t id) const {
  return net::NodeClient(url(id));
}

bool LiveCluster::ready(std::uint32_t id) const {
  return eventually([&] { return client(id).get("/readyz").has_value(); });
}

bool LiveCluster::all_ready() const {
  for (std::uint32_t id = 0; id < size(); ++id)
    if (!ready(id)) return false;
  return true;
}

bool LiveCluster::quiet() const {
  std::uint64_t before = 0;
  return eventually([&] {
    std::uint64_t events = 0;
    bool open = false;
    for (std::uint32_t id = 0; id < size(); ++id) {
      const auto status = client(id).status();
      if (!status) return false;
      open = open || status->unsent > 0;
      events += status->index.value;
    }
    return !open && events == std::exchange(before, events);
  });
}

std::string LiveCluster::last_words() const {
  std::string words;
  for (std::uint32_t id = 0; id < size(); ++id) {
    std::ifstream file(log(id));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    constexpr std::size_t most = 3000;
    words += "--- node " + std::to_string(id) + "\n" +
             text.substr(text.size() > most ? text.size() - most : 0);
  }
  return words;
}

}  // namespace lamport::parity
