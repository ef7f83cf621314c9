// See diagram_painter.hpp. Left to right: time, event, process lines, what happens.
#include "core/formats/diagram_painter.hpp"

#include <algorithm>

namespace lamport {

namespace {

constexpr std::string_view id_heading = "event";
constexpr std::size_t widest_column = 18;
constexpr std::size_t widest_text = 40;
constexpr std::size_t narrowest_text = 24;
constexpr std::uint64_t milliseconds_until = 10'000'000'000;

std::string id_text(EventId id) {
  return std::to_string(id.process.value) + ":" + std::to_string(id.index.value);
}

/// The diagram's own signs in a text, in ASCII; what users wrote stays.
std::string plain(std::string text) {
  for (const auto& [sign, ascii] : {std::pair{"→", "->"}, {"←", "<-"}, {"…", "~"}})
    for (auto at = text.find(sign); at != std::string::npos; at = text.find(sign))
      text.replace(at, std::string_view(sign).size(), ascii);
  return text;
}

}  // namespace

DiagramPainter::DiagramPainter(const TextDiagram& diagram, const DiagramStyle& style)
    : diagram_(diagram), style_(style), columns_(diagram.processes_.size()) {
  measure();
  place_columns();
}

/// Milliseconds or seconds, to three places: for the eye, not exact.
std::string DiagramPainter::clock_text(Time time) const {
  const auto thousandths = time.nanoseconds / (in_seconds_ ? 1'000'000 : 1'000);
  const auto rest = std::to_string(1000 + thousandths % 1000).substr(1);
  return std::to_string(thousandths / 1000) + "." + rest;
}

void DiagramPainter::measure() {
  const auto& rows = diagram_.rows_;
  in_seconds_ = !rows.empty() && rows.back().time.nanoseconds >= milliseconds_until;
  time_width_ = columns("time/ms");
  id_width_ = id_heading.size();
  for (const auto& row : rows) {
    time_width_ = std::max(time_width_, clock_text(row.time).size());
    stamp_width_ = std::max(stamp_width_, std::to_string(row.stamp).size());
    text_width_ = std::max(text_width_, std::min(columns(row.text), widest_text));
    if (row.stamp != 0) id_width_ = std::max(id_width_, id_text(row.event).size());
    if (row.what == Row::What::receive || row.what == Row::What::lost)
      arriving_[row.message].push_back(row.process);
  }
}

/// All processes if they fit, else those that the window shows something of.
void DiagramPainter::place_columns() {
  const auto left = time_width_ + id_width_ + 4;
  const auto narrowest = stamp_width_ + 4;
  const auto room = style_.width > left + narrowest_text ? style_.width - left - narrowest_text : 0;
  const bool all = columns_.size() * narrowest <= room;
  for (auto& column : columns_) column.shown = all;
  for (const auto& row : diagram_.rows_)
    if (row.what != Row::What::fault && row.process.value < columns_.size())
      columns_[row.process.value].shown = true;
  const auto shown = static_cast<std::size_t>(
      std::count_if(columns_.begin(), columns_.end(), [](const auto& c) { return c.shown; }));
  if (shown == 0) return;
  text_width_ = std::max(text_width_, narrowest_text);
  const auto taken = left + text_width_ + 2;
  const auto wanted = style_.width > taken ? style_.width - taken : 0;
  column_width_ = std::max(narrowest, std::min(wanted / shown, widest_column));
  lines_width_ = column_width_ * shown + 1;
  if (left + lines_width_ + narrowest_text <= style_.width)
    text_width_ = style_.width - left - lines_width_;
  std::size_t x = 1;
  for (auto& column : columns_) {
    if (!column.shown) continue;
    column.x = x;
    column.taken.assign(column_width_ - stamp_width_ - 3, false);
    x += column_width_;
  }
}

std::string DiagramPainter::heading() const {
  const std::string time = in_seconds_ ? "time/s" : "time/ms";
  std::string text = std::string(time_width_ - time.size(), ' ') + time + "  " +
                     padded(id_heading, id_width_) + "  ";
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!columns_[i].shown) continue;
    const auto title = std::to_string(i) + " " + diagram_.processes_[i].name;
    text += " " + padded(fitted(title, column_width_ - 1), column_width_ - 1);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string DiagramPainter::paint() {
  auto picture = heading();
  for (const auto& row : diagram_.rows_) picture += paint_row(row);
  return picture;
}

std::string DiagramPainter::paint_row(const Row& row) {
  Canvas canvas(lines_width_);
  paint_lines(canvas);
  switch (row.what) {
    case Row::What::event:
    case Row::What::receive: paint_event(canvas, row); break;
    case Row::What::lost: paint_arrival(canvas, row, glyph::lost, glyph::lost, 0); break;
    case Row::What::life: paint_life(canvas, row); break;
    case Row::What::note:
    case Row::What::fault: break;
  }
  const auto time = clock_text(row.time);
  auto line = std::string(time_width_ - time.size(), ' ') + time + "  " +
              padded(row.stamp != 0 ? id_text(row.event) : "", id_width_) + "  " +
              padded(canvas.text(style_.ascii), lines_width_) + " " +
              fitted(row.text, text_width_ - 1);
  line.erase(line.find_last_not_of(' ') + 1);
  return (style_.ascii ? plain(std::move(line)) : line) + "\n";
}

void DiagramPainter::paint_lines(Canvas& canvas) const {
  for (const auto& column : columns_)
    if (column.shown) canvas.put(column.x, column.down ? glyph::down : glyph::life);
  for (const auto& [message, lane] : lanes_) canvas.put(lane.x, glyph::life);
}

void DiagramPainter::paint_event(Canvas& canvas, const Row& row) {
  const auto x = columns_[row.process.value].x;
  const auto stamp = std::to_string(row.stamp);
  if (row.what == Row::What::receive)
    paint_arrival(canvas, row, glyph::to_right, glyph::to_left, stamp.size());
  canvas.put(x, glyph::event);
  canvas.put(x + 1, stamp);
  if (!row.pending.empty()) paint_send(canvas, row, x + stamp.size());
}

/// The message leaves its process and waits beside it, if a copy arrives in this window.
void DiagramPainter::paint_send(Canvas& canvas, const Row& row, std::size_t from) {
  auto& column = columns_[row.process.value];
  const auto free = std::find(column.taken.begin(), column.taken.end(), false);
  const auto arriving = arriving_.find(row.event);
  if (arriving == arriving_.end() || free == column.taken.end()) {
    canvas.put(from + 1, glyph::open);
    return;
  }
  const auto slot = static_cast<std::size_t>(free - column.taken.begin());
  column.taken[slot] = true;
  const auto x = column.x + stamp_width_ + 2 + slot;
  canvas.line(from, x);
  canvas.put(x, glyph::leave);
  lanes_[row.event] = {x, arriving->second};
}

/// A line from where the message waits to the process of `row`, ending in `right` or `left`.
void DiagramPainter::paint_arrival(Canvas& canvas, const Row& row, char32_t right, char32_t left,
                                   std::size_t stamp_columns) {
  const auto x = columns_[row.process.value].x;
  const auto lane = lanes_.find(row.message);
  if (lane == lanes_.end()) {
    const auto sender = row.message.process;
    if (sender.value < columns_.size() && sender < row.process) {
      canvas.put(x - 1, right);
    } else {
      canvas.put(x + stamp_columns + 1, left);
    }
    return;
  }
  const auto from = lane->second.x;
  const bool last = lane->second.pending.size() == 1;
  if (from < x) {
    canvas.line(from, x - 1);
    canvas.put(x - 1, right);
    canvas.put(from, last ? glyph::end_right : glyph::branch_right);
  } else {
    canvas.line(x + stamp_columns + 1, from);
    canvas.put(x + stamp_columns + 1, left);
    canvas.put(from, last ? glyph::end_left : glyph::branch_left);
  }
  arrive(row.message, row.process);
}

void DiagramPainter::arrive(EventId message, ProcessId recipient) {
  const auto lane = lanes_.find(message);
  auto& pending = lane->second.pending;
  pending.erase(std::find(pending.begin(), pending.end(), recipient));
  if (!pending.empty()) return;
  auto& column = columns_[message.process.value];
  column.taken[lane->second.x - column.x - stamp_width_ - 2] = false;
  lanes_.erase(lane);
}

void DiagramPainter::paint_life(Canvas& canvas, const Row& row) {
  auto& column = columns_[row.process.value];
  const bool back = row.change == LifeChange::restart || row.change == LifeChange::resume;
  column.down = !back;
  const auto mark = row.change == LifeChange::crash ? glyph::lost
                    : back                          ? glyph::start
                                                    : glyph::down;
  canvas.put(column.x, mark);
}

}  // namespace lamport
