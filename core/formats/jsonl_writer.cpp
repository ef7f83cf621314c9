// The bytes of every record. Numbers by std::to_chars straight into a buffer that stays in cache;
// the digest takes whole buffers.
#include "core/formats/jsonl_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/base/assert.hpp"
#include "core/formats/json_string.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

/// Room for a record's keys, integers and one string; lists and data ask for their own.
constexpr std::size_t record_room = 512 + json_string_room(longest_trace_string);
constexpr std::size_t integer_room = 24;

}  // namespace

JsonlWriter::JsonlWriter(ByteSink& sink)
    : sink_(sink), buffer_(new char[buffer_bytes]), at_(buffer_.get()) {}

void JsonlWriter::flush() {
  const std::string_view bytes{buffer_.get(), static_cast<std::size_t>(at_ - buffer_.get())};
  digest_.update(bytes);
  if (!failure_)
    if (auto written = sink_.write(bytes); !written) failure_ = written.error();
  at_ = buffer_.get();
}

void JsonlWriter::reserve(std::size_t bytes) {
  if (static_cast<std::size_t>(buffer_.get() + buffer_bytes - at_) < bytes) [[unlikely]]
    flush();
}

template <std::size_t Size>
void JsonlWriter::literal(const char (&text)[Size]) {
  std::memcpy(at_, text, Size - 1);
  at_ += Size - 1;
}

void JsonlWriter::integer(std::uint64_t value) {
  LAMPORT_ASSERT(value <= largest_exact_integer, "an integer in a trace exceeds 2^53 - 1");
  at_ = std::to_chars(at_, at_ + integer_room, value).ptr;
}

void JsonlWriter::string(std::string_view text) {
  LAMPORT_ASSERT(text.size() <= longest_trace_string && is_utf8(text),
                 "a string in a trace is too long or not UTF-8");
  at_ = write_json_string(at_, text);
}

void JsonlWriter::raw(std::string_view text) {
  while (!text.empty()) {
    reserve(1);
    const auto room = static_cast<std::size_t>(buffer_.get() + buffer_bytes - at_);
    const auto piece = text.substr(0, room);
    at_ = std::copy(piece.begin(), piece.end(), at_);
    text.remove_prefix(piece.size());
  }
}

void JsonlWriter::event_id(EventId id) {
  *at_++ = '"';
  integer(id.process.value);
  *at_++ = ':';
  integer(id.index.value);
  *at_++ = '"';
}

void JsonlWriter::header(const Header& header) {
  const auto name = [&](std::string_view text) {
    reserve(record_room);
    string(text);
  };
  raw(R"({"type":"header","format":"lamport-trace","version":)");
  reserve(record_room);
  integer(trace_version);
  literal(R"(,"source":")");
  raw(name_of(header.source));
  raw(R"(","scenario":)");
  name(header.scenario);
  raw(R"(,"protocol":)");
  name(header.protocol);
  raw(R"(,"seed":)");
  reserve(record_room);
  integer(header.seed.value);
  literal(R"(,"settings":{)");
  const char* separator = "";
  for (const auto& [key, value] : header.settings) {
    raw(separator);
    name(key);
    raw(":");
    reserve(record_room);
    if (const auto* number = std::get_if<std::uint64_t>(&value)) integer(*number);
    if (const auto* truth = std::get_if<bool>(&value)) raw(*truth ? "true" : "false");
    if (const auto* text = std::get_if<std::string>(&value)) string(*text);
    separator = ",";
  }
  raw(R"(},"rules":[)");
  separator = "";
  for (const auto& rule : header.rules) {
    raw(separator);
    name(rule);
    separator = ",";
  }
  raw(R"(],"engine":)");
  reserve(record_room);
  integer(header.engine);
  literal(R"(,"time_unit":"ns")");
  if (header.source == TraceSource::live) {
    literal(R"(,"epoch":)");
    name(header.epoch);
    raw(header.complete ? R"(,"complete":true)" : R"(,"complete":false)");
  }
  raw(R"(,"processes":[)");
  separator = "";
  for (const auto& process : header.processes) {
    raw(separator);
    raw(R"({"id":)");
    reserve(record_room);
    integer(process.id.value);
    literal(R"(,"name":)");
    string(process.name);
    raw("}");
    separator = ",";
  }
  raw("]}\n");
}

void JsonlWriter::recipients(std::span<const ProcessId> to) {
  LAMPORT_ASSERT(!to.empty(), "a send event without recipients");
  literal(R"(,"to":[)");
  for (const auto process : to) {
    reserve(record_room);
    integer(process.value);
    *at_++ = ',';
  }
  at_[-1] = ']';
}

void JsonlWriter::vector(std::span<const VectorEntry> entries) {
  literal(R"(,"vector":{)");
  for (const auto& entry : entries) {
    reserve(record_room);
    *at_++ = '"';
    integer(entry.process.value);
    literal("\":");
    integer(entry.index);
    *at_++ = ',';
  }
  at_[-1] = '}';
}

void JsonlWriter::event(const EventRecord& event) {
  ++records_;
  reserve(record_room);
  literal(R"({"type":"event","process":)");
  integer(event.process.value);
  literal(R"(,"index":)");
  integer(event.index.value);
  switch (event.kind) {
    case EventKind::internal: literal(R"(,"kind":"internal","lamport":)"); break;
    case EventKind::send: literal(R"(,"kind":"send","lamport":)"); break;
    case EventKind::receive: literal(R"(,"kind":"receive","lamport":)"); break;
  }
  integer(event.lamport.value);
  literal(R"(,"time":)");
  integer(event.time.nanoseconds);
  if (event.kind == EventKind::send) {
    recipients(event.to);
  } else if (event.kind == EventKind::receive) {
    literal(R"(,"message":)");
    event_id(event.message);
  }
  if (!event.label.empty()) {
    reserve(record_room);
    literal(R"(,"label":)");
    string(event.label);
  }
  if (event.incarnation != Incarnation{1}) {
    literal(R"(,"incarnation":)");
    integer(event.incarnation.value);
  }
  if (!event.vector.empty()) vector(event.vector);
  raw("}\n");
}

void JsonlWriter::fate(const FateRecord& fate) {
  ++records_;
  reserve(record_room);
  literal(R"({"type":"fate","message":)");
  event_id(fate.message);
  literal(R"(,"to":)");
  integer(fate.to.value);
  literal(R"(,"fate":")");
  raw(name_of(fate.fate));
  literal(R"(","time":)");
  integer(fate.time.nanoseconds);
  literal(R"(,"reason":")");
  raw(name_of(fate.reason));
  literal("\"}\n");
}

void JsonlWriter::life(const LifeRecord& life) {
  ++records_;
  reserve(record_room);
  literal(R"({"type":"life","process":)");
  integer(life.process.value);
  literal(R"(,"change":")");
  raw(name_of(life.change));
  literal(R"(","incarnation":)");
  integer(life.incarnation.value);
  literal(R"(,"after":)");
  integer(life.after.value);
  literal(R"(,"time":)");
  integer(life.time.nanoseconds);
  literal("}\n");
}

void JsonlWriter::link(const LinkRecord& link) {
  ++records_;
  reserve(record_room);
  literal(R"({"type":"link","from":)");
  integer(link.from.value);
  literal(R"(,"to":)");
  integer(link.to.value);
  literal(R"(,"change":")");
  raw(name_of(link.change));
  literal(R"(","value":)");
  integer(link.value);
  literal(R"(,"time":)");
  integer(link.time.nanoseconds);
  literal("}\n");
}

void JsonlWriter::input(const InputRecord& input) {
  ++records_;
  reserve(record_room);
  literal(R"({"type":"input","process":)");
  integer(input.process.value);
  literal(R"(,"step":)");
  integer(input.step);
  literal(R"(,"after":)");
  integer(input.after.value);
  literal(R"(,"mono":)");
  integer(input.mono);
  literal(R"(,"wall":)");
  integer(input.wall);
  literal(R"(,"input":")");
  raw(name_of(input.input));
  literal(R"(","data":)");
  raw(input.data);
  raw("}\n");
}

void JsonlWriter::record(const Record& record) {
  struct Writer {
    JsonlWriter& to;
    void operator()(const EventRecord& event) { to.event(event); }
    void operator()(const FateRecord& fate) { to.fate(fate); }
    void operator()(const LifeRecord& life) { to.life(life); }
    void operator()(const LinkRecord& link) { to.link(link); }
    void operator()(const InputRecord& input) { to.input(input); }
  };
  std::visit(Writer{*this}, record);
}

Result<EndRecord> JsonlWriter::end() {
  flush();
  const EndRecord end{records_, digest_.value()};
  literal(R"({"type":"end","records":)");
  integer(end.records);
  literal(R"(,"digest":")");
  raw(digest_text(end.digest));
  literal("\"}\n");
  flush();
  if (!failure_)
    if (auto finished = sink_.finish(); !finished) failure_ = finished.error();
  if (failure_) return *failure_;
  return end;
}

}  // namespace lamport
