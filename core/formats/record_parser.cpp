// One pass over the keys of a line fills Values; what a type of record needs and allows is a table
// of keys; then each record is made from its values. Events as they are usually written are read
// before that, by plain_event.
#include "core/formats/record_parser.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "core/formats/digest.hpp"
#include "core/formats/header_parser.hpp"
#include "core/formats/json_values.hpp"
#include "core/formats/line_reader.hpp"
#include "core/formats/plain_event.hpp"
#include "core/formats/record_shapes.hpp"

namespace lamport {

namespace {

namespace ondemand = simdjson::ondemand;
static_assert(line_padding >= simdjson::SIMDJSON_PADDING);

/// A number written the one way: digits, no sign, no leading zero.
bool canonical_number(std::string_view text, std::uint64_t limit, std::uint64_t& number) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return false;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end && number <= limit;
}

}  // namespace

struct RecordParser::State {
  ondemand::parser parser;
  JsonValues values;
  HeaderParser header{values};
  Record record;
  EndRecord end;

  // The values of one line, by key: numbers, and positions of words among those allowed.
  std::array<std::uint64_t, key_names.size()> numbers{};
  EventId message;
  std::string_view label;
  std::string_view data;
  std::vector<ProcessId> recipients;
  std::vector<VectorEntry> vector;
  Keys seen = 0;

  [[nodiscard]] bool has(Key key) const { return (seen & keys(key)) != 0; }
  [[nodiscard]] std::uint64_t number(Key key) const {
    return numbers[static_cast<std::size_t>(key)];
  }
  template <class Word>
  [[nodiscard]] Word word(Key key) const {
    return static_cast<Word>(number(key));
  }

  bool line(std::string_view text, LineKind& kind);
  bool type_of(JsonObject& object, RecordType& type);
  bool fields(JsonObject& object, RecordType type);
  bool field(RecordType type, Key key, JsonValue& value);
  bool known_process(std::uint64_t id, std::string_view name, const char* at);
  bool process_id(JsonValue& value, std::string_view name, std::uint64_t& id);
  bool recipient_list(JsonValue& value);
  bool event_id(JsonValue& value);
  bool vector_time(JsonValue& value);
  bool end_digest(JsonValue& value);
  bool complete(RecordType type);
  bool make_event();
  void make(RecordType type);
};

bool RecordParser::State::line(std::string_view text, LineKind& kind) {
  values.begin(text);
  if (!text.empty() && text.back() == '\r')
    return values.fail(&text.back(), "the line ends with CR LF",
                       "traces have LF alone: dos2unix or sed 's/\\r$//'");
  ondemand::document document;
  JsonObject object;
  if (const auto code =
          parser.iterate(text.data(), text.size(), text.size() + line_padding).get(document))
    return values.broken(code);
  if (const auto code = document.get_object().get(object)) return values.broken(code);
  RecordType type{};
  if (!type_of(object, type) || !fields(object, type)) return false;
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS)
    return values.fail(rest, "something follows the object", "one record a line");
  if (!complete(type)) return false;
  kind = type == RecordType::header ? LineKind::header
         : type == RecordType::end  ? LineKind::end
                                    : LineKind::record;
  make(type);
  return true;
}

bool RecordParser::State::type_of(JsonObject& object, RecordType& type) {
  JsonValue value;
  if (const auto code = object.find_field_unordered("type").get(value)) {
    if (code == simdjson::NO_SUCH_FIELD) return values.fail(nullptr, "the record has no \"type\"");
    return values.broken(code);
  }
  std::uint64_t position = 0;
  if (!values.word(value, "type", type_names, position)) return false;
  type = static_cast<RecordType>(position);
  bool empty = false;
  if (const auto code = object.reset().get(empty)) return values.broken(code);
  return type != RecordType::header || header.begin(object);
}

bool RecordParser::State::fields(JsonObject& object, RecordType type) {
  const auto allowed = shape_of(type).required | shape_of(type).optional;
  seen = 0;
  std::size_t next = 0;
  for (auto field_result : object) {
    ondemand::field read;
    std::string_view name;
    if (const auto code = std::move(field_result).get(read)) return values.broken(code);
    const char* at = read.key().raw() - 1;
    if (const auto code = read.unescaped_key().get(name)) return values.broken(code, at);
    std::size_t tried = 0;
    while (tried < key_names.size() && key_names[next] != name) {
      next = next + 1 < key_names.size() ? next + 1 : 0;
      ++tried;
    }
    const bool known = tried < key_names.size() && (allowed & Keys{1} << next) != 0;
    if (!known) {
      if (!values.anything(read.value())) return false;
      continue;
    }
    const auto key = static_cast<Key>(next);
    if (has(key)) return values.fail(at, "\"" + std::string(name) + "\" stands there twice");
    seen |= keys(key);
    if (!field(type, key, read.value())) return false;
  }
  return true;
}

bool RecordParser::State::field(RecordType type, Key key, JsonValue& value) {
  const auto name = name_of(key);
  auto& number = numbers[static_cast<std::size_t>(key)];
  switch (key) {
    case Key::type: return values.word(value, name, type_names, number);
    case Key::process:
    case Key::from: return process_id(value, name, number);
    case Key::to:
      return type == RecordType::event ? recipient_list(value) : process_id(value, name, number);
    case Key::incarnation: return values.integer(value, name, largest_id, number);
    case Key::index:
    case Key::lamport:
    case Key::time:
    case Key::after:
    case Key::value:
    case Key::step:
    case Key::mono:
    case Key::wall:
    case Key::records: return values.integer(value, name, largest_exact_integer, number);
    case Key::kind: return values.word(value, name, names::event_kinds, number);
    case Key::fate: return values.word(value, name, names::fates, number);
    case Key::reason: return values.word(value, name, names::reasons, number);
    case Key::input: return values.word(value, name, names::inputs, number);
    case Key::change:
      if (type == RecordType::life) return values.word(value, name, names::life_changes, number);
      return values.word(value, name, names::link_changes, number);
    case Key::message: return event_id(value);
    case Key::label: return values.string(value, name, label);
    case Key::vector: return vector_time(value);
    case Key::data: return values.raw_object(value, name, data);
    case Key::digest: return end_digest(value);
    default: return header.field(name, value);
  }
}

bool RecordParser::State::known_process(std::uint64_t id, std::string_view name, const char* at) {
  if (id < header.header().processes.size()) [[likely]]
    return true;
  return values.fail(at, "\"" + std::string(name) + "\" names process " + std::to_string(id) +
                             ", the header has " +
                             std::to_string(header.header().processes.size()) + ", from 0");
}

bool RecordParser::State::process_id(JsonValue& value, std::string_view name, std::uint64_t& id) {
  const char* at = value.raw_json_token().data();
  return values.integer(value, name, largest_id, id) && known_process(id, name, at);
}

bool RecordParser::State::recipient_list(JsonValue& value) {
  ondemand::array list;
  const char* at = value.raw_json_token().data();
  if (!values.list(value, "to", list)) return false;
  recipients.clear();
  for (auto element : list) {
    JsonValue inner;
    std::uint64_t id = 0;
    if (const auto code = element.get(inner)) return values.broken(code);
    const char* here = inner.raw_json_token().data();
    if (!process_id(inner, "to", id)) return false;
    if (!recipients.empty() && recipients.back().value >= id)
      return values.fail(here, "\"to\" is not ascending and unique at " + std::to_string(id));
    recipients.push_back({static_cast<std::uint32_t>(id)});
  }
  return !recipients.empty() || values.fail(at, "\"to\" is empty", "a send has a recipient");
}

bool RecordParser::State::event_id(JsonValue& value) {
  const char* at = value.raw_json_token().data();
  std::string_view text;
  if (!values.string(value, "message", text)) return false;
  const auto colon = text.find(':');
  std::uint64_t process = 0;
  std::uint64_t index = 0;
  if (colon == std::string_view::npos ||
      !canonical_number(text.substr(0, colon), largest_id, process) ||
      !canonical_number(text.substr(colon + 1), largest_exact_integer, index))
    return values.fail(at, "\"message\" is \"" + std::string(text.substr(0, 40)) +
                               "\", not an event such as \"1:2\" (process:index)");
  message = {{static_cast<std::uint32_t>(process)}, {index}};
  return known_process(process, "message", at);
}

bool RecordParser::State::vector_time(JsonValue& value) {
  JsonObject object;
  const char* at = value.raw_json_token().data();
  if (!values.object(value, "vector", object)) return false;
  vector.clear();
  for (auto read : object) {
    std::string_view key;
    JsonValue inner;
    std::uint64_t process = 0;
    std::uint64_t index = 0;
    if (const auto code = read.unescaped_key().get(key)) return values.broken(code, at);
    if (const auto code = read.value().get(inner)) return values.broken(code, at);
    const char* here = inner.raw_json_token().data();
    if (!canonical_number(key, largest_id, process))
      return values.fail(here, "\"vector\" has a key that is not a process id");
    if (!known_process(process, "vector", here)) return false;
    if (!values.integer(inner, "vector", largest_exact_integer, index)) return false;
    if (index == 0 || (!vector.empty() && vector.back().process.value >= process))
      return values.fail(here, "\"vector\" has an entry that is 0 or not in ascending order");
    vector.push_back({{static_cast<std::uint32_t>(process)}, index});
  }
  return !vector.empty() || values.fail(at, "\"vector\" is empty");
}

bool RecordParser::State::end_digest(JsonValue& value) {
  const char* at = value.raw_json_token().data();
  std::string_view text;
  if (!values.string(value, "digest", text)) return false;
  const auto parsed = parse_digest(text);
  if (parsed) end.digest = *parsed;
  return parsed.has_value() ||
         values.fail(at, "\"digest\" is not \"xxh3:\" and 16 lower-case hexadecimal digits");
}

/// Whether everything needed was there.
bool RecordParser::State::complete(RecordType type) {
  if (const auto missing = shape_of(type).required & ~seen; missing != 0) [[unlikely]] {
    std::size_t key = 0;
    while ((missing & Keys{1} << key) == 0) ++key;
    return values.fail(nullptr, "the " + std::string(type_names[static_cast<std::size_t>(type)]) +
                                    " has no \"" + std::string(key_names[key]) + "\"");
  }
  if (type == RecordType::header) {
    const bool live = header.header().source == TraceSource::live;
    if (live && (!has(Key::epoch) || !has(Key::complete)))
      return values.fail(nullptr, "the header of a live trace has no \"epoch\" or \"complete\"");
  }
  if (type != RecordType::event) return true;
  const auto kind = word<EventKind>(Key::kind);
  const auto only = [&](Key key, EventKind wanted) {
    if (has(key) == (kind == wanted)) return true;
    const auto name = std::string(name_of(key));
    return values.fail(
        nullptr,
        has(key) ? "an event that is no " + std::string(name_of(wanted)) + " has \"" + name + "\""
                 : "the " + std::string(name_of(wanted)) + " has no \"" + name + "\"");
  };
  return only(Key::to, EventKind::send) && only(Key::message, EventKind::receive);
}

void RecordParser::State::make(RecordType type) {
  const auto process = [&](Key key) { return ProcessId{static_cast<std::uint32_t>(number(key))}; };
  const auto incarnation = [&] {
    return Incarnation{static_cast<std::uint32_t>(number(Key::incarnation))};
  };
  const Time time{number(Key::time)};
  switch (type) {
    case RecordType::header: break;
    case RecordType::event: {
      auto& event = record.emplace<EventRecord>();
      event.process = process(Key::process);
      event.index = {number(Key::index)};
      event.kind = word<EventKind>(Key::kind);
      event.lamport = {number(Key::lamport)};
      event.time = time;
      if (has(Key::to)) event.to = recipients;
      if (has(Key::message)) event.message = message;
      if (has(Key::label)) event.label = label;
      if (has(Key::incarnation)) event.incarnation = incarnation();
      if (has(Key::vector)) event.vector = vector;
      break;
    }
    case RecordType::fate:
      record = FateRecord{message, process(Key::to), word<FateKind>(Key::fate), time,
                          word<FateReason>(Key::reason)};
      break;
    case RecordType::life:
      record = LifeRecord{process(Key::process),
                          word<LifeChange>(Key::change),
                          incarnation(),
                          {number(Key::after)},
                          time};
      break;
    case RecordType::link:
      record = LinkRecord{process(Key::from), process(Key::to), word<LinkChange>(Key::change),
                          number(Key::value), time};
      break;
    case RecordType::input:
      record = InputRecord{process(Key::process),
                           number(Key::step),
                           {number(Key::after)},
                           number(Key::mono),
                           number(Key::wall),
                           word<InputKind>(Key::input),
                           data};
      break;
    case RecordType::end: end.records = number(Key::records); break;
  }
}

RecordParser::RecordParser() : state_(std::make_unique<State>()) {}
RecordParser::~RecordParser() = default;

Result<LineKind> RecordParser::parse(std::string_view line) {
  auto* event = std::get_if<EventRecord>(&state_->record);
  if (event == nullptr) event = &state_->record.emplace<EventRecord>();
  if (read_plain_event(line, state_->header.header().processes.size(), state_->recipients, *event))
      [[likely]]
    return LineKind::record;
  LineKind kind{};
  if (state_->line(line, kind)) [[likely]]
    return kind;
  return state_->values.error();
}

const Header& RecordParser::header() const {
  return state_->header.header();
}
const Record& RecordParser::record() const {
  return state_->record;
}
const EndRecord& RecordParser::end() const {
  return state_->end;
}

}  // namespace lamport
