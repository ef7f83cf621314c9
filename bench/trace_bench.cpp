// What an event costs as a line of JSON: written and read, beside the copy of its bytes (the limit)
// and what people use instead. All writers must give the same bytes; the format itself is held by
// tests/formats.
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/benchmark.hpp"
#include "bench/phold_run.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/jsonl_writer.hpp"

namespace lamport::bench {
namespace {

constexpr std::uint32_t processes = 100;

std::uint64_t event_count() {
  return smoke() ? 1'000 : 100'000;
}

/// The events of a run, with the lists that they point into, and their lines.
struct Sample {
  std::string trace = phold_trace(processes, event_count());
  std::vector<EventRecord> events;
  std::vector<ProcessId> recipients;
  std::string lines;

  Sample() {
    MemorySource source{trace};
    JsonlReader reader{source, "sample"};
    LAMPORT_ASSERT(reader.header(), "the sample has no header");
    recipients.reserve(2 * event_count());
    for (;;) {
      const auto record = reader.next();
      LAMPORT_ASSERT(record, "the sample cannot be read");
      if (*record == nullptr) break;
      const auto* event = std::get_if<EventRecord>(*record);
      if (event == nullptr) continue;
      events.push_back(*event);
      if (event->kind != EventKind::send) continue;
      recipients.push_back(event->to.front());
      events.back().to = {&recipients.back(), 1};
    }
    StringSink sink;
    JsonlWriter writer{sink};
    for (const auto& event : events) writer.event(event);
    LAMPORT_ASSERT(writer.end(), "the sample cannot be written");
    lines = sink.text().substr(0, sink.text().rfind("{\"type\":\"end\""));
  }
};

const Sample& sample() {
  static const Sample made;
  return made;
}

/// Takes bytes as a file would, and forgets them.
class CountingSink final : public ByteSink {
 public:
  Result<Done> write(std::string_view bytes) override {
    count_ += bytes.size();
    return Done{};
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
};

// Collects lines up to 256 KiB, as JsonlWriter does, and starts over.
class LineBuffer {
 public:
  char* room() { return buffer_.data() + used_; }
  void took(std::size_t bytes) {
    used_ += bytes;
    count_ += bytes;
    if (used_ > std::size_t{256} << 10) used_ = 0;
  }
  void add(std::string_view line) {
    std::memcpy(room(), line.data(), line.size());
    took(line.size());
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::vector<char> buffer_ = std::vector<char>(std::size_t{257} << 10);
  std::size_t used_ = 0;
  std::size_t count_ = 0;
};

// Runs `write(event, lines)` for every event; in all they must be the sample's bytes.
template <class Write>
void write_lines(benchmark::State& state, Write write) {
  const auto& from = sample();
  for ([[maybe_unused]] auto _ : state) {
    LineBuffer lines;
    for (const auto& event : from.events) write(event, lines);
    LAMPORT_ASSERT(lines.count() == from.lines.size(), "a writer wrote other lines");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(from.events.size()));
}

void with_nlohmann(const EventRecord& event, LineBuffer& lines) {
  nlohmann::ordered_json line;
  line["type"] = "event";
  line["process"] = event.process.value;
  line["index"] = event.index.value;
  line["kind"] = event.kind == EventKind::send ? "send" : "receive";
  line["lamport"] = event.lamport.value;
  line["time"] = event.time.nanoseconds;
  if (event.kind == EventKind::send)
    line["to"] = {event.to.front().value};
  else
    line["message"] = std::to_string(event.message.process.value) + ":" +
                      std::to_string(event.message.index.value);
  lines.add(line.dump() + "\n");
}

void with_snprintf(const EventRecord& event, LineBuffer& lines) {
  constexpr std::size_t room = 512;
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  const bool send = event.kind == EventKind::send;
  auto size = std::snprintf(
      lines.room(), room,
      R"({"type":"event","process":%u,"index":%llu,"kind":"%s","lamport":%llu,"time":%llu,)",
      event.process.value, number(event.index.value), send ? "send" : "receive",
      number(event.lamport.value), number(event.time.nanoseconds));
  lines.took(static_cast<std::size_t>(size));
  size = send ? std::snprintf(lines.room(), room, "\"to\":[%u]}\n", event.to.front().value)
              : std::snprintf(lines.room(), room, "\"message\":\"%u:%llu\"}\n",
                              event.message.process.value, number(event.message.index.value));
  lines.took(static_cast<std::size_t>(size));
}

void writing() {
  const std::string load = "write an event as a line";
  add(load, Role::ours, "JsonlWriter, digest included", [](auto& state) {
    const auto& from = sample();
    for ([[maybe_unused]] auto _ : state) {
      CountingSink sink;
      JsonlWriter writer{sink};
      for (const auto& event : from.events) writer.event(event);
      const auto end = writer.end();
      LAMPORT_ASSERT(end && sink.count() > from.lines.size(), "a writer lost bytes");
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(from.events.size()));
    state.counters["floor_times"] = 10;
  });
  add(load, Role::limit, "copy of the line", [](auto& state) {
    std::size_t at = 0;
    write_lines(state, [&](const EventRecord&, LineBuffer& lines) {
      const auto& text = sample().lines;
      if (at == text.size()) at = 0;
      const auto size = text.find('\n', at) + 1 - at;
      lines.add({text.data() + at, size});
      at += size;
    });
  });
  add(load, Role::instead, "a nlohmann json object dumped",
      [](auto& state) { write_lines(state, with_nlohmann); });
  add(load, Role::instead, "snprintf", [](auto& state) { write_lines(state, with_snprintf); });
}

void reading() {
  const std::string load = "read an event from its line";
  const auto events_in = [](auto& state, auto read) {
    const auto events = sample().events.size();
    for ([[maybe_unused]] auto _ : state) LAMPORT_ASSERT(read() == events, "events went missing");
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample().events.size()));
  };
  add(load, Role::ours, "JsonlReader, digest included", [=](auto& state) {
    events_in(state, [] {
      MemorySource source{sample().trace};
      JsonlReader reader{source, "sample"};
      std::size_t events = 0;
      auto ok = static_cast<bool>(reader.header());
      while (ok) {
        const auto record = reader.next();
        ok = record && *record != nullptr;
        if (ok) events += std::holds_alternative<EventRecord>(**record);
      }
      return events;
    });
  });
  add(load, Role::limit, "lines and digest, nothing read", [=](auto& state) {
    events_in(state, [] {
      MemorySource source{sample().trace};
      LineReader lines{source};
      std::size_t events = 0;
      for (auto line = lines.next(); line && *line != nullptr; line = lines.next())
        events += (*line)->text.substr(0, 16) == R"({"type":"event",)";
      need(lines.digest_before());
      return events;
    });
  });
  add(load, Role::instead, "nlohmann json parse", [=](auto& state) {
    events_in(state, [] {
      const auto& text = sample().lines;
      std::size_t events = 0;
      for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        const auto line = nlohmann::json::parse(text.data() + at, &text[text.find('\n', at)]);
        events += line["type"] == "event";
      }
      return events;
    });
  });
}

const bool registered = [] {
  writing();
  reading();
  return true;
}();

}  // namespace
}  // namespace lamport::bench
