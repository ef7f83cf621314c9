// See faults.hpp.
#include "tests/chaos/faults.hpp"

#include <algorithm>
#include <filesystem>

namespace lamport::chaos {

namespace {

bool is_of_process(Fault fault) {
  switch (fault) {
    case Fault::kill:
    case Fault::stop:
    case Fault::pause:
    case Fault::coordinator:
    case Fault::full_disk: return true;
    default: return false;
  }
}

}  // namespace

Faults::Faults(parity::LiveCluster& cluster, Seed seed, const std::string& log)
    : cluster_(cluster), dice_(seed), log_(log) {}

bool Faults::begin(std::uint64_t now) {
  ActiveFault active;
  active.fault = static_cast<Fault>(dice_.below(fault_names.size()));
  active.ends_at = now + dice_.between(300, 3000);
  const bool began =
      is_of_process(active.fault) ? begin_at_process(active) : begin_at_links(active);
  if (!began) return false;
  ++counts_[static_cast<std::size_t>(active.fault)];
  write("begin", active, now);
  active_.push_back(active);
  return true;
}

std::vector<std::uint32_t> Faults::up() const {
  std::vector<std::uint32_t> up;
  for (std::uint32_t id = 0; id < cluster_.size(); ++id)
    if (away_.count(id) == 0) up.push_back(id);
  return up;
}

bool Faults::begin_at_process(ActiveFault& active) {
  const auto candidates = up();
  if (candidates.size() < 2) return false;  // somebody must be there to be talked to
  active.process =
      active.fault == Fault::coordinator ? 0 : candidates[dice_.below(candidates.size())];
  if (away_.count(active.process) != 0) return false;
  away_.insert(active.process);
  switch (active.fault) {
    case Fault::kill:
    case Fault::coordinator: cluster_.kill(active.process); break;
    case Fault::pause: cluster_.signal(active.process, SIGSTOP); break;
    case Fault::full_disk: fill_disk(active.process); break;
    default: {
      const auto end = cluster_.end(active.process, SIGTERM);
      if (end.code != 0 || end.signal != 0)
        trouble_ += "a node that was asked to stop " + to_string(end) + "\n";
    }
  }
  return true;
}

// From now on no file of its can grow beyond what the largest has.
void Faults::fill_disk(std::uint32_t process) {
  cluster_.kill(process);
  std::uint64_t largest = 0;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(cluster_.data(process), ignored))
    if (file.is_regular_file(ignored))
      largest = std::max<std::uint64_t>(largest, file.file_size(ignored));
  cluster_.start(process, largest + 16 * 1024);
}

bool Faults::begin_at_links(ActiveFault& active) {
  const auto candidates = up();
  if (candidates.size() < 2) return false;
  const auto from = candidates[dice_.below(candidates.size())];
  const auto other = static_cast<std::uint32_t>(dice_.below(cluster_.size() - 1));
  const auto to = other < from ? other : other + 1;
  active.process = from;
  if (active.fault == Fault::isolate) {
    for (std::uint32_t id = 0; id < cluster_.size(); ++id)
      if (id != from) {
        active.links.emplace_back(from, id);
        active.links.emplace_back(id, from);
      }
  } else {
    active.links.emplace_back(from, to);
    if (active.fault == Fault::cut) active.links.emplace_back(to, from);
  }
  const auto delay_ms = dice_.between(20, 400);
  bool any = false;
  for (const auto& [a, b] : active.links) {
    if (away_.count(a) != 0) continue;  // its own links are its own business when it comes back
    auto client = cluster_.client(a);
    const auto done = active.fault == Fault::delay
                          ? client.delay_link({a}, {b}, delay_ms, cluster_.token())
                          : client.cut_link({a}, {b}, cluster_.token());
    any = any || done;
    if (!done && done.error().code == ErrorCode::usage) trouble_ += to_string(done.error()) + "\n";
  }
  return any;
}

void Faults::end_due(std::uint64_t now) {
  for (std::size_t i = 0; i < active_.size();) {
    if (active_[i].ends_at > now) {
      ++i;
      continue;
    }
    const auto active = active_[i];
    active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(i));
    end(active, now);
  }
}

void Faults::end_all(std::uint64_t now) {
  while (!active_.empty()) {
    const auto active = active_.back();
    active_.pop_back();
    end(active, now);
  }
}

void Faults::end(const ActiveFault& active, std::uint64_t now) {
  write("end", active, now);
  for (const auto& [a, b] : active.links)
    if (away_.count(a) == 0) (void)cluster_.client(a).heal_link({a}, {b}, cluster_.token());
  if (!is_of_process(active.fault)) return;
  away_.erase(active.process);
  if (active.fault == Fault::pause) return cluster_.signal(active.process, SIGCONT);
  if (cluster_.running(active.process)) cluster_.kill(active.process);
  cluster_.start(active.process);
}

void Faults::write(const char* what, const ActiveFault& active, std::uint64_t now) {
  log_ << "{\"ms\":" << now << ",\"" << what << "\":\""
       << fault_names[static_cast<std::size_t>(active.fault)] << "\",\"process\":" << active.process
       << ",\"links\":[";
  const char* separator = "";
  for (const auto& [a, b] : active.links) {
    log_ << separator << "[" << a << "," << b << "]";
    separator = ",";
  }
  log_ << "]}" << std::endl;
}

}  // namespace lamport::chaos
