// A sink that writes every record as one short line of text, so that a test can state a whole run.
#pragma once

#include <string>

#include "core/trace/records.hpp"

namespace lamport::sim {

class RecordingSink {
 public:
  void event(const EventRecord& event) {
    line(event.time);
    const char* kinds[]{"internal", "send", "receive"};
    text_ += name(event.process, event.index) + " " + kinds[static_cast<int>(event.kind)];
    if (event.kind == EventKind::receive)
      text_ += " " + name(event.message.process, event.message.index);
    for (const auto to : event.to) text_ += " >" + std::to_string(to.value);
    text_ += " L" + std::to_string(event.lamport.value);
    if (event.incarnation != Incarnation{1})
      text_ += " #" + std::to_string(event.incarnation.value);
    text_ += "\n";
  }
  void fate(const FateRecord& fate) {
    const char* fates[]{"dropped", "rejected", "undelivered", "duplicated"};
    const char* reasons[]{"loss", "partition", "down", "queue", "jump", "range", "end", "copy"};
    line(fate.time);
    text_ += name(fate.message.process, fate.message.index) + " >" + std::to_string(fate.to.value) +
             " " + fates[static_cast<int>(fate.fate)] + "/" +
             reasons[static_cast<int>(fate.reason)] + "\n";
  }
  void life(const LifeRecord& life) {
    const char* changes[]{"crash", "restart", "pause", "resume"};
    line(life.time);
    text_ += std::to_string(life.process.value) + " " + changes[static_cast<int>(life.change)] +
             " #" + std::to_string(life.incarnation.value) + " after " +
             std::to_string(life.after.value) + "\n";
  }
  void link(const LinkRecord& link) {
    const char* changes[]{"cut", "heal", "delay", "drop"};
    line(link.time);
    text_ += "link " + std::to_string(link.from.value) + ">" + std::to_string(link.to.value) + " " +
             changes[static_cast<int>(link.change)] + " " + std::to_string(link.value) + "\n";
  }
  [[nodiscard]] static bool wants_fates() { return true; }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void line(Time time) { text_ += std::to_string(time.nanoseconds) + ": "; }
  static std::string name(ProcessId process, EventIndex index) {
    return std::to_string(process.value) + ":" + std::to_string(index.value);
  }

  std::string text_;
};

}  // namespace lamport::sim
