// The bytes of the trace format: golden files are read and written back, byte for byte.
#include <gtest/gtest.h>

#include "core/formats/zstd_stream.hpp"
#include "tests/formats/trace_text.hpp"

namespace lamport {
namespace {

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, is_read_and_written_back) {
  const auto text = golden(GetParam());
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(rewritten(text), text);
}

TEST_P(Golden, comes_the_same_in_any_blocks) {
  const auto text = golden(GetParam());
  for (const std::size_t block : {1u, 2u, 3u, 7u, 64u, 1000u}) {
    BlockSource source(text, block);
    EXPECT_EQ(rewritten(source), text) << "blocks of " << block;
  }
}

TEST_P(Golden, comes_the_same_compressed) {
  const auto text = golden(GetParam());
  StringSink compressed;
  ZstdSink sink(compressed);
  for (const char c : text) ASSERT_TRUE(sink.write({&c, 1}));
  ASSERT_TRUE(sink.finish());
  for (const std::size_t block : {1u, 5u, 100000u}) {
    BlockSource source(compressed.text(), block);
    PlainSource plain(source);
    EXPECT_EQ(rewritten(plain), text) << "blocks of " << block;
  }
}

TEST_P(Golden, cut_anywhere_is_an_error_and_never_a_trace) {
  const auto text = golden(GetParam());
  for (std::size_t size = 0; size < text.size(); ++size) {
    MemorySource source(std::string_view(text).substr(0, size));
    JsonlReader reader(source, "t");
    auto header = reader.header();
    if (!header) continue;
    for (;;) {
      auto record = reader.next();
      if (!record) {
        EXPECT_TRUE(reader.truncated()) << size << ": " << to_string(record.error());
        break;
      }
      ASSERT_NE(*record, nullptr) << "cut after " << size << " bytes and still whole";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Traces, Golden,
                         testing::Values("all_records.jsonl", "example.jsonl", "live.jsonl"),
                         [](const auto& test) {
                           const std::string name = test.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(JsonlReader, gives_every_field) {
  const auto text = golden("all_records.jsonl");
  MemorySource source(text);
  JsonlReader reader(source, "t");
  auto header = reader.header();
  ASSERT_TRUE(header) << to_string(header.error());
  EXPECT_EQ(header->seed, Seed{9007199254740991});
  ASSERT_EQ(header->settings.size(), 3u);
  EXPECT_EQ(header->settings[1].first, "link");
  EXPECT_EQ(std::get<std::string>(header->settings[1].second), "raw");
  EXPECT_EQ(header->rules, (std::vector<std::string>{"fifo", "mutex"}));
  EXPECT_EQ(header->processes[2].name, "\"quoted\" \\ tab\t señal →");
  const auto next = [&]() -> const Record& {
    auto record = reader.next();
    LAMPORT_ASSERT(record && *record != nullptr, "the golden trace ended");
    return **record;
  };
  EXPECT_EQ(std::get<EventRecord>(next()).label, "start");
  EXPECT_EQ(reader.line(), 2u);
  EXPECT_EQ(std::get<InputRecord>(next()).data, R"({"name":"send","to":[0,2],"text":"hello"})");
  const auto send = std::get<EventRecord>(next());
  EXPECT_EQ(send.kind, EventKind::send);
  EXPECT_EQ(std::vector(send.to.begin(), send.to.end()), (std::vector<ProcessId>{{0}, {1}, {2}}));
  const auto link = std::get<LinkRecord>(next());
  EXPECT_EQ(link.change, LinkChange::delay);
  EXPECT_EQ(link.value, 300000000u);
  const auto fate = std::get<FateRecord>(next());
  EXPECT_EQ(fate.message, (EventId{{1}, {2}}));
  EXPECT_EQ(fate.to, ProcessId{2});
  EXPECT_EQ(fate.fate, FateKind::dropped);
  EXPECT_EQ(fate.reason, FateReason::partition);
  const auto life = std::get<LifeRecord>(next());
  EXPECT_EQ(life.change, LifeChange::crash);
  EXPECT_EQ(life.time, Time{4000000});
  const auto receive = std::get<EventRecord>(next());
  EXPECT_EQ(receive.message, (EventId{{1}, {2}}));
  EXPECT_EQ(receive.lamport, LamportTime{3});
  EXPECT_EQ(std::vector(receive.vector.begin(), receive.vector.end()),
            (std::vector<VectorEntry>{{{0}, 1}, {{1}, 2}}));
}

TEST(JsonlReader, takes_keys_in_any_order_and_ignores_unknown_ones) {
  const auto text = golden("example.jsonl");
  auto lines = text.substr(0, text.rfind("{\"type\":\"end\""));
  const std::string known = R"({"type":"event","process":1,"index":1,"kind":"internal",)";
  const std::string turned =
      R"({ "new":{"a":[1,-2.5e3,null,true,"x"]}, "kind":"internal","index":1, "process" : 1,"type":"event",)";
  lines.replace(lines.find(known), known.size(), turned);
  EXPECT_EQ(rewritten(sealed(lines)), text);
}

TEST(JsonlWriter, end_gives_what_it_wrote) {
  StringSink sink;
  JsonlWriter writer(sink);
  Header header;
  header.processes.push_back({{0}, "p"});
  writer.header(header);
  writer.life({{0}, LifeChange::crash, {1}, {0}, {5}});
  auto end = writer.end();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->records, 1u);
  EXPECT_EQ(end->digest, digest_of(sink.text().substr(0, sink.text().find("{\"type\":\"end\""))));
}

TEST(JsonlWriter, writes_records_larger_than_its_buffer) {
  Header header;
  constexpr std::uint32_t many = 200'000;
  std::vector<ProcessId> everyone;
  std::vector<VectorEntry> vector;
  for (std::uint32_t i = 0; i < many; ++i) {
    header.processes.push_back({{i}, "process number " + std::to_string(i)});
    everyone.push_back({i});
    vector.push_back({{i}, largest_exact_integer});
  }
  StringSink sink;
  JsonlWriter writer(sink);
  writer.header(header);
  EventRecord event;
  event.index = {1};
  event.kind = EventKind::send;
  event.lamport = {1};
  event.to = everyone;
  event.vector = vector;
  const std::string label(longest_trace_string, '\x01');
  event.label = label;
  writer.event(event);
  const auto data = "{\"text\":\"" + std::string(1'000'000, 'x') + "\"}";
  writer.input({{0}, 1, {1}, 0, 0, InputKind::command, data});
  ASSERT_TRUE(writer.end());
  EXPECT_EQ(rewritten(sink.text()), sink.text());
}

/// Takes some bytes and then has no room, as a full disk does.
class FullSink final : public ByteSink {
 public:
  Result<Done> write(std::string_view) override {
    ++calls;
    return Error{ErrorCode::cannot_write, "the disk is full", {}, ""};
  }
  int calls = 0;
};

TEST(JsonlWriter, goes_quiet_when_its_sink_fails_and_says_so) {
  FullSink sink;
  JsonlWriter writer(sink);
  writer.header({});
  for (std::uint64_t i = 0; i < 10'000; ++i) writer.life({{0}, LifeChange::pause, {1}, {0}, {i}});
  ASSERT_TRUE(writer.failure());
  EXPECT_EQ(sink.calls, 1);
  auto end = writer.end();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::cannot_write);
}

}  // namespace
}  // namespace lamport
