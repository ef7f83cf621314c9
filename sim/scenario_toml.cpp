// The document and its tables [links] and [<protocol>]. What happens in it is read by
// timeline_toml, single values by toml_fields.
#include "sim/scenario_toml.hpp"

#include <algorithm>
#include <set>

#include "core/base/time_text.hpp"
#include "core/check/rule.hpp"
#include "core/formats/json_string.hpp"
#include "sim/fault_plan.hpp"
#include "sim/process_reader.hpp"
#include "sim/protocols.hpp"
#include "sim/script_toml.hpp"
#include "sim/timeline_toml.hpp"
#include "sim/toml_fields.hpp"
#include "sim/toml_tree.hpp"

namespace lamport::sim {
namespace {

/// A copy is sent again until it arrives, so that it must arrive now and then.
constexpr double most_loss_of_reliable = 0.99;

std::vector<std::string_view> protocol_names() {
  std::vector<std::string_view> names;
  for (const auto& protocol : protocols()) names.push_back(protocol.name);
  return names;
}

// A script says itself which processes there are and when everything happens.
bool is_script(const ProtocolInfo* protocol) {
  return protocol != nullptr && protocol->name == "script";
}

std::vector<std::string_view> keys_of_document(const ProtocolInfo* protocol) {
  if (is_script(protocol))
    return {"summary", "protocol", "until", "events", "seed", "rules", "script"};
  std::vector<std::string_view> keys{"summary", "protocol",     "processes", "names",
                                     "until",   "events",       "seed",      "rules",
                                     "links",   "faults_until", "timeline",  "random_faults"};
  if (protocol != nullptr) keys.push_back(protocol->name);
  return keys;
}

const ProtocolInfo* protocol_named_in(const TomlTable& document) {
  const auto* value = find(document, "protocol");
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->value);
  return text == nullptr ? nullptr : find_protocol(*text);
}

std::string too_many(const ProtocolInfo& protocol) {
  return "but the protocol " + std::string(protocol.name) + " takes at most " +
         std::to_string(protocol.most_processes) + " processes";
}

class ScenarioReader {
 public:
  ScenarioReader(const TomlTable& document, std::string_view name, TomlErrors& errors)
      : errors_(errors),
        protocol_(protocol_named_in(document)),
        document_(document, {1, 1, 0}, "", keys_of_document(protocol_), errors) {
    scenario_.name = shortened_label(name);
  }

  Scenario read() {
    read_protocol();
    if (protocol_ == nullptr) return {};
    is_script(protocol_) ? read_processes_of_script() : read_processes();
    read_limits();
    read_rules();
    if (is_script(protocol_)) return std::move(scenario_);
    const ProcessReader processes(scenario_);
    read_links(processes);
    read_protocol_settings(processes);
    if (!errors_.first()) read_happenings(document_, processes, scenario_);
    return std::move(scenario_);
  }

 private:
  void read_protocol() {
    document_.need("protocol", "what the processes do: " + listed(protocol_names()));
    const auto names = protocol_names();
    scenario_.protocol = names[document_.choice("protocol", names, 0)];
    scenario_.summary = document_.text("summary", "");
  }

  void read_processes_of_script() {
    const auto* script = document_.table("script");
    if (script != nullptr && script->size() > protocol_->most_processes)
      return document_.wrong("script", too_many(*protocol_),
                             "each event shows what it knows of all");
    read_script(document_, scenario_);
  }

  void read_processes() {
    scenario_.process_count = static_cast<std::uint32_t>(document_.integer(
        "processes", scenario_.process_count, protocol_->fewest_processes, most_processes));
    if (scenario_.process_count > protocol_->most_processes)
      document_.wrong("processes", too_many(*protocol_), "its memory grows with their square");
    std::set<std::string> seen;
    document_.list("names", [&](const TomlValue& value, const std::string& path) {
      const auto* name = std::get_if<std::string>(&value.value);
      if (name == nullptr || name->empty())
        return errors_.add(value.place, path + " is not a name", "put it in quotes");
      if (auto fits = checked_label(*name, path); !fits)
        return errors_.add(value.place, fits.error().message, fits.error().hint);
      if (!seen.insert(*name).second)
        return errors_.add(value.place, path + ": another process is called \"" + *name + "\"");
      scenario_.process_names.push_back(*name);
    });
  }

  void read_limits() {
    scenario_.until =
        document_.duration("until", scenario_.until, nanoseconds(1), {largest_exact_integer});
    scenario_.event_limit = document_.integer("events", 0, 0, largest_exact_integer);
    scenario_.default_seed.value = document_.integer("seed", 1, 0, largest_exact_integer);
    scenario_.faults_until = {
        document_.duration("faults_until", {}, nanoseconds(1), scenario_.until).nanoseconds};
  }

  void read_rules() {
    document_.list("rules", [&](const TomlValue& value, const std::string& path) {
      const auto* name = std::get_if<std::string>(&value.value);
      if (name == nullptr)
        return errors_.add(value.place, path + " is not the name of a rule", "such as \"fifo\"");
      if (make_rule(*name) == nullptr)
        return errors_.add(value.place, path + ": there is no rule \"" + *name + "\"",
                           "there are " + listed(rule_names()));
      scenario_.rules.push_back(*name);
    });
  }

  void read_links(const ProcessReader& processes) {
    const auto* table = document_.table("links");
    if (table == nullptr) return;
    constexpr std::string_view keys[]{"kind",         "delay",         "loss",    "duplication",
                                      "resend_after", "waiting_limit", "override"};
    constexpr std::string_view kinds[]{"reliable", "raw"};
    TomlFields links(*table, document_.find("links")->place, "links", keys, errors_);
    scenario_.link_kind = static_cast<LinkKind>(
        links.choice("kind", kinds, static_cast<std::size_t>(scenario_.link_kind)));
    if (protocol_->needs_reliable_links && scenario_.link_kind == LinkKind::raw)
      links.wrong("kind", "but the protocol " + scenario_.protocol + " needs reliable links");
    scenario_.waiting_limit =
        links.integer("waiting_limit", scenario_.waiting_limit, 1, largest_exact_integer);
    scenario_.links = read_link(links, scenario_.links);
    links.list("override", [&](const TomlValue& value, const std::string& path) {
      read_override(value, path, processes);
    });
  }

  void read_override(const TomlValue& value, const std::string& path,
                     const ProcessReader& processes) {
    const auto* table = std::get_if<TomlTable>(&value.value);
    if (table == nullptr)
      return errors_.add(value.place, path + " is not a table", "write [[links.override]]");
    constexpr std::string_view keys[]{"from", "to", "delay", "loss", "duplication", "resend_after"};
    TomlFields fields(*table, value.place, path, keys, errors_);
    const auto from = processes.one(fields, "from");
    const auto to = processes.one(fields, "to");
    const auto settings = read_link(fields, scenario_.links);
    if (!scenario_.link_overrides.emplace(std::pair{from, to}, settings).second)
      fields.wrong("from", "but this link has an override already");
  }

  LinkSettings read_link(TomlFields& fields, LinkSettings settings) {
    const bool reliable = scenario_.link_kind == LinkKind::reliable;
    if (fields.has("delay")) settings.delay = read_delay(fields);
    settings.loss = fields.probability("loss", settings.loss, reliable ? most_loss_of_reliable : 1);
    settings.duplication = fields.probability("duplication", settings.duplication, 1);
    settings.resend_after =
        fields.duration("resend_after", settings.resend_after, nanoseconds(1), longest_duration);
    return settings;
  }

  // "5ms", or a table with a shape. A delay of nothing would let messages go round in no time.
  Delay read_delay(TomlFields& link) {
    const auto* value = link.find("delay");
    if (!std::holds_alternative<TomlTable>(value->value))
      return {Delay::Shape::constant,
              link.duration("delay", {}, nanoseconds(1), longest_duration),
              {},
              {},
              {}};
    constexpr std::string_view keys[]{"shape", "min", "max", "mean", "deviation"};
    constexpr std::string_view shapes[]{"uniform", "exponential", "normal"};
    TomlFields fields(std::get<TomlTable>(value->value), value->place, link.path_to("delay"), keys,
                      errors_);
    fields.need("shape", listed(shapes));
    Delay delay;
    delay.shape = static_cast<Delay::Shape>(1 + fields.choice("shape", shapes, 0));
    const auto take = [&](std::string_view name, bool needed) {
      if (needed) fields.need(name, "a duration, such as \"5ms\"");
      return fields.duration(name, {}, {}, longest_duration);
    };
    const auto only_of = [&](std::string_view name, Delay::Shape a, Delay::Shape b) {
      const bool wanted = delay.shape == a || delay.shape == b;
      if (!wanted && fields.has(name)) fields.wrong(name, "but this shape has none");
      return wanted ? take(name, true) : Duration{};
    };
    using Shape = Delay::Shape;
    delay.base = take("min", false);
    delay.limit = only_of("max", Shape::uniform, Shape::uniform);
    delay.mean = only_of("mean", Shape::exponential, Shape::normal);
    delay.deviation = only_of("deviation", Shape::normal, Shape::normal);
    if (delay.shape == Shape::uniform && delay.limit < delay.base)
      fields.wrong("max", "less than min, " + to_string(delay.base));
    if (delay.base + delay.limit + delay.mean + delay.deviation == Duration{})
      link.errors().add(value->place, link.path_to("delay") + " can be only 0",
                        "a message takes 1ns at least");
    return delay;
  }

  void read_protocol_settings(const ProcessReader& processes) {
    const auto* table = document_.table(protocol_->name);
    if (table == nullptr) return;
    std::vector<std::string_view> keys;
    for (const auto& setting : protocol_->settings) keys.push_back(setting.name);
    TomlFields fields(*table, document_.find(protocol_->name)->place, std::string(protocol_->name),
                      keys, errors_);
    for (const auto& setting : protocol_->settings) {
      if (!fields.has(setting.name)) continue;
      scenario_.protocol_settings[std::string(setting.name)] =
          read_setting(setting, fields, processes);
    }
  }

  static SettingValue read_setting(const ProtocolSetting& setting, TomlFields& fields,
                                   const ProcessReader& processes) {
    switch (setting.type) {
      case ProtocolSetting::Type::integer:
        return fields.integer(setting.name, setting.min, setting.min, setting.max);
      case ProtocolSetting::Type::boolean: return fields.boolean(setting.name, false);
      case ProtocolSetting::Type::duration:
        return fields.duration(setting.name, {setting.min}, {setting.min}, {setting.max})
            .nanoseconds;
      case ProtocolSetting::Type::process: break;
    }
    return std::uint64_t{processes.one(fields, setting.name).value};
  }

  TomlErrors& errors_;
  const ProtocolInfo* protocol_;
  TomlFields document_;
  Scenario scenario_;
};

}  // namespace

Result<Scenario> read_scenario(std::string_view text, std::string_view name,
                               const std::string& file, std::span<const GivenSetting> settings) {
  auto document = parse_toml(text, file);
  if (!document) return document.error();
  auto changed = apply_settings(*document, settings);
  if (!changed) return changed.error();
  std::vector<std::string> shown;
  for (const auto& setting : settings) shown.push_back(setting.shown);
  TomlErrors errors(file, std::move(shown));
  auto scenario = ScenarioReader(*document, name, errors).read();
  if (errors.first()) return *errors.first();
  changed->erase("seed");  // the header has it in a place of its own
  scenario.changed_settings.assign(changed->begin(), changed->end());
  return scenario;
}

std::string summary_of(std::string_view text) {
  auto document = parse_toml(text, "");
  if (!document) return {};
  const auto* summary = find(*document, "summary");
  const auto* words = summary == nullptr ? nullptr : std::get_if<std::string>(&summary->value);
  return words == nullptr ? std::string() : *words;
}

}  // namespace lamport::sim
