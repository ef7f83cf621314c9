// One line of a trace as a value. Strict about what docs/trace-format.md says of a single line:
// types, ranges, missing and repeated keys, process ids of the header; the order of keys is free
// and unknown keys are ignored. What lines say together is decided elsewhere (jsonl_reader,
// core/check).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/result.hpp"
#include "core/trace/records.hpp"

namespace lamport {

enum class LineKind : std::uint8_t { header, record, end };

/// Errors carry the column and name the field, what stands there and what is allowed.
/// Cost: some 40 ns a plain event, 150-250 ns any other line, no allocation. Thread rule: one line
/// at a time.
class RecordParser {
 public:
  RecordParser();
  ~RecordParser();

  /// Reads one line, without its line feed. `line` has line_padding readable bytes behind it.
  Result<LineKind> parse(std::string_view line);

  // What the last line said, by its kind. Views are valid until the next parse, and only as long as
  // the line itself.
  [[nodiscard]] const Header& header() const;
  [[nodiscard]] const Record& record() const;
  [[nodiscard]] const EndRecord& end() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lamport
