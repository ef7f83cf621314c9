// Any bytes as a trace whose inputs are replayed: an error, a difference or the same events. What
// the inputs hold is JSON that no run may have written; nothing may crash, hang or leak.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/formats/jsonl_reader.hpp"
#include "core/formats/replay.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lamport::MemorySource source({reinterpret_cast<const char*>(data), size});
  lamport::JsonlReader reader(source, "fuzz");
  const auto header = reader.header();
  if (!header) return 0;
  const auto replay = lamport::make_replay(*header);
  if (replay == nullptr) return 0;
  for (auto record = reader.next(); record && *record != nullptr; record = reader.next()) {
    const auto difference = replay->record(**record, reader.line());
    if (!difference || *difference) return 0;
  }
  (void)replay->end();
  return 0;
}
