// How fast `lamport check` decides a trace in a file: all universal rules, the file read in blocks
// and its digest verified, as the command does it. The limit is reading the same file without
// deciding anything. Whether verdicts are right is tests/check's business.
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "bench/benchmark.hpp"
#include "bench/phold_run.hpp"
#include "cli/trace_check.hpp"
#include "cli/trace_input.hpp"

namespace lamport::bench {
namespace {

/// A trace in a temporary file, gone with the program.
class TraceFile {
 public:
  TraceFile(std::uint32_t processes, std::uint64_t events) : events_(events) {
    const auto* directory = std::getenv("TMPDIR");
    name_ = std::string(directory == nullptr ? "/tmp" : directory) + "/lamport-bench-XXXXXX";
    const auto descriptor = mkstemp(name_.data());
    LAMPORT_ASSERT(descriptor >= 0, "no temporary file could be made");
    close(descriptor);
    std::ofstream(name_, std::ios::binary) << phold_trace(processes, events);
  }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  ~TraceFile() { unlink(name_.c_str()); }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  std::string name_;
  std::uint64_t events_;
};

const TraceFile& trace_file() {
  static const TraceFile made{1'000, smoke() ? 10'000U : 1'000'000U};
  return made;
}

template <class Read>
void events_in(benchmark::State& state, Read read) {
  const auto& file = trace_file();
  std::int64_t events = 0;
  for (auto _ : state) {
    auto input = cli::TraceInput::open(file.name());
    LAMPORT_ASSERT(input, "the trace cannot be opened");
    const auto found = read(input->reader());
    LAMPORT_ASSERT(found >= file.events(), "events went missing");
    events += static_cast<std::int64_t>(found);
  }
  state.SetItemsProcessed(events);
}

std::uint64_t read_only(JsonlReader& reader) {
  std::uint64_t events = 0;
  auto ok = static_cast<bool>(reader.header());
  while (ok) {
    const auto record = reader.next();
    ok = record && *record != nullptr;
    if (ok) events += std::holds_alternative<EventRecord>(**record);
  }
  LAMPORT_ASSERT(reader.end(), "the trace cannot be read");
  return events;
}

const bool registered = [] {
  const std::string load = "check a phold trace of 1,000 processes: an event";
  add(load, Role::ours, "lamport check", [](auto& state) {
    events_in(state, [](JsonlReader& reader) {
      const auto check = cli::check_trace(reader, "trace", [](const auto&) { return true; });
      LAMPORT_ASSERT(cli::state_of(check) == "ok", "the trace is not what it should be");
      return check.verdict.events;
    });
    state.counters["floor_per_second"] = 2'000'000;
  });
  add(load, Role::limit, "reading alone", [](auto& state) { events_in(state, read_only); });
  return true;
}();

}  // namespace
}  // namespace lamport::bench
