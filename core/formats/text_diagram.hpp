// Lamport's space-time diagram as text: a column a process, a row a record, time running down. An
// event is a dot with its stamp; a message leaves its sender's line, waits beside it and crosses to
// its recipient in the row of the receive event, so that what is drawn is the order of the trace
// and no more. For a window of a trace, not for millions of events.
//
//   time/ms  event  0 unap          1 client1
//     0.000  1:1    │               ●1            start
//     1.500  1:2    │               ●2─╮          hello → unap
//     9.200  0:1    ●3◀─────────────┼──╯          hello ← client1
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/trace/records.hpp"

namespace lamport {

struct DiagramStyle {
  std::size_t width = 100;  ///< columns to fit in, where that is possible
  bool ascii = false;       ///< only ASCII glyphs
};

/// Memory and time grow with the records given.
class TextDiagram {
 public:
  explicit TextDiagram(const Header& header);

  /// Adds a row. Inputs are left out.
  void add(const Record& record);

  [[nodiscard]] bool empty() const { return rows_.empty(); }

  /// The picture, every line with its line feed.
  [[nodiscard]] std::string draw(const DiagramStyle& style) const;

 private:
  friend class DiagramPainter;

  /// What a row shows. `process` is where it happens; lines of messages run from `message`'s
  /// process.
  struct Row {
    enum class What : std::uint8_t { event, receive, lost, note, fault, life } what = What::event;
    Time time;
    ProcessId process;
    std::uint64_t stamp = 0;         ///< events
    EventId event;                   ///< events: their own id
    EventId message;                 ///< receive, lost, note
    std::vector<ProcessId> pending;  ///< sends: the recipients
    LifeChange change = LifeChange::crash;
    std::string text;
  };

  void add_event(const EventRecord& event);
  void add_fate(const FateRecord& fate);
  void add_life(const LifeRecord& life);
  void add_link(const LinkRecord& link);
  [[nodiscard]] std::string name(ProcessId process) const;

  std::vector<ProcessName> processes_;
  std::vector<Row> rows_;
  LinkRecord last_link_;
};

}  // namespace lamport
