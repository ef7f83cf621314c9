// simdjson gives the raw text of each record, so that nothing is parsed and written again.
#include "core/formats/records_page.hpp"

#include <simdjson.h>

namespace lamport {

namespace {

namespace ondemand = simdjson::ondemand;

// Line feeds between tokens would end a line early; inside strings JSON has none.
std::string one_line(std::string_view raw) {
  std::string line;
  line.reserve(raw.size());
  for (const char c : raw)
    if (c != '\n' && c != '\r') line += c;
  return line;
}

simdjson::error_code items_of(ondemand::value& value, std::vector<std::string>& lines) {
  ondemand::array items;
  if (const auto code = value.get_array().get(items)) return code;
  for (auto item : items) {
    ondemand::object object;
    if (const auto code = item.get_object().get(object)) return code;
    ondemand::object record;
    if (const auto code = object["record"].get_object().get(record)) return code;
    std::string_view raw;
    if (const auto code = record.raw_json().get(raw)) return code;
    lines.push_back(one_line(raw));
  }
  return simdjson::SUCCESS;
}

simdjson::error_code field(std::string_view key, ondemand::value& value, RecordsPage& page,
                           unsigned& found) {
  std::string_view text;
  if (key == "run") {
    found |= 1;
    if (const auto code = value.get_string().get(text)) return code;
    page.run = text;
  } else if (key == "items") {
    found |= 2;
    return items_of(value, page.lines);
  } else if (key == "next") {
    found |= 4;
    if (const auto code = value.get_string().get(text)) return code;
    page.next = text;
  } else if (key == "more") {
    found |= 8;
    return value.get_bool().get(page.more);
  }
  return simdjson::SUCCESS;
}

simdjson::error_code read(ondemand::document& document, RecordsPage& page, unsigned& found) {
  ondemand::object object;
  if (const auto code = document.get_object().get(object)) return code;
  for (auto member : object) {
    std::string_view key;
    if (const auto code = member.unescaped_key().get(key)) return code;
    ondemand::value value;
    if (const auto code = member.value().get(value)) return code;
    if (const auto code = field(key, value, page, found)) return code;
  }
  return simdjson::SUCCESS;
}

}  // namespace

Result<RecordsPage> parse_records_page(std::string_view body) {
  const simdjson::padded_string padded(body);
  ondemand::parser parser;
  ondemand::document document;
  RecordsPage page;
  unsigned found = 0;
  auto code = parser.iterate(padded).get(document);
  if (!code) code = read(document, page, found);
  if (code)
    return Error{ErrorCode::bad_data,
                 std::string("a page of records cannot be read: ") + simdjson::error_message(code),
                 {},
                 ""};
  constexpr unsigned everything = 1 | 2 | 4 | 8;
  if (found != everything)
    return Error{ErrorCode::bad_data, "a page of records lacks run, items, next or more", {}, ""};
  return page;
}

}  // namespace lamport
