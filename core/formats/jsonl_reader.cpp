// See jsonl_reader.hpp.
#include "core/formats/jsonl_reader.hpp"

#include <utility>

namespace lamport {

JsonlReader::JsonlReader(ByteSource& source, std::string file)
    : lines_(source), file_(std::move(file)) {}

Error JsonlReader::placed(Error error) const {
  error.place.file = file_;
  if (error.place.line == 0) error.place.line = line_;
  return error;
}

Error JsonlReader::cut_off(const std::string& where) {
  truncated_ = true;
  return placed({ErrorCode::bad_data,
                 "the trace is truncated: " + where,
                 {},
                 "whoever wrote it did not finish; what stands before is good"});
}

Result<Header> JsonlReader::header() {
  auto line = lines_.next();
  if (!line) return placed(line.error());
  if (*line == nullptr) return placed({ErrorCode::bad_data, "the trace is empty", {}, ""});
  line_ = 1;
  auto kind = parser_.parse((*line)->text);
  if (!kind && !(*line)->terminated && (*line)->text.substr(0, 1) == "{")
    return cut_off("it stops in its first line");
  if (!kind) return placed(kind.error());
  if (*kind != LineKind::header)
    return placed({ErrorCode::bad_data, "the first line is not a header", {}, ""});
  if (!(*line)->terminated) return cut_off("it stops in its first line");
  return parser_.header();
}

Result<const Record*> JsonlReader::next() {
  auto line = lines_.next();
  if (!line) return placed(line.error());
  if (*line == nullptr) {
    ++line_;
    return cut_off("no end record after " + std::to_string(records_) + " records");
  }
  line_ = (*line)->number;
  if (!(*line)->terminated) return cut_off("it stops in this line, without a line feed");
  auto kind = parser_.parse((*line)->text);
  if (!kind) return placed(kind.error());
  if (*kind == LineKind::record) [[likely]] {
    ++records_;
    return &parser_.record();
  }
  if (*kind == LineKind::end) return finish();
  return placed({ErrorCode::bad_data, "a second header", {}, "one trace a file"});
}

Result<const Record*> JsonlReader::finish() {
  const auto end = parser_.end();
  at_end_ = true;
  if (end.records != records_)
    return placed({ErrorCode::bad_data,
                   "the end record counts " + std::to_string(end.records) + " records, there are " +
                       std::to_string(records_),
                   {},
                   "lines have been lost or added"});
  if (const auto digest = lines_.digest_before(); end.digest != digest)
    return placed({ErrorCode::bad_data,
                   "the end record says " + digest_text(end.digest) +
                       ", the lines before it give " + digest_text(digest),
                   {},
                   "the trace has been changed since it was written"});
  auto after = lines_.next();
  if (!after) return placed(after.error());
  if (*after != nullptr) {
    line_ = (*after)->number;
    return placed(
        {ErrorCode::bad_data, "something follows the end record", {}, "one trace a file"});
  }
  end_ = end;
  return nullptr;
}

}  // namespace lamport
