// `lamport sim --seeds A..B`: the same scenario under many seeds, on several threads. Threads live
// here only; each runs whole simulations of its own and they share three numbers and a lock.
#include <atomic>
#include <charconv>
#include <chrono>
#include <mutex>
#include <thread>

#include "cli/interrupt.hpp"
#include "cli/no_sink.hpp"
#include "cli/progress.hpp"
#include "cli/sim_options.hpp"
#include "cli/verdict_text.hpp"
#include "core/check/checker.hpp"
#include "core/formats/digest.hpp"
#include "core/formats/json_string.hpp"
#include "sim/run.hpp"

namespace lamport::cli {

namespace {

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  [[nodiscard]] std::uint64_t count() const { return last - first + 1; }
};

std::optional<Range> parse_range(const std::string& text) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) return std::nullopt;
  Range range;
  const auto read = [](std::string_view part, std::uint64_t& number) {
    const auto* end = part.data() + part.size();
    const auto [stop, error] = std::from_chars(part.data(), end, number);
    return error == std::errc{} && stop == end && number <= largest_exact_integer;
  };
  const std::string_view view(text);
  if (!read(view.substr(0, dots), range.first) || !read(view.substr(dots + 2), range.last) ||
      range.last < range.first)
    return std::nullopt;
  return range;
}

/// What one seed came to.
struct SeedResult {
  std::uint64_t events = 0;
  Verdict verdict;
  std::uint64_t digest = 0;
  std::uint64_t second_digest = 0;
  bool interrupted = false;

  [[nodiscard]] bool failed() const {
    return digest != second_digest || verdict.state == RuleState::broken;
  }
};

/// Runs a seed into a trace that nobody keeps; its digest.
std::uint64_t run_into_digest(const sim::Scenario& scenario, Seed seed, Checker* checker,
                              SeedResult& result) {
  NoSink none;
  JsonlWriter writer(none);
  const auto report = sim::run(scenario, seed, {&writer, checker, false},
                               [](Time, std::uint64_t) { return !interrupted(); });
  result.events += report.outcome.events;
  result.interrupted |= report.outcome.ending == sim::Ending::interrupted;
  const auto end = writer.end();
  return end ? end->digest : 0;
}

SeedResult run_seed(const sim::Scenario& scenario, Seed seed, bool check, bool twice) {
  SeedResult result;
  Checker checker;
  if (twice) {
    result.digest = run_into_digest(scenario, seed, check ? &checker : nullptr, result);
    result.second_digest = run_into_digest(scenario, seed, nullptr, result);
  } else {
    const auto report = sim::run(scenario, seed, {nullptr, &checker, false},
                                 [](Time, std::uint64_t) { return !interrupted(); });
    result.events = report.outcome.events;
    result.interrupted = report.outcome.ending == sim::Ending::interrupted;
  }
  if (check) result.verdict = checker.finish();
  return result;
}

/// All seeds of a range. Seeds are taken in order, so that when one has failed every lower one is
/// taken already: the failure that is kept is the lowest, however many threads there are.
class Sweep {
 public:
  Sweep(const sim::Scenario& scenario, const SimOptions& options, Range range)
      : scenario_(scenario), options_(options), range_(range) {}

  void run(std::uint64_t jobs, Console& console) {
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < std::min(jobs, range_.count()); ++i)
      threads.emplace_back([this] { work(); });
    watch(console);
    for (auto& thread : threads) thread.join();
  }

  [[nodiscard]] std::uint64_t done() const { return done_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t nothing_checked() const { return nothing_checked_; }
  [[nodiscard]] const std::optional<std::pair<Seed, SeedResult>>& failure() const {
    return failure_;
  }

 private:
  void work() {
    while (!stop_ && !interrupted()) {
      const auto number = next_++;
      if (number >= range_.count()) return;
      const Seed seed{range_.first + number};
      auto result = run_seed(scenario_, seed, options_.check, options_.twice);
      if (result.interrupted) return;
      events_ += result.events;
      if (options_.check && result.verdict.state == RuleState::nothing_checked) ++nothing_checked_;
      ++done_;
      if (result.failed()) keep(seed, std::move(result));
    }
  }

  void keep(Seed seed, SeedResult result) {
    const std::lock_guard lock(mutex_);
    if (!failure_ || seed < failure_->first) failure_.emplace(seed, std::move(result));
    stop_ = true;
  }

  // Wakes up to draw progress; the threads do not wait for it.
  void watch(Console& console) {
    constexpr std::chrono::milliseconds pause{20};
    Progress progress(console, "sweeping");
    while (!stop_ && !interrupted() && done_ < range_.count()) {
      progress.update(done_, range_.count(), "seeds");
      std::this_thread::sleep_for(pause);
    }
  }

  const sim::Scenario& scenario_;
  const SimOptions& options_;
  Range range_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> events_{0};
  std::atomic<std::uint64_t> nothing_checked_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::optional<std::pair<Seed, SeedResult>> failure_;
};

/// The one command that shows the failure again.
std::string replay_command(const SimOptions& options, Seed seed, const SeedResult& result) {
  const auto number = std::to_string(seed.value);
  if (result.verdict.state == RuleState::broken)
    return command_of(options) + " --seed " + number + " --check";
  return command_of(options) + " --seeds " + number + ".." + number + " --twice";
}

std::string failure_text(const SimOptions& options, Seed seed, const SeedResult& result,
                         Console& console) {
  auto text = console.painted(Colour::red, "seed " + std::to_string(seed.value) + " fails") + ": ";
  if (result.digest != result.second_digest)
    text += "two runs differ, " + digest_text(result.digest) + " and " +
            digest_text(result.second_digest) + "\n";
  else
    text += grouped(result.verdict.finding_count) +
            (result.verdict.finding_count == 1 ? " finding\n" : " findings\n");
  if (result.verdict.state == RuleState::broken)
    text += verdict_text(result.verdict, options.scenario_name(), 3, console);
  return text + "run it again: " + replay_command(options, seed, result) + "\n";
}

std::string sweep_json(const SimOptions& options, Range range, const Sweep& sweep) {
  std::string out = "{\"scenario\":";
  append_json_string(out, options.scenario_name());
  out += ",\"first\":" + std::to_string(range.first) + ",\"last\":" + std::to_string(range.last);
  out += ",\"seeds\":" + std::to_string(sweep.done());
  out += ",\"events\":" + std::to_string(sweep.events());
  out += ",\"nothing_checked\":" + std::to_string(sweep.nothing_checked());
  if (const auto& failure = sweep.failure()) {
    const auto& [seed, result] = *failure;
    out += ",\"failure\":{\"seed\":" + std::to_string(seed.value);
    out += std::string(",\"digests_differ\":") +
           (result.digest != result.second_digest ? "true" : "false");
    out += ",\"findings\":" + std::to_string(result.verdict.finding_count) + ",\"replay\":";
    append_json_string(out, replay_command(options, seed, result));
    out += '}';
  }
  return out + "}\n";
}

std::string sweep_text(const SimOptions& options, const Sweep& sweep, double seconds,
                       Console& console) {
  std::string text;
  if (const auto& failure = sweep.failure())
    text += failure_text(options, failure->first, failure->second, console);
  text += grouped(sweep.done()) + " seeds, " + grouped(sweep.events()) + " events";
  text += ", " + grouped(static_cast<std::uint64_t>(static_cast<double>(sweep.done()) / seconds)) +
          " seeds a second\n";
  if (sweep.nothing_checked() != 0)
    text += grouped(sweep.nothing_checked()) + " seeds had no receive: nothing to check in them\n";
  if (sweep.failure() || interrupted()) return text;
  if (options.check) text += "no rule broken\n";
  if (options.twice) text += "each seed gave the same bytes twice\n";
  return text;
}

std::optional<Error> contradiction(const SimOptions& options) {
  const auto usage = [](std::string why, std::string hint) {
    return Error{ErrorCode::usage, std::move(why), {}, std::move(hint)};
  };
  if (!options.check && !options.twice)
    return usage("--seeds would decide nothing", "add --check, --twice or both");
  if (options.output || options.no_trace || options.vector || options.seed)
    return usage("--seeds excludes --seed, -o, --vector and --no-trace", "they are for one run");
  return std::nullopt;
}

}  // namespace

Exit sweep(const SimOptions& options, Console& console) {
  if (const auto wrong = contradiction(options)) return console.fail(*wrong);
  const auto range = parse_range(*options.seeds);
  if (!range)
    return console.fail({ErrorCode::usage,
                         "--seeds " + *options.seeds + " is no range",
                         {},
                         "write the first and the last: --seeds 1..1000"});
  const auto scenario = scenario_of(options, console);
  if (!scenario) return console.fail(scenario.error());

  constexpr std::uint64_t most_jobs = 256;
  const auto jobs = options.jobs.value_or(std::thread::hardware_concurrency());
  const auto began = std::chrono::steady_clock::now();
  Sweep sweep(*scenario, options, *range);
  sweep.run(std::clamp<std::uint64_t>(jobs, 1, most_jobs), console);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;

  console.print(options.json ? sweep_json(options, *range, sweep)
                             : sweep_text(options, sweep, took.count(), console));
  if (sweep.failure()) return Exit::rule_broken;
  if (interrupted()) return Exit::interrupted;
  if (options.check && sweep.nothing_checked() == sweep.done()) return Exit::nothing_checked;
  return Exit::ok;
}

}  // namespace lamport::cli
