// See verdict.hpp.
#include "tests/parity/verdict.hpp"

#include "core/formats/jsonl_reader.hpp"
#include "core/formats/replay.hpp"

namespace lamport::parity {

TraceVerdict verdict_on(const std::string& trace) {
  TraceVerdict verdict;
  MemorySource source(trace);
  JsonlReader reader(source, "trace");
  const auto header = reader.header();
  if (!header) {
    verdict.findings = to_string(header.error());
    return verdict;
  }
  Checker checker;
  checker.header(*header);
  const auto replay = make_replay(*header);
  for (;;) {
    auto record = reader.next();
    if (!record) {
      verdict.findings += to_string(record.error()) + "\n";
      break;
    }
    if (*record == nullptr) break;
    checker.record(**record, reader.line());
    if (verdict.difference.empty()) {
      auto difference = replay->record(**record, reader.line());
      if (!difference)
        verdict.difference = to_string(difference.error());
      else if (*difference)
        verdict.difference = std::to_string((*difference)->line) + ": " + (*difference)->what +
                             "\n" + (*difference)->recorded + "\n" + (*difference)->replayed;
    }
    if (const auto* event = std::get_if<EventRecord>(&**record)) {
      ++verdict.events;
      auto timeless = *event;
      timeless.time = {};
      verdict.lines[event->process].push_back(line_of(timeless));
    } else if (const auto* fate = std::get_if<FateRecord>(&**record)) {
      ++verdict.fates[fate->fate];
    }
  }
  if (verdict.difference.empty())
    if (const auto difference = replay->end()) verdict.difference = difference->replayed;
  verdict.replayed = replay->events();
  const auto checked = checker.finish();
  verdict.state = checked.state;
  for (const auto& finding : checked.findings)
    verdict.findings += finding.rule + ": " + finding.proof + "\n";
  return verdict;
}

std::string bytes_of(const net::Collected& collected) {
  StringSink bytes;
  JsonlWriter writer(bytes);
  const auto end = collected.write(writer);
  LAMPORT_ASSERT(end.has_value(), "a collected trace cannot be written");
  return bytes.text();
}

}  // namespace lamport::parity
