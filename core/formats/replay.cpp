// Instantiates the replayer for the built-in protocols.
#include "core/formats/replay.hpp"

#include "core/formats/byte_sink.hpp"
#include "core/formats/jsonl_writer.hpp"
#include "core/formats/replayer.hpp"
#include "core/protocols/by_name.hpp"

namespace lamport {

std::unique_ptr<Replay> make_replay(const Header& header) {
  std::unique_ptr<Replay> replay;
  visit_protocol(header.protocol, [&](const auto& blank) {
    using P = std::remove_cvref_t<decltype(blank)>;
    replay = std::make_unique<Replayer<P>>(header, blank);
  });
  return replay;
}

std::string line_of(const EventRecord& event) {
  StringSink sink;
  JsonlWriter writer(sink);
  writer.event(event);
  if (!writer.end()) return {};
  return sink.text().substr(0, sink.text().find('\n'));
}

}  // namespace lamport
