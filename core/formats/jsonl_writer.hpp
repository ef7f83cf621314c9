// Writes a trace as JSON Lines: docs/trace-format.md, byte for byte. It keeps the digest and the
// count; it does not decide the order of records nor check that they make sense (core/check does).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/formats/byte_sink.hpp"
#include "core/formats/digest.hpp"
#include "core/trace/records.hpp"

namespace lamport {

/// A TraceSink. Call header once, then the records in order, then end once.
///
/// Strings must be UTF-8 of at most longest_trace_string bytes (see checked_label) and integers at
/// most largest_exact_integer; both are asserted. When the sink fails, the writer goes quiet: the
/// error shows in failure() and in the result of end(), so that a run may stop early or not.
///
/// Cost: some 40 ns an event and no allocation. Thread rule: one writer at a time.
class JsonlWriter {
 public:
  /// `sink` outlives the writer.
  explicit JsonlWriter(ByteSink& sink);

  void header(const Header& header);
  void event(const EventRecord& event);
  void fate(const FateRecord& fate);
  void life(const LifeRecord& life);
  void link(const LinkRecord& link);
  void input(const InputRecord& input);
  void record(const Record& record);

  /// Hands the sink what was written so far.
  void flush();

  /// Writes the end record, flushes and finishes the sink.
  [[nodiscard]] Result<EndRecord> end();

  /// The records so far, between header and end.
  [[nodiscard]] std::uint64_t records() const { return records_; }

  /// Why nothing more is written, if so.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  template <std::size_t Size>
  void literal(const char (&text)[Size]);
  void integer(std::uint64_t value);
  void string(std::string_view text);
  void raw(std::string_view text);
  void event_id(EventId id);
  void recipients(std::span<const ProcessId> to);
  void vector(std::span<const VectorEntry> entries);
  void reserve(std::size_t bytes);

  ByteSink& sink_;
  Digest digest_;
  std::unique_ptr<char[]> buffer_;
  char* at_;
  std::uint64_t records_ = 0;
  std::optional<Error> failure_;
};

}  // namespace lamport
