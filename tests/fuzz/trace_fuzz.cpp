// Any bytes as a trace: reader, checker, second reading. Nothing may crash, hang or leak.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check/checker.hpp"
#include "core/check/recollection.hpp"
#include "core/formats/jsonl_reader.hpp"
#include "core/formats/zstd_stream.hpp"

namespace {

template <class Take>
void read(std::string_view bytes, lamport::Checker* checker, Take take) {
  lamport::MemorySource memory(bytes);
  lamport::PlainSource plain(memory);
  lamport::JsonlReader reader(plain, "fuzz");
  const auto header = reader.header();
  if (!header) return;
  if (checker != nullptr) checker->header(*header);
  for (auto record = reader.next(); record && *record != nullptr; record = reader.next())
    take(**record, reader.line());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  lamport::Checker checker;
  read(bytes, &checker, [&](const auto& record, auto line) { checker.record(record, line); });
  auto verdict = checker.finish(true);
  lamport::Recollection recollection(verdict);
  read(bytes, nullptr, [&](const auto& record, auto line) { recollection.record(record, line); });
  recollection.finish();
  return 0;
}
