// See load.hpp.
#include "tests/parity/load.hpp"

#include <chrono>
#include <iostream>
#include <map>

namespace lamport::parity {

namespace {

/// How often each label was sent and received.
struct Counts {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

std::map<std::string, Counts> counts_of(const TraceVerdict& verdict) {
  std::map<std::string, Counts> counts;
  for (const auto& [process, lines] : verdict.lines)
    for (const auto& line : lines) {
      constexpr std::string_view key = "\"label\":\"load-";
      const auto at = line.find(key);
      if (at == std::string::npos) continue;
      const auto begin = at + key.size() - 5;
      auto& count = counts[line.substr(begin, line.find('"', begin) - begin)];
      if (line.find("\"kind\":\"send\"") != std::string::npos) ++count.sent;
      if (line.find("\"kind\":\"receive\"") != std::string::npos) ++count.received;
    }
  return counts;
}

}  // namespace

Load::Load(const LiveCluster& cluster, Seed seed, Duration pause) : senders_(cluster.size()) {
  for (std::uint32_t id = 0; id < cluster.size(); ++id)
    senders_[id].thread =
        std::thread([this, &cluster, id, seed, pause] { send_all(cluster, id, seed, pause); });
}

void Load::send_all(const LiveCluster& cluster, std::uint32_t id, Seed seed, Duration pause) {
  auto& sender = senders_[id];
  net::NodeClient client(cluster.url(id), {seconds(3), seconds(5)});
  for (std::uint64_t number = 1; !stopping_; ++number) {
    const auto text = "load-" + std::to_string(id) + "." + std::to_string(number);
    const auto other =
        static_cast<std::uint32_t>(mix(seed.value ^ mix(number << 8 | id)) % (cluster.size() - 1));
    const ProcessId to{other < id ? other : other + 1};
    const bool done = eventually(
        [&] {
          auto events = client.send(to, text, text);
          if (!events && events.error().code == ErrorCode::unavailable) return false;
          if (!events)
            sender.trouble = to_string(events.error());
          else if (events->size() != 1)
            sender.trouble = text + " caused " + std::to_string(events->size()) + " events";
          else
            sender.acknowledged.push_back({events->front().event, text});
          return true;
        },
        seconds(300));
    if (!done) sender.trouble = text + " was not acknowledged in time";
    if (!sender.trouble.empty()) {
      std::cerr << "load: " << sender.trouble << std::endl;
      return;
    }
    ++sender.count;
    std::this_thread::sleep_for(std::chrono::nanoseconds(pause.nanoseconds));
  }
}

void Load::stop() {
  stopping_ = true;
  for (auto& sender : senders_)
    if (sender.thread.joinable()) sender.thread.join();
}

std::uint64_t Load::acknowledged() const {
  std::uint64_t all = 0;
  for (const auto& sender : senders_) all += sender.count;
  return all;
}

std::string Load::missing_from(const TraceVerdict& verdict) const {
  std::string missing;
  const auto counts = counts_of(verdict);
  std::size_t expected = 0;
  for (const auto& sender : senders_) {
    if (!sender.trouble.empty()) missing += sender.trouble + "\n";
    expected += sender.acknowledged.size();
    for (const auto& [event, text] : sender.acknowledged) {
      const auto& lines = verdict.lines;
      const auto found = lines.find(event.process);
      if (found == lines.end() || event.index.value > found->second.size() ||
          found->second[event.index.value - 1].find("\"" + text + "\"") == std::string::npos)
        missing += text + " was acknowledged and is not event " +
                   std::to_string(event.process.value) + ":" + std::to_string(event.index.value) +
                   "\n";
      const auto count = counts.find(text);
      if (count == counts.end() || count->second.sent != 1 || count->second.received != 1)
        missing += text + " was not sent and received exactly once\n";
    }
  }
  if (counts.size() != expected)
    missing += std::to_string(counts.size()) + " messages in the trace, " +
               std::to_string(expected) + " acknowledged\n";
  return missing;
}

}  // namespace lamport::parity
