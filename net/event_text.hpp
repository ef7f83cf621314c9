// Server-Sent Events as text: https://html.spec.whatwg.org/multipage/server-sent-events.html
// JSON of ours has no line feed, so that one data line holds it.
#pragma once

#include <string>
#include <string_view>

namespace lamport::net {

/// Appends one event; without an id line if `id` is empty.
inline void append_event(std::string& text, std::string_view name, std::string_view id,
                         std::string_view json) {
  if (!id.empty()) text.append("id: ").append(id).append("\n");
  text.append("event: ").append(name).append("\ndata: ").append(json).append("\n\n");
}

/// One event, read back. `event` of another form than append_event's gives empty parts.
struct ReadEvent {
  std::string_view name;
  std::string_view id;
  std::string_view data;
};

/// `block` is what stands between two empty lines.
[[nodiscard]] inline ReadEvent read_event(std::string_view block) {
  ReadEvent event;
  while (!block.empty()) {
    const auto end = block.find('\n');
    const auto line = block.substr(0, end);
    if (line.starts_with("event: ")) event.name = line.substr(7);
    if (line.starts_with("id: ")) event.id = line.substr(4);
    if (line.starts_with("data: ")) event.data = line.substr(6);
    block.remove_prefix(end == std::string_view::npos ? block.size() : end + 1);
  }
  return event;
}

}  // namespace lamport::net
