// Plays a script as far as it goes, event by event, and blames a circle for what is left.
#include "sim/script_schedule.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lamport::sim {
namespace {

constexpr std::uint64_t tick = 1'000'000;

std::string on_line(const WrittenEvent& event) {
  return "line " + std::to_string(event.place.line);
}

class Schedule {
 public:
  Schedule(WrittenScript& script, Scenario& scenario, TomlErrors& errors)
      : script_(script), scenario_(scenario), errors_(errors), next_(script.size(), 0) {}

  void make() {
    find_sends();
    check_receives();
    if (errors_.first()) return;
    play();
    for (std::uint32_t process = 0; process < script_.size(); ++process)
      if (next_[process] < script_[process].size()) return blame_circle(process);
    settle();
  }

 private:
  /// A message: where it is sent, and when, once it is.
  struct Sent {
    std::uint32_t process = 0;
    std::size_t event = 0;
    Time at;
  };

  [[nodiscard]] WrittenEvent& event(const Sent& sent) const {
    return script_[sent.process][sent.event];
  }
  [[nodiscard]] std::string name(std::uint32_t process) const {
    return scenario_.name_of({process});
  }

  template <class Visit>
  void for_each(ScriptKind kind, Visit visit) {
    for (std::uint32_t process = 0; process < script_.size(); ++process)
      for (std::size_t i = 0; i < script_[process].size(); ++i)
        if (script_[process][i].step.kind == kind) visit(process, i, script_[process][i]);
  }

  void find_sends() {
    for_each(ScriptKind::send, [&](std::uint32_t process, std::size_t i, WrittenEvent& send) {
      const auto [first, anew] = sent_.emplace(send.step.name, Sent{process, i, {}});
      if (!anew)
        errors_.add(send.place, "message \"" + send.step.name + "\" is sent twice",
                    "it is sent on " + on_line(event(first->second)) +
                        " already; name several recipients in one send, or the messages apart");
    });
  }

  void check_receives() {
    std::map<std::pair<std::string, std::uint32_t>, const WrittenEvent*> received;
    for_each(ScriptKind::receive, [&](std::uint32_t process, std::size_t, WrittenEvent& receive) {
      const auto& message = receive.step.name;
      const auto sent = sent_.find(message);
      if (sent == sent_.end()) return never_sent(receive);
      const auto& to = event(sent->second).step.to;
      if (!std::binary_search(to.begin(), to.end(), ProcessId{process}))
        return errors_.add(receive.place,
                           name(process) + " receives \"" + message + "\", which is not sent to it",
                           "it is sent on " + on_line(event(sent->second)));
      const auto [first, anew] = received.emplace(std::pair{message, process}, &receive);
      if (!anew)
        errors_.add(receive.place, name(process) + " receives \"" + message + "\" twice",
                    "it does so on " + on_line(*first->second) + " already");
    });
  }

  void never_sent(const WrittenEvent& receive) {
    std::vector<std::string_view> names;
    for (const auto& [message, sent] : sent_) names.emplace_back(message);
    errors_.add(receive.place, "message \"" + receive.step.name + "\" is received and never sent",
                suggestion(receive.step.name, names));
  }

  void play() {
    std::map<std::string, std::vector<std::uint32_t>> waiting;
    std::vector<std::uint32_t> ready;
    for (std::uint32_t process = 0; process < script_.size(); ++process) ready.push_back(process);
    while (!ready.empty()) {
      const auto process = ready.back();
      ready.pop_back();
      for (; next_[process] < script_[process].size(); ++next_[process]) {
        auto& step = script_[process][next_[process]].step;
        auto before = next_[process] == 0 ? Time{} : script_[process][next_[process] - 1].step.at;
        if (step.kind == ScriptKind::receive) {
          const auto& sent = sent_.at(step.name);
          if (sent.at == Time{}) {
            waiting[step.name].push_back(process);
            break;
          }
          before = std::max(before, sent.at);
          travels(step.name, {process}, before.nanoseconds + tick - sent.at.nanoseconds);
        }
        step.at = before + nanoseconds(tick);
        last_ = std::max(last_, step.at);
        if (step.kind != ScriptKind::send) continue;
        sent_.at(step.name).at = step.at;
        const auto woken = waiting.extract(step.name);
        if (!woken.empty()) ready.insert(ready.end(), woken.mapped().begin(), woken.mapped().end());
      }
    }
  }

  void travels(const std::string& message, ProcessId to, std::uint64_t how_long) {
    const auto& sent = sent_.at(message);
    scenario_.message_delays[{EventId{{sent.process}, {sent.event + 1}}, to}] =
        nanoseconds(how_long);
  }

  // Every process that is stuck waits for a send of one that is stuck. Following them from one to
  // the next comes round to where it has been.
  void blame_circle(std::uint32_t process) {
    std::set<std::uint32_t> seen;
    for (; seen.insert(process).second;) process = sender_awaited_by(process);
    const auto& first = stuck_at(process);
    std::string circle;
    auto at = process;
    do {
      const auto& receive = stuck_at(at);
      const auto sender = sender_awaited_by(at);
      circle += (circle.empty() ? "" : ", which ") + std::string("waits for the send on ") +
                on_line(event(sent_.at(receive.step.name))) +
                ", which comes after the receive on " + on_line(stuck_at(sender));
      at = sender;
    } while (at != process);
    errors_.add(first.place,
                name(process) + " receives \"" + first.step.name +
                    "\" before it can be sent: the receive on " + on_line(first) + " " + circle,
                "no message goes back in time: change the order of these events");
  }

  [[nodiscard]] const WrittenEvent& stuck_at(std::uint32_t process) const {
    return script_[process][next_[process]];
  }
  [[nodiscard]] std::uint32_t sender_awaited_by(std::uint32_t process) const {
    return sent_.at(stuck_at(process).step.name).process;
  }

  void settle() {
    scenario_.until = nanoseconds(last_.nanoseconds + tick);
    for (const auto& [message, sent] : sent_)
      for (const auto to : event(sent).step.to)
        scenario_.message_delays.try_emplace({EventId{{sent.process}, {sent.event + 1}}, to},
                                             scenario_.until);
    for (auto& events : script_) {
      auto& steps = scenario_.script.emplace_back();
      for (auto& written : events) steps.push_back(std::move(written.step));
    }
  }

  WrittenScript& script_;
  Scenario& scenario_;
  TomlErrors& errors_;
  std::vector<std::size_t> next_;  // by process: the first event not played yet
  std::map<std::string, Sent> sent_;
  Time last_;
};

}  // namespace

void schedule_script(WrittenScript script, Scenario& scenario, TomlErrors& errors) {
  Schedule(script, scenario, errors).make();
}

}  // namespace lamport::sim
