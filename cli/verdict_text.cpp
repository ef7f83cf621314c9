// See verdict_text.hpp.
#include "cli/verdict_text.hpp"

#include <algorithm>

#include "cli/json_text.hpp"
#include "cli/progress.hpp"
#include "core/check/proof.hpp"

namespace lamport::cli {

namespace {

std::string placed(const EvidenceEvent& at, const std::string& file) {
  return proof::name(at.event) +
         (at.line == 0 ? std::string() : " at " + file + ":" + std::to_string(at.line));
}

/// The line where a finding shows; of what only shows at the end, where it began.
std::uint64_t line_of(const Finding& finding) {
  return finding.second.line != 0 ? finding.second.line : finding.first.line;
}

std::string finding_text(const Finding& finding, const std::string& file, const Console& console) {
  auto text = file;
  if (const auto line = line_of(finding); line != 0) text += ":" + std::to_string(line);
  text += ": " + console.painted(Colour::red, finding.rule) + ": " + finding.proof + "\n";
  std::string events;
  for (const auto& event : {finding.first, finding.second})
    if (event.event.index.value != 0) events += (events.empty() ? "" : ", ") + placed(event, file);
  if (!events.empty()) text += "    " + events + "\n";
  return text;
}

std::string listed(const Verdict& verdict, RuleState state) {
  std::string names;
  for (const auto& rule : verdict.rules)
    if (rule.state == state) {
      names += (names.empty() ? "" : ", ") + rule.rule;
      if (rule.findings != 0) names += " (" + grouped(rule.findings) + ")";
    }
  return names;
}

// JSON: keys in the order of docs/checking.md.

void add(Json& json, const EvidenceEvent& at) {
  json.open('{');
  if (at.event.index.value != 0) json.key("event").string(proof::name(at.event));
  if (at.line != 0) json.key("line").number(at.line);
  json.close('}');
}

void add(Json& json, const TraceCheck& check) {
  const auto& verdict = check.verdict;
  json.open('{').key("file").string(check.file).key("state").string(state_of(check));
  json.key("records").number(verdict.records).key("events").number(verdict.events);
  json.key("receives").number(verdict.receives).key("complete").truth(verdict.complete);
  json.key("rules").open('[');
  for (const auto& rule : verdict.rules) {
    json.open('{').key("rule").string(rule.rule).key("state").string(name_of(rule.state));
    json.key("findings").number(rule.findings);
    if (!rule.note.empty()) json.key("note").string(rule.note);
    json.close('}');
  }
  json.close(']').key("finding_count").number(verdict.finding_count).key("findings").open('[');
  for (const auto& finding : verdict.findings) {
    json.open('{').key("rule").string(finding.rule).key("proof").string(finding.proof);
    json.key("first");
    add(json, finding.first);
    json.key("second");
    add(json, finding.second);
    json.close('}');
  }
  json.close(']');
  if (check.error) json.key("error").string(to_string(*check.error));
  json.close('}');
}

}  // namespace

std::string verdict_text(const Verdict& verdict, const std::string& file,
                         std::uint64_t most_findings, const Console& console) {
  std::string text;
  const auto shown = std::min<std::uint64_t>(most_findings, verdict.findings.size());
  for (std::uint64_t i = 0; i < shown; ++i)
    text += finding_text(verdict.findings[i], file, console);
  if (verdict.finding_count > shown)
    text += "    and " + grouped(verdict.finding_count - shown) + " more findings\n";

  const auto row = [&](const char* word, Colour colour, const std::string& names) {
    if (!names.empty()) text += "  " + console.painted(colour, word) + names + "\n";
  };
  row("broken       ", Colour::red, listed(verdict, RuleState::broken));
  row("ok           ", Colour::green, listed(verdict, RuleState::ok));
  for (const auto& rule : verdict.rules)
    if (rule.state != RuleState::ok && rule.state != RuleState::broken)
      row("not checked  ", Colour::yellow, rule.rule + ": " + rule.note);
  return text;
}

std::string checks_json(std::span<const TraceCheck> checks) {
  Json json;
  json.open('{').key("format").string("lamport-check").key("version").number(1);
  json.key("traces").open('[');
  for (const auto& check : checks) add(json, check);
  return json.close(']').close('}').text();
}

}  // namespace lamport::cli
