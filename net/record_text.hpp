// Records as the JSON of an Item, one by one: the bytes are JsonlWriter's.
#pragma once

#include <string>
#include <string_view>

#include "core/formats/jsonl_writer.hpp"
#include "core/trace/records.hpp"

namespace lamport::net {

/// Thread rule: one thread. Memory: the writer's buffer, 256 KiB.
class RecordText {
 public:
  RecordText() : writer_(sink_) {}

  /// {"record":{..}}
  [[nodiscard]] std::string item(const Record& record) { return text_of(record) + '}'; }
  /// A receive's: {"record":{..},"own":1,"sent":2}
  [[nodiscard]] std::string item(const EventRecord& receive, LamportTime own, LamportTime sent) {
    return text_of(receive) + ",\"own\":" + std::to_string(own.value) +
           ",\"sent\":" + std::to_string(sent.value) + '}';
  }

 private:
  class Sink final : public ByteSink {
   public:
    Result<Done> write(std::string_view bytes) override {
      text.append(bytes);
      return Done{};
    }
    std::string text;
  };

  std::string text_of(const Record& record) {
    sink_.text = "{\"record\":";
    writer_.record(record);
    writer_.flush();
    sink_.text.pop_back();  // the line feed
    return std::move(sink_.text);
  }

  Sink sink_;
  JsonlWriter writer_;
};

}  // namespace lamport::net
