// Two readings of the scenario: its keys, and its timeline, which is played without processes.
#include "sim/scenario_notes.hpp"

#include <algorithm>
#include <optional>

#include "core/base/time_text.hpp"
#include "core/process/node.hpp"
#include "core/protocols/by_name.hpp"
#include "sim/links.hpp"
#include "sim/lives.hpp"
#include "sim/toml_fields.hpp"
#include "sim/toml_tree.hpp"

namespace lamport::sim {
namespace {

/// The notes so far, and how each begins: with the place that it is about.
class Notes {
 public:
  Notes(const std::string& file, std::span<const GivenSetting> settings) : file_(file) {
    for (const auto& setting : settings) shown_.push_back(setting.shown);
  }

  void add(TomlPlace place, std::string note) {
    TomlErrors one(file_, shown_);
    one.add(place, std::move(note));
    all_.push_back(to_string(*one.first()));
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(all_); }

 private:
  std::string file_;
  std::vector<std::string> shown_;
  std::vector<std::string> all_;
};

const TomlTable* table_in(const TomlTable& table, std::string_view name) {
  const auto* value = find(table, name);
  return value == nullptr ? nullptr : std::get_if<TomlTable>(&value->value);
}

const TomlList* list_in(const TomlTable& table, std::string_view name) {
  const auto* value = find(table, name);
  return value == nullptr ? nullptr : std::get_if<TomlList>(&value->value);
}

template <class What>
bool happens_in(const Scenario& scenario) {
  return std::ranges::any_of(scenario.timeline, [](const TimelineEntry& entry) {
    return std::holds_alternative<What>(entry.what);
  });
}

/// Keys that nothing reads.
class Keys {
 public:
  Keys(const Scenario& scenario, const TomlTable& document, Notes& notes)
      : scenario_(scenario), document_(document), notes_(notes) {}

  void read() {
    if (scenario_.random_faults.empty())
      in_vain(document_, "faults_until", "faults_until", "there are no random faults");
    read_names();
    if (const auto* links = table_in(document_, "links")) read_links(*links);
    if (const auto* settings = table_in(document_, scenario_.protocol)) read_settings(*settings);
  }

 private:
  void in_vain(const TomlTable& table, std::string_view key, const std::string& path,
               const std::string& why) {
    if (const auto* value = find(table, key))
      notes_.add(value->place, path + " has no effect: " + why);
  }

  void read_names() {
    const auto* names = list_in(document_, "names");
    const auto processes = scenario_.process_count;
    if (names == nullptr || names->size() <= processes) return;
    notes_.add((*names)[processes].place, "names." + std::to_string(processes) +
                                              " has no effect: there are " +
                                              std::to_string(processes) + " processes");
  }

  void read_links(const TomlTable& links) {
    const bool reliable = scenario_.link_kind == LinkKind::reliable;
    if (reliable)
      in_vain(links, "waiting_limit", "links.waiting_limit", "reliable links have none");
    if (reliable && may_lose()) return;
    const auto* why = reliable ? "nothing is ever lost" : "raw links send nothing again";
    in_vain(links, "resend_after", "links.resend_after", why);
    const auto* overrides = list_in(links, "override");
    for (std::size_t i = 0; overrides != nullptr && i < overrides->size(); ++i)
      if (const auto* one = std::get_if<TomlTable>(&(*overrides)[i].value))
        in_vain(*one, "resend_after", "links.override." + std::to_string(i) + ".resend_after", why);
  }

  [[nodiscard]] bool may_lose() const {
    return scenario_.links.loss > 0 || happens_in<LinkDrop>(scenario_) ||
           std::ranges::any_of(scenario_.link_overrides,
                               [](const auto& link) { return link.second.loss > 0; });
  }

  // Every setting but two is about what a process does by itself.
  void read_settings(const TomlTable& settings) {
    compare(settings, "automatic_min", "automatic_max");
    compare(settings, "pause_min", "pause_max");
    if (acts_by_itself()) return;
    for (const auto& setting : settings)
      if (setting.name != "automatic" && setting.name != "coordinator")
        in_vain(settings, setting.name, scenario_.protocol + "." + setting.name,
                "automatic is false, and no command changes it");
  }

  [[nodiscard]] bool acts_by_itself() const {
    const auto set = scenario_.protocol_settings.find("automatic");
    if (set == scenario_.protocol_settings.end() || std::get<bool>(set->second)) return true;
    return std::ranges::any_of(scenario_.timeline, [](const TimelineEntry& entry) {
      const auto* given = std::get_if<GiveCommand>(&entry.what);
      return given != nullptr && given->command.name == "automatic";
    });
  }

  void compare(const TomlTable& settings, const std::string& min, const std::string& max) {
    const auto& given = scenario_.protocol_settings;
    const auto least = given.find(min);
    const auto most = given.find(max);
    if (least == given.end() || most == given.end()) return;
    if (std::get<std::uint64_t>(most->second) < std::get<std::uint64_t>(least->second))
      in_vain(settings, max, scenario_.protocol + "." + max, "it is less than " + min);
  }

  const Scenario& scenario_;
  const TomlTable& document_;
  Notes& notes_;
};

/// Whether a process of the scenario's protocol knows the command at all, which depends on nothing
/// but its name.
bool is_known(const Scenario& scenario, const Command& command) {
  auto answer = CommandAnswer::done;
  visit_protocol(scenario.protocol, [&](const auto& blank) {
    using P = std::remove_cvref_t<decltype(blank)>;
    Node<P> node(blank);
    Outbox<typename P::Body> out;
    answer = node.command(command, {}, out);
  });
  return answer != CommandAnswer::unknown_command;
}

/// Plays the timeline with links and lives alone, and says of each entry why it is in vain.
class Happenings {
 public:
  explicit Happenings(const Scenario& scenario)
      : scenario_(scenario), links_(scenario, {}), lives_(scenario.process_count) {
    using Kind = RandomFault::Kind;
    for (const auto& fault : scenario.random_faults) {
      if (fault.kind == Kind::crash) lives_are_random_ = true;
      if (fault.kind != Kind::crash && fault.kind != Kind::pause) links_are_random_ = true;
    }
  }

  std::optional<std::string> in_vain(const TimelineEntry& entry) {
    return std::visit([&](const auto& what) { return play(what, entry.at); }, entry.what);
  }

 private:
  using Why = std::optional<std::string>;

  Why play(const Crash& crash, Time) { return life(crash.process, LifeChange::crash); }
  Why play(const Restart& restart, Time) { return life(restart.process, LifeChange::restart); }
  Why play(const Pause& pause, Time) { return life(pause.process, LifeChange::pause); }
  Why play(const Resume& resume, Time) { return life(resume.process, LifeChange::resume); }
  // That it applies has been checked when it was read; the world's random faults may come between.
  Why life(ProcessId process, LifeChange change) {
    lives_.apply(process, change);
    return std::nullopt;
  }

  Why play(const GiveCommand& given, Time) {
    if (!is_known(scenario_, given.command))
      return "is refused: the protocol " + scenario_.protocol + " has no command \"" +
             given.command.name + "\"";
    if (!lives_are_random_ && lives_.of(given.process) == Life::down)
      return "is lost: " + scenario_.name_of(given.process) + " is down then";
    return std::nullopt;
  }

  Why play(const Partition& cut, Time at) { return links(links_.cut(links_between(cut), at)); }
  Why play(const OneWayPartition& cut, Time at) {
    return links(links_.cut(links_from_to(cut.from, cut.to), at));
  }
  Why play(const HealAll&, Time at) { return links(links_.heal(links_.faulty(), at)); }
  Why play(const HealLinks& heal, Time at) { return links(links_.heal(heal.links, at)); }
  Why play(const LinkHeal& link, Time at) { return links(links_.heal(one(link), at)); }
  Why play(const LinkCut& link, Time at) { return links(links_.cut(one(link), at)); }
  Why play(const LinkDelay& link, Time at) {
    return links(links_.delay(one(link), link.extra, at));
  }
  Why play(const LinkDrop& link, Time at) {
    return links(links_.drop({link.from, link.to}, link.probability, at));
  }
  Why play(const Slow& slow, Time at) {
    return links(links_.delay(links_of(slow.process, scenario_.process_count), slow.extra, at));
  }

  template <class Link>
  static std::vector<LinkId> one(const Link& link) {
    return {{link.from, link.to}};
  }
  [[nodiscard]] Why links(const std::vector<LinkRecord>& changed) const {
    if (links_are_random_ || !changed.empty()) return std::nullopt;
    return "changes nothing: every link is so already";
  }

  const Scenario& scenario_;
  Links links_;
  Lives lives_;
  bool lives_are_random_ = false;
  bool links_are_random_ = false;
};

}  // namespace

std::vector<std::string> scenario_notes(const Scenario& scenario, std::string_view text,
                                        const std::string& file,
                                        std::span<const GivenSetting> settings) {
  Notes notes(file, settings);
  auto document = parse_toml(text, file);
  if (!document || !apply_settings(*document, settings)) return {};
  Keys(scenario, *document, notes).read();
  Happenings happenings(scenario);
  const auto* entries = list_in(*document, "timeline");
  for (std::size_t i = 0; i < scenario.timeline.size(); ++i) {
    const auto name = "timeline." + std::to_string(i);
    if (scenario.timeline[i].at > Time{} + scenario.until) {
      const bool last = i + 1 == scenario.timeline.size();
      notes.add((*entries)[i].place,
                name + (last ? " never happens" : " and all after it never happen") +
                    ": the run ends at " + to_string(scenario.until));
      break;
    }
    if (const auto why = happenings.in_vain(scenario.timeline[i]))
      notes.add((*entries)[i].place, name + " " + *why);
  }
  return notes.take();
}

}  // namespace lamport::sim
