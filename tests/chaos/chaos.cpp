// Chaos: four live nodes under load, faults drawn from a seed, then quiet; after that the collected
// trace must obey every rule, replay, and have everything that was acknowledged exactly once.
//
//   chaos --seed 1 --faults 40       what the tests run, about two minutes
//   chaos --seed 1 --minutes 60      what scripts/chaos is for
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/chaos/faults.hpp"
#include "tests/parity/load.hpp"
#include "tests/parity/verdict.hpp"

namespace lamport::chaos {
namespace {

using parity::eventually;
using Clock = std::chrono::steady_clock;

struct Options {
  std::uint64_t seed = 1;
  std::uint64_t faults = 40;
  std::uint64_t minutes = 0;  ///< instead of a number of faults
  std::string keep;           ///< where to put the trace and the fault log
};

/// One run. Every member function says whether to go on, and prints why not.
class Chaos {
 public:
  explicit Chaos(const Options& options)
      : options_(options),
        directory_("chaos"),
        cluster_(directory_, {.protocol_settings = ""}),
        faults_(cluster_, {options.seed}, fault_log()),
        begun_(Clock::now()) {}

  bool run() {
    cluster_.start_all();
    if (!cluster_.all_ready()) return fail("the nodes do not become ready");
    for (std::uint32_t id = 0; id < cluster_.size(); ++id)
      if (auto on = cluster_.client(id).automatic(true, 100); !on)
        return fail(to_string(on.error()));
    parity::Load load(cluster_, {options_.seed}, milliseconds(5));
    disturb();
    return calm_down(load) && judge(load);
  }

 private:
  void disturb() {
    Dice pauses({options_.seed ^ 0xfa17});
    std::uint64_t next = 500;
    std::uint64_t begun = 0;
    const auto more = [&] {
      return options_.minutes > 0 ? now() < options_.minutes * 60'000 : begun < options_.faults;
    };
    while (more()) {
      faults_.end_due(now());
      if (now() < next || !faults_.begin(now())) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        continue;
      }
      ++begun;
      next = now() + pauses.between(300, 2500);
      if (begun % 10 == 0) std::cout << now() / 1000 << " s: " << begun << " faults" << std::endl;
    }
    faults_.end_all(now());
  }

  bool calm_down(parity::Load& load) {
    if (!cluster_.all_ready()) return fail("not all nodes come back");
    load.stop();
    for (std::uint32_t id = 0; id < cluster_.size(); ++id) {
      const bool off =
          eventually([&] { return cluster_.client(id).automatic(false, 100).has_value(); });
      if (!off) return fail("a node does not stop its automatic events");
    }
    if (!cluster_.quiet()) return fail("messages stay under way after all faults have ended");
    return true;
  }

  bool judge(const parity::Load& load) {
    const auto collected = net::collect({cluster_.url(0)});
    if (!collected) return fail(to_string(collected.error()));
    const auto bytes = parity::bytes_of(*collected);
    if (!options_.keep.empty()) keep(bytes);
    const auto verdict = parity::verdict_on(bytes);
    std::cout << now() / 1000 << " s: " << load.acknowledged() << " messages acknowledged, "
              << verdict.events << " events collected; faults:";
    for (std::size_t i = 0; i < fault_names.size(); ++i)
      std::cout << " " << fault_names[i] << " " << faults_.counts()[i];
    std::cout << std::endl;
    bool good = true;
    const auto expect = [&](bool holds, const std::string& what) {
      if (!holds) good = fail(what);
    };
    expect(collected->header().complete, "the trace is not complete");
    expect(verdict.state == RuleState::ok, "the checker: " + verdict.findings);
    expect(verdict.difference.empty(), "the replay: " + verdict.difference);
    expect(verdict.events == verdict.replayed, "events that no input gives");
    expect(
        verdict.fates.empty() || verdict.fates.count(FateKind::duplicated) == verdict.fates.size(),
        "messages were not received");
    expect(load.acknowledged() >= options_.faults, "hardly any load");
    const auto missing = load.missing_from(verdict);
    expect(missing.empty(), missing.substr(0, 2000));
    expect(faults_.trouble().empty(), faults_.trouble());
    for (std::uint32_t id = 0; id < cluster_.size(); ++id) {
      const auto end = cluster_.end(id, SIGTERM);
      expect(end.code == 0 && end.signal == 0, "at the end a node " + to_string(end));
    }
    return good;
  }

  void keep(const std::string& bytes) const {
    std::filesystem::create_directories(options_.keep);
    std::ofstream(options_.keep + "/chaos.jsonl") << bytes;
    std::filesystem::copy_file(fault_log(), options_.keep + "/faults.jsonl",
                               std::filesystem::copy_options::overwrite_existing);
  }

  bool fail(const std::string& why) const {
    std::cout << "FAILED (seed " << options_.seed << "): " << why << "\nfaults:\n"
              << std::ifstream(fault_log()).rdbuf() << cluster_.last_words() << std::endl;
    return false;
  }

  [[nodiscard]] std::string fault_log() const { return directory_.path() + "/faults.jsonl"; }
  [[nodiscard]] std::uint64_t now() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_).count());
  }

  Options options_;
  parity::TestDirectory directory_;
  parity::LiveCluster cluster_;
  Faults faults_;
  Clock::time_point begun_;
};

Options read_options(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string name = arguments[i];
    const std::string value = i + 1 < count ? arguments[i + 1] : "";
    const bool is_number = !value.empty() && value.size() < 10 &&
                           value.find_first_not_of("0123456789") == std::string::npos;
    if (name == "--keep" && !value.empty()) {
      options.keep = value;
    } else if (is_number && name == "--seed") {
      options.seed = std::stoull(value);
    } else if (is_number && name == "--faults") {
      options.faults = std::stoull(value);
    } else if (is_number && name == "--minutes") {
      options.minutes = std::stoull(value);
    } else {
      std::cerr << "usage: chaos [--seed S] [--faults N | --minutes N] [--keep DIR]\n";
      std::exit(64);
    }
  }
  return options;
}

}  // namespace
}  // namespace lamport::chaos

int main(int count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto options = lamport::chaos::read_options(count, arguments);
  std::cout << "seed " << options.seed << std::endl;
  const bool good = lamport::chaos::Chaos(options).run();
  std::cout << (good ? "ok" : "failed") << std::endl;
  return good ? 0 : 1;
}
