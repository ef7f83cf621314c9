// See timeline_toml.hpp.
#include "sim/timeline_toml.hpp"

#include <algorithm>
#include <array>

#include "core/base/time_text.hpp"
#include "sim/fault_plan.hpp"
#include "sim/lives.hpp"

namespace lamport::sim {
namespace {

/// So many changes of links a scenario may ask for, all in all.
constexpr std::uint64_t most_link_changes = 10'000'000;
constexpr std::uint64_t most_random_faults = 100'000;
/// A copy is sent again until it arrives, so that it must arrive now and then.
constexpr double most_drop_of_reliable = 0.99;

constexpr std::string_view state_words[]{"kept", "lost"};

/// Reads one entry of the timeline; each member function reads one kind of happening.
class EntryReader {
 public:
  EntryReader(TomlFields& fields, const ProcessReader& processes, const Scenario& scenario)
      : fields_(fields), processes_(processes), scenario_(scenario) {}

  Happening partition() {
    Partition partition;
    std::vector<ProcessId> all;
    fields_.need("groups", "lists of processes, such as [[0, 1], [2, 3]]");
    fields_.list("groups", [&](const TomlValue& group, const std::string& path) {
      partition.groups.push_back(processes_.in_list(group, path, fields_.errors()));
      all.insert(all.end(), partition.groups.back().begin(), partition.groups.back().end());
    });
    if (fields_.has("groups") && partition.groups.size() < 2)
      fields_.wrong("groups", "not two groups or more");
    std::sort(all.begin(), all.end());
    if (std::adjacent_find(all.begin(), all.end()) != all.end())
      fields_.wrong("groups", "but a process can be in one group only");
    return partition;
  }
  Happening one_way_partition() {
    return OneWayPartition{processes_.several(fields_, "from"), processes_.several(fields_, "to")};
  }
  Happening heal() {
    if (!fields_.has("from") && !fields_.has("to")) return HealAll{};
    const auto link = this->link();
    return LinkHeal{link.from, link.to};
  }
  Happening crash() { return Crash{process(), fields_.choice("state", state_words, 0) == 1}; }
  Happening restart() { return Restart{process()}; }
  Happening pause() { return Pause{process()}; }
  Happening resume() { return Resume{process()}; }
  Happening slow() { return Slow{process(), extra()}; }
  Happening cut() {
    const auto link = this->link();
    return LinkCut{link.from, link.to};
  }
  Happening delay() {
    const auto link = this->link();
    return LinkDelay{link.from, link.to, extra()};
  }
  Happening drop() {
    const auto link = this->link();
    fields_.need("probability", "a number from 0 to 1");
    const auto probability = fields_.probability("probability", 0, 1);
    if (scenario_.link_kind == LinkKind::reliable && probability > most_drop_of_reliable &&
        probability < 1)
      fields_.wrong("probability", "but a reliable link drops up to 0.99 of its copies, or all");
    return LinkDrop{link.from, link.to, probability};
  }
  Happening command() {
    GiveCommand given{process(), {}};
    fields_.need("name", "what is asked of the process, such as \"broadcast\"");
    given.command.name = fields_.text("name", "");
    if (fields_.has("to")) given.command.to = processes_.several(fields_, "to");
    given.command.text = fields_.text("text", "");
    given.command.value = fields_.integer("value", 0, 0, largest_exact_integer);
    return given;
  }

 private:
  struct Link {
    ProcessId from;
    ProcessId to;
  };
  ProcessId process() { return processes_.one(fields_, "process"); }
  Link link() { return {processes_.one(fields_, "from"), processes_.one(fields_, "to")}; }
  Duration extra() {
    fields_.need("extra", "how much longer, such as \"300ms\"");
    return fields_.duration("extra", {}, {}, longest_duration);
  }

  TomlFields& fields_;
  const ProcessReader& processes_;
  const Scenario& scenario_;
};

struct Action {
  std::string_view name;
  std::array<std::string_view, 7> keys;
  Happening (EntryReader::*read)();
};

// The words for `do`, each with the keys that go with it.
constexpr Action actions[]{
    {"partition", {"groups"}, &EntryReader::partition},
    {"one_way_partition", {"from", "to"}, &EntryReader::one_way_partition},
    {"heal", {"from", "to"}, &EntryReader::heal},
    {"crash", {"process", "state"}, &EntryReader::crash},
    {"restart", {"process"}, &EntryReader::restart},
    {"pause", {"process"}, &EntryReader::pause},
    {"resume", {"process"}, &EntryReader::resume},
    {"slow", {"process", "extra"}, &EntryReader::slow},
    {"cut", {"from", "to"}, &EntryReader::cut},
    {"delay", {"from", "to", "extra"}, &EntryReader::delay},
    {"drop", {"from", "to", "probability"}, &EntryReader::drop},
    {"command", {"process", "name", "to", "text", "value"}, &EntryReader::command},
};

std::vector<std::string_view> action_names() {
  std::vector<std::string_view> names;
  for (const auto& action : actions) names.push_back(action.name);
  return names;
}

const Action* action_of(const TomlTable& entry) {
  const auto* word = find(entry, "do");
  const auto* text = word == nullptr ? nullptr : std::get_if<std::string>(&word->value);
  for (const auto& action : actions)
    if (text != nullptr && *text == action.name) return &action;
  return nullptr;
}

/// How many links a happening touches at most.
std::uint64_t links_touched(const Happening& what, std::uint64_t process_count) {
  if (const auto* partition = std::get_if<Partition>(&what)) {
    std::uint64_t all = 0;
    for (const auto& group : partition->groups) all += group.size();
    return all * all;
  }
  if (const auto* cut = std::get_if<OneWayPartition>(&what))
    return cut->from.size() * cut->to.size();
  if (std::holds_alternative<Slow>(what)) return 2 * process_count;
  return 1;
}

class HappeningsReader {
 public:
  HappeningsReader(TomlFields& document, const ProcessReader& processes, Scenario& scenario)
      : document_(document),
        processes_(processes),
        scenario_(scenario),
        lives_(scenario.process_count) {}

  void read_timeline() {
    document_.list("timeline", [&](const TomlValue& value, const std::string& path) {
      if (const auto* entry = std::get_if<TomlTable>(&value.value))
        read_entry(*entry, value.place, path);
      else
        document_.errors().add(value.place, path + " is not a table", "write [[timeline]]");
    });
  }

  void read_random_faults() {
    document_.list("random_faults", [&](const TomlValue& value, const std::string& path) {
      if (const auto* entry = std::get_if<TomlTable>(&value.value))
        read_random_fault(*entry, value.place, path);
      else
        document_.errors().add(value.place, path + " is not a table", "write [[random_faults]]");
    });
  }

 private:
  void read_entry(const TomlTable& entry, TomlPlace place, const std::string& path) {
    const auto* action = action_of(entry);
    std::vector<std::string_view> allowed{"at", "do"};
    if (action != nullptr) {
      for (const auto key : action->keys)
        if (!key.empty()) allowed.push_back(key);
    } else {
      for (const auto& member : entry) allowed.emplace_back(member.name);
    }
    TomlFields fields(entry, place, path, allowed, document_.errors());
    fields.need("at", "a time, such as \"2s\"");
    const Time at{fields.duration("at", {}, {}, {largest_exact_integer}).nanoseconds};
    fields.need("do", "what happens: " + listed(action_names()));
    if (action == nullptr) {
      (void)fields.choice("do", action_names(), 0);
      return;
    }
    if (!scenario_.timeline.empty() && at < scenario_.timeline.back().at)
      fields.wrong(
          "at", "earlier than the entry before it, at " + to_string(scenario_.timeline.back().at));
    EntryReader reader(fields, processes_, scenario_);
    auto what = (reader.*action->read)();
    if (document_.errors().first()) return;
    count_links(links_touched(what, scenario_.process_count), fields, "do");
    check_life(what, fields);
    scenario_.timeline.push_back({at, std::move(what)});
  }

  // A file that crashes what is down is a slip of the pen; random faults may do it.
  void check_life(const Happening& what, TomlFields& fields) {
    const auto apply = [&](ProcessId process, LifeChange change, const char* why) {
      if (!lives_.apply(process, change)) fields.wrong("do", why);
    };
    if (const auto* crash = std::get_if<Crash>(&what))
      apply(crash->process, LifeChange::crash, "but the process is down already");
    if (const auto* restart = std::get_if<Restart>(&what))
      apply(restart->process, LifeChange::restart, "but the process is not down");
    if (const auto* pause = std::get_if<Pause>(&what))
      apply(pause->process, LifeChange::pause, "but the process is paused or down already");
    if (const auto* resume = std::get_if<Resume>(&what))
      apply(resume->process, LifeChange::resume, "but the process is not paused");
  }

  void read_random_fault(const TomlTable& entry, TomlPlace place, const std::string& path) {
    constexpr std::string_view keys[]{"kind", "every", "shortest", "longest", "state", "extra"};
    constexpr std::string_view kinds[]{"crash", "pause", "partition", "one_way_partition",
                                       "cut",   "slow"};
    TomlFields fields(entry, place, path, keys, document_.errors());
    RandomFault fault;
    fields.need("kind", listed(kinds));
    fault.kind = static_cast<RandomFault::Kind>(fields.choice("kind", kinds, 0));
    fault.every = fields.duration("every", fault.every, milliseconds(1), longest_duration);
    fault.shortest = fields.duration("shortest", fault.shortest, nanoseconds(1), longest_duration);
    fault.longest = fields.duration("longest", std::max(fault.shortest, fault.longest),
                                    nanoseconds(1), longest_duration);
    if (fault.longest < fault.shortest)
      fields.wrong("longest", "less than shortest, " + to_string(fault.shortest));
    if (fields.has("state") && fault.kind != RandomFault::Kind::crash)
      fields.wrong("state", "but only a crash loses or keeps state");
    fault.state_lost = fields.choice("state", state_words, 0) == 1;
    if (fields.has("extra") && fault.kind != RandomFault::Kind::slow)
      fields.wrong("extra", "but only a slow process takes longer");
    fault.extra = fields.duration("extra", fault.extra, {}, longest_duration);
    bound(fault, fields);
    scenario_.random_faults.push_back(fault);
  }

  void bound(const RandomFault& fault, TomlFields& fields) {
    const std::uint64_t processes = scenario_.process_count;
    const auto expected = random_faults_end(scenario_).nanoseconds / fault.every.nanoseconds + 1;
    if (expected > most_random_faults)
      fields.wrong("every", "so often that there are over 100000 of them in the run",
                   "make it rarer, or set faults_until");
    using Kind = RandomFault::Kind;
    const bool lives = fault.kind == Kind::crash || fault.kind == Kind::pause;
    if (!lives && processes < 2) fields.wrong("kind", "but there is no other process");
    std::uint64_t links = 1;
    if (fault.kind == Kind::partition || fault.kind == Kind::one_way_partition)
      links = processes * processes;
    if (fault.kind == Kind::slow) links = 2 * processes;
    count_links(links * std::min(expected, most_random_faults), fields, "kind");
  }

  void count_links(std::uint64_t more, TomlFields& fields, std::string_view key) {
    link_changes_ += more;
    if (link_changes_ > most_link_changes)
      fields.wrong(key, "which makes over 10 million changes of links in this scenario",
                   "use fewer processes or fewer of them");
  }

  TomlFields& document_;
  const ProcessReader& processes_;
  Scenario& scenario_;
  Lives lives_;
  std::uint64_t link_changes_ = 0;
};

}  // namespace

void read_happenings(TomlFields& document, const ProcessReader& processes, Scenario& scenario) {
  HappeningsReader reader(document, processes, scenario);
  reader.read_timeline();
  reader.read_random_faults();
}

}  // namespace lamport::sim
