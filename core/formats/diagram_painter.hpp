// Puts the rows of a text diagram into columns. Private to text_diagram.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/formats/diagram_canvas.hpp"
#include "core/formats/text_diagram.hpp"

namespace lamport {

class DiagramPainter {
 public:
  DiagramPainter(const TextDiagram& diagram, const DiagramStyle& style);

  std::string paint();

 private:
  using Row = TextDiagram::Row;

  /// A message on its way: the column beside its sender's line where it waits.
  struct Lane {
    std::size_t x = 0;
    std::vector<ProcessId> pending;
  };

  struct Column {
    std::size_t x = 0;
    bool shown = false;
    bool down = false;
    std::vector<bool> taken;  ///< waiting columns
  };

  void measure();
  void place_columns();
  [[nodiscard]] std::string heading() const;
  [[nodiscard]] std::string clock_text(Time time) const;
  std::string paint_row(const Row& row);
  void paint_lines(Canvas& canvas) const;
  void paint_event(Canvas& canvas, const Row& row);
  void paint_send(Canvas& canvas, const Row& row, std::size_t from);
  void paint_arrival(Canvas& canvas, const Row& row, char32_t right, char32_t left,
                     std::size_t stamp_columns);
  void paint_life(Canvas& canvas, const Row& row);
  void arrive(EventId message, ProcessId recipient);

  const TextDiagram& diagram_;
  DiagramStyle style_;
  std::vector<Column> columns_;
  std::map<EventId, Lane> lanes_;
  std::map<EventId, std::vector<ProcessId>> arriving_;  ///< inside the window, by message
  std::size_t time_width_ = 0;
  std::size_t id_width_ = 0;
  std::size_t stamp_width_ = 1;
  std::size_t column_width_ = 0;
  std::size_t lines_width_ = 0;
  std::size_t text_width_ = 0;
  bool in_seconds_ = false;
};

}  // namespace lamport
