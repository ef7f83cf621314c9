// What the rows of a diagram say; how they are painted is in diagram_painter.
#include "core/formats/text_diagram.hpp"

#include "core/base/time_text.hpp"
#include "core/formats/diagram_painter.hpp"
#include "core/trace/record_names.hpp"

namespace lamport {

namespace {

std::string id_text(EventId id) {
  return std::to_string(id.process.value) + ":" + std::to_string(id.index.value);
}

/// A label as it may stand in a line: control characters as blanks.
std::string one_line(std::string_view label) {
  std::string text(label);
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

}  // namespace

TextDiagram::TextDiagram(const Header& header) : processes_(header.processes) {
  for (auto& process : processes_) process.name = one_line(process.name);
}

std::string TextDiagram::name(ProcessId process) const {
  if (process.value < processes_.size() && !processes_[process.value].name.empty())
    return processes_[process.value].name;
  return std::to_string(process.value);
}

void TextDiagram::add(const Record& record) {
  if (const auto* event = std::get_if<EventRecord>(&record)) add_event(*event);
  if (const auto* fate = std::get_if<FateRecord>(&record)) add_fate(*fate);
  if (const auto* life = std::get_if<LifeRecord>(&record)) add_life(*life);
  if (const auto* link = std::get_if<LinkRecord>(&record)) add_link(*link);
}

void TextDiagram::add_event(const EventRecord& event) {
  Row row;
  row.time = event.time;
  row.process = event.process;
  row.stamp = event.lamport.value;
  row.event = {event.process, event.index};
  row.text = one_line(event.label);
  if (event.kind == EventKind::send) {
    row.pending.assign(event.to.begin(), event.to.end());
    std::string names;
    for (const auto to : event.to) names += (names.empty() ? "" : ", ") + name(to);
    if (event.to.size() > 1 && event.to.size() + 1 >= processes_.size()) names = "all";
    row.text += (row.text.empty() ? "→ " : " → ") + names;
  } else if (event.kind == EventKind::receive) {
    row.what = Row::What::receive;
    row.message = event.message;
    row.text += (row.text.empty() ? "← " : " ← ") + name(event.message.process);
  } else if (row.text.empty()) {
    row.text = "internal";
  }
  rows_.push_back(std::move(row));
}

void TextDiagram::add_fate(const FateRecord& fate) {
  Row row;
  row.what = fate.fate == FateKind::duplicated ? Row::What::note : Row::What::lost;
  row.time = fate.time;
  row.process = fate.to;
  row.message = fate.message;
  row.text = id_text(fate.message) + " → " + name(fate.to) + " " + std::string(name_of(fate.fate));
  if (fate.fate == FateKind::dropped || fate.fate == FateKind::rejected)
    row.text += " (" + std::string(name_of(fate.reason)) + ")";
  rows_.push_back(std::move(row));
}

void TextDiagram::add_life(const LifeRecord& life) {
  Row row;
  row.what = Row::What::life;
  row.time = life.time;
  row.process = life.process;
  row.change = life.change;
  row.text = std::string(name_of(life.change)) + " " + name(life.process);
  rows_.push_back(std::move(row));
}

void TextDiagram::add_link(const LinkRecord& link) {
  const auto arrow = std::to_string(link.from.value) + "→" + std::to_string(link.to.value);
  // A partition is one fault on many links: one row for those of one moment.
  const bool same = !rows_.empty() && rows_.back().what == Row::What::fault &&
                    last_link_.change == link.change && last_link_.time == link.time &&
                    last_link_.value == link.value;
  last_link_ = link;
  if (same) {
    rows_.back().text += " " + arrow;
    return;
  }
  Row row;
  row.what = Row::What::fault;
  row.time = link.time;
  row.text = std::string(name_of(link.change));
  if (link.change == LinkChange::delay) row.text += " +" + to_string(Duration{link.value});
  if (link.change == LinkChange::drop) row.text += " " + std::to_string(link.value) + " ppm";
  row.text += " " + arrow;
  rows_.push_back(std::move(row));
}

std::string TextDiagram::draw(const DiagramStyle& style) const {
  return DiagramPainter(*this, style).paint();
}

}  // namespace lamport
