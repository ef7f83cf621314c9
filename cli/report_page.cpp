// Filling the template: its two words, and JSON that cannot end the element it stands in.
#include "cli/report_page.hpp"

#include <utility>

#include "cli/gzip_base64.hpp"
#include "core/formats/json_string.hpp"
#include "web/embedded.hpp"

namespace lamport::cli {

namespace {

constexpr std::string_view report_word = "@@LAMPORT_REPORT@@";
constexpr std::string_view trace_word = "@@LAMPORT_TRACE@@";

std::string_view page_template() {
  for (const auto& file : web::embedded_files())
    if (file.path == "report.html") return file.bytes;
  return {};
}

/// In JSON a '<' stands only inside strings, where \u003c says the same and closes no element.
std::string escaped(std::string_view json) {
  std::string out;
  for (const char c : json) c == '<' ? out += "\\u003c" : out += c;
  return out;
}

void append_field(std::string& out, std::string_view key, std::string_view value) {
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

template <class List, class Append>
void append_list(std::string& out, std::string_view key, const List& list, Append append) {
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ":[";
  for (const auto& item : list) {
    if (out.back() != '[') out += ',';
    append(item);
  }
  out += ']';
}

std::string to_json(const ReportVerdict& verdict) {
  std::string out = "{";
  append_field(out, "title", verdict.title);
  append_field(out, "state", verdict.state);
  append_list(out, "rules", verdict.rules, [&out](const ReportRule& rule) {
    out += '{';
    append_field(out, "rule", rule.rule);
    append_field(out, "state", rule.state);
    out += '}';
  });
  append_list(out, "findings", verdict.findings, [&out](const ReportFinding& finding) {
    out += '{';
    append_field(out, "rule", finding.rule);
    append_field(out, "text", finding.text);
    append_list(out, "events", finding.events,
                [&out](const std::string& id) { append_json_string(out, id); });
    out += '}';
  });
  append_field(out, "reproduce", verdict.reproduce);
  out += '}';
  return out;
}

}  // namespace

Result<Done> write_report(ByteSink& sink, std::string_view trace, const ReportVerdict& verdict) {
  auto rest = page_template();
  if (rest.empty())
    return Error{ErrorCode::unavailable,
                 "this lamport was built without its pages",
                 {},
                 "build it where web/dist is"};
  for (const auto& [word, text] : {std::pair{report_word, escaped(to_json(verdict))},
                                   std::pair{trace_word, gzip_base64(trace)}}) {
    const auto at = rest.find(word);
    LAMPORT_ASSERT(at != std::string_view::npos, "the report's template lacks one of its words");
    if (auto written = sink.write(rest.substr(0, at)); !written) return written;
    if (auto written = sink.write(text); !written) return written;
    rest.remove_prefix(at + word.size());
  }
  return sink.write(rest);
}

}  // namespace lamport::cli
