// The words of a script's events.
#include "sim/script_toml.hpp"

#include <algorithm>

#include "core/formats/json_string.hpp"
#include "sim/script_schedule.hpp"

namespace lamport::sim {
namespace {

constexpr std::string_view blanks = " \t";

// The next word of `text`, taken off it; empty at the end. A comma is a word of its own.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  auto size = std::min(text.find_first_of(" \t,"), text.size());
  if (size == 0 && !text.empty()) size = 1;
  const auto word = text.substr(0, size);
  text.remove_prefix(size);
  return word;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

class ScriptReader {
 public:
  ScriptReader(const TomlTable& table, Scenario& scenario, TomlErrors& errors)
      : table_(table), scenario_(scenario), errors_(errors) {}

  WrittenScript read() {
    for (const auto& process : table_) {
      if (auto fits = checked_label(process.name, "the name of a process"); !fits)
        errors_.add(process.place, fits.error().message, fits.error().hint);
      scenario_.process_names.push_back(process.name);
    }
    scenario_.process_count = static_cast<std::uint32_t>(table_.size());
    WrittenScript script;
    for (const auto& process : table_) script.push_back(events(process));
    return script;
  }

 private:
  std::vector<WrittenEvent> events(const TomlMember& process) {
    const auto* list = std::get_if<TomlList>(&process.value.value);
    if (list == nullptr) {
      errors_.add(process.value.place, "script." + process.name + " is not a list of events",
                  "such as [\"send m to q\", \"internal\"]");
      return {};
    }
    std::vector<WrittenEvent> events;
    for (const auto& value : *list) {
      const auto* text = std::get_if<std::string>(&value.value);
      if (text == nullptr)
        wrong(value.place, "an event of " + process.name + " is " + kind_of(value));
      else
        events.push_back({step(*text, value.place), value.place});
    }
    return events;
  }

  ScriptStep step(const std::string& event, TomlPlace place) {
    std::string_view rest = event;
    const auto what = take_word(rest);
    ScriptStep step;
    if (what == "internal") {
      step.name = trimmed(rest);
    } else if (what == "send" || what == "receive") {
      step.kind = what == "send" ? ScriptKind::send : ScriptKind::receive;
      step.name = take_word(rest);
      if (step.name.empty() || step.name == ",")
        wrong(place, "\"" + event + "\" does not name its message");
      if (step.kind == ScriptKind::send) step.to = recipients(event, rest, place);
      if (!trimmed(rest).empty())
        wrong(place, "\"" + event + "\" has words too many after its message");
    } else {
      wrong(place, "\"" + event + "\" is no event");
    }
    if (auto fits = checked_label(step.name, "the name of an event"); !fits)
      errors_.add(place, fits.error().message, fits.error().hint);
    return step;
  }

  std::vector<ProcessId> recipients(const std::string& event, std::string_view& rest,
                                    TomlPlace place) {
    std::vector<ProcessId> to;
    if (take_word(rest) != "to") {
      wrong(place, "\"" + event + "\" does not say to whom");
      return to;
    }
    for (auto more = true; more;) {
      to.push_back(process(take_word(rest), place));
      auto ahead = rest;
      more = take_word(ahead) == ",";
      if (more) rest = ahead;
    }
    std::sort(to.begin(), to.end());
    if (std::adjacent_find(to.begin(), to.end()) != to.end())
      errors_.add(place, "\"" + event + "\" names a process twice");
    return to;
  }

  ProcessId process(std::string_view name, TomlPlace place) {
    const auto& names = scenario_.process_names;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return {static_cast<std::uint32_t>(found - names.begin())};
    const std::vector<std::string_view> known(names.begin(), names.end());
    auto hint = suggestion(name, known);
    if (hint.empty()) hint = "the script has " + listed(known);
    errors_.add(place, "there is no process \"" + std::string(name) + "\"", std::move(hint));
    return {};
  }

  void wrong(TomlPlace place, std::string why) {
    errors_.add(place, std::move(why),
                "write \"send MESSAGE to PROCESS\", \"receive MESSAGE\" or \"internal\", which a "
                "label may follow");
  }

  const TomlTable& table_;
  Scenario& scenario_;
  TomlErrors& errors_;
};

}  // namespace

void read_script(TomlFields& document, Scenario& scenario) {
  document.need("script", "the events of every process");
  const auto* table = document.table("script");
  if (table == nullptr) return;
  if (table->empty()) return document.wrong("script", "but it has no processes");
  auto script = ScriptReader(*table, scenario, document.errors()).read();
  if (document.errors().first()) return;
  scenario.link_kind = LinkKind::raw;
  scenario.links.delay.shape = Delay::Shape::planned;
  schedule_script(std::move(script), scenario, document.errors());
}

}  // namespace lamport::sim
