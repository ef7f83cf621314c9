// The simulator: owns all nodes and drives them in virtual time. It takes the next input in the
// total order of docs/trace-format.md, gives it to a node, writes down what happened and sends on
// what the node said. Protocols, links, faults and formats are elsewhere; nothing here knows them.
//
// This file is one class template, longer than others because its parts share every member; it
// reads top down: running, steps, messages, the world.
#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <optional>
#include <unordered_map>  // order is never seen: fifo_ is only looked up by link
#include <utility>
#include <vector>

#include "core/process/node.hpp"
#include "sim/copies.hpp"
#include "sim/event_queue.hpp"
#include "sim/fault_plan.hpp"
#include "sim/input_log.hpp"
#include "sim/links.hpp"
#include "sim/lives.hpp"
#include "sim/outcome.hpp"
#include "sim/scenario.hpp"
#include "sim/timeline.hpp"
#include "sim/timers.hpp"
#include "sim/waiting.hpp"

namespace lamport::sim {

/// Whether a sink can take inputs at all, see sim/run_sink.hpp.
template <class Sink>
concept InputSink = requires(Sink& sink, const InputRecord& input) {
  { sink.wants_inputs() } -> std::same_as<bool>;
  sink.input(input);
};

/// Runs one scenario once. `Sink` is a TraceSink that says whether it wants_fates(), see
/// sim/run_sink.hpp; if it is an InputSink and wants inputs, it gets each before its first event.
/// Cost: memory for nodes and for what is under way; time O(1) an event, whatever is under way.
/// Thread rule: one thread; many simulators may run side by side.
template <Process P, class Sink>
class Simulator {
 public:
  using Body = typename P::Body;
  /// Makes a process as it is before its first start.
  using Factory = std::function<P(ProcessId)>;

  /// `scenario` and `sink` outlive the simulator.
  Simulator(const Scenario& scenario, Seed seed, Factory factory, Sink& sink)
      : scenario_(scenario),
        factory_(std::move(factory)),
        sink_(sink),
        most_events_(scenario.event_limit == 0 ? ~std::uint64_t{0} : scenario.event_limit),
        timeline_(plan_faults(scenario, seed), scenario.until),
        random_(RandomStream::of(seed, Purpose::process)),
        links_(scenario, seed),
        lives_(scenario.process_count),
        timers_(scenario.process_count) {
    if constexpr (InputSink<Sink>)
      if (sink.wants_inputs()) inputs_.emplace(sink, scenario.process_count);
    nodes_.reserve(scenario.process_count);
    for (std::uint32_t id = 0; id < scenario.process_count; ++id)
      nodes_.emplace_back(factory_(ProcessId{id}));
  }

  /// Lets a process go on from a history that it brings, as after a replay. Before run.
  void resume(ProcessId process, EventClock history) {
    nodes_[process.value] = Node<P>{factory_(process), history};
  }

  /// Runs to the end of the scenario: its time, its number of events, or quiet. Call once.
  Outcome run(const KeepGoing& keep_going) {
    start_all();
    while (advance()) {
      if ((++outcome_.steps & 0x3fff) == 0 && !keep_going(now_, outcome_.events)) {
        outcome_.ending = Ending::interrupted;
        break;
      }
    }
    if (outcome_.ending == Ending::time || outcome_.ending == Ending::quiet)
      now_ = timeline_.until();
    outcome_.time = now_;
    write_undelivered();
    return outcome_;
  }

  [[nodiscard]] const Node<P>& node(ProcessId process) const { return nodes_[process.value]; }

 private:
  // Running.

  void start_all() {
    for (std::uint32_t id = 0; id < scenario_.process_count && outcome_.events < most_events_; ++id)
      start(ProcessId{id});
  }

  // Does the next thing. False: the run is over.
  bool advance() {
    if (outcome_.events >= most_events_) return end(Ending::events);
    const auto* next = queue_.next();
    if (next == nullptr || next->due >= timeline_.undisturbed()) [[unlikely]]
      return advance_world(next == nullptr);
    auto& entry = queue_.pop();
    now_ = entry.due;
    fetch_upcoming();
    give(entry);
    return true;
  }

  // The world's happenings come first at their time; otherwise the end has come.
  [[gnu::noinline]] bool advance_world(bool quiet) {
    const auto* next = timeline_.take();
    if (next == nullptr) return end(quiet && !timeline_.has_more() ? Ending::quiet : Ending::time);
    now_ = next->at;
    std::visit([this](const auto& what) { this->happen(what); }, next->what);
    return true;
  }

  bool end(Ending ending) {
    outcome_.ending = ending;
    return false;
  }

  // Steps: an input to a node, and what came of it.

  // Made anew for what is noted: a step that a lambda captures would stay in memory.
  [[nodiscard]] Step step_of(ProcessId process) const {
    return {process, now_, lives_.incarnation(process), random_};
  }

  // Does `write` to the log of inputs if there is one.
  template <class Write>
  void note(Write write) {
    if constexpr (InputSink<Sink>)
      if (inputs_) [[unlikely]]
        write(*inputs_);
  }

  void start(ProcessId process) {
    auto& node = nodes_[process.value];
    const auto step = step_of(process);
    note([&](auto& inputs) { inputs.start(step_of(process), node); });
    node.start(step, out_);
    act(step);
  }

  // The processes that come next are known, so their memory is asked for ahead of time: with a
  // million processes that is most of the time a run would take.
  void fetch_upcoming() const {
    const auto* node = &nodes_[queue_.upcoming().target().value];
    __builtin_prefetch(node, 1);
    __builtin_prefetch(reinterpret_cast<const char*>(node + 1) - 1, 1);
  }

  void give(Entry<Body>& entry) {
    const auto target = entry.target();
    if (lives_.of(target) != Life::up) [[unlikely]]
      return give_to_absent(std::move(entry));
    entry.is_timer() ? expire(entry) : deliver(entry);
  }

  void expire(const Entry<Body>& entry) {
    const ProcessId process{entry.sender};
    const TimerId timer{entry.copy};
    if (!timers_.expire(process, timer, entry.due, {entry.index})) return;
    auto& node = nodes_[process.value];
    const auto step = step_of(process);
    note([&](auto& inputs) { inputs.timer(step_of(process), node, timer); });
    node.expire(timer, step, out_);
    act(step);
  }

  void deliver(Entry<Body>& entry) {
    const ProcessId process{entry.to};
    const Message<Body> message{entry.message(), entry.stamp, entry.body};
    auto& node = nodes_[process.value];
    const auto admission = admit(node.clock().lamport(), message.sent);
    if (admission != Admission::admitted) [[unlikely]]
      return refuse(entry, admission);
    if (const auto meaning = copies_.arrived(message.id, process);
        meaning != Copies::Meaning::decides) [[unlikely]] {
      if (meaning == Copies::Meaning::duplicate)
        sink_.fate({message.id, process, FateKind::duplicated, now_, FateReason::copy});
      return;
    }
    const auto step = step_of(process);
    note([&](auto& inputs) { inputs.message(step_of(process), node, message); });
    auto event = event_of(step, node.receive(message, step, out_), EventKind::receive);
    event.message = message.id;
    event.label = label_of(entry.body);
    record(event);
    --open_pairs_;
    act(step);
  }

  void command(ProcessId process, const Command& command) {
    auto& node = nodes_[process.value];
    const auto step = step_of(process);
    note([&](auto& inputs) { inputs.command(step_of(process), node, command); });
    const auto answer = node.command(command, step, out_);
    if (answer != CommandAnswer::done) ++outcome_.refused_commands;
    act(step);
  }

  // Interprets what a node said in its latest step, in order.
  [[gnu::always_inline]] void act(const Step& step) {
    for (auto& effect : out_.effects()) {
      switch (effect.kind) {
        case EffectKind::internal: {
          auto event = event_of(step, effect.event, EventKind::internal);
          event.label = out_.label(effect);
          record(event);
          break;
        }
        case EffectKind::send: send(step, effect); break;
        case EffectKind::set_timer: set_timer(step.self, effect); break;
        case EffectKind::cancel_timer: timers_.cancel(step.self, effect.timer); break;
      }
    }
  }

  [[nodiscard, gnu::always_inline]] static EventRecord event_of(const Step& step,
                                                                const Occurrence& event,
                                                                EventKind kind) {
    return {.process = step.self,
            .index = event.index,
            .kind = kind,
            .lamport = event.stamp,
            .time = step.now,
            .incarnation = step.incarnation};
  }

  [[gnu::always_inline]] void record(const EventRecord& event) {
    ++outcome_.events;
    sink_.event(event);
  }

  void set_timer(ProcessId process, const Effect<Body>& effect) {
    const auto due = now_ + std::max(effect.delay, nanoseconds(1));
    timers_.set(process, effect.timer, due, effect.event.index);
    queue_.push({due,
                 process.value,
                 short_index(effect.event.index),
                 {},
                 timer_mark,
                 effect.timer.value,
                 {}});
  }

  // Messages.

  [[gnu::always_inline]] void send(const Step& step, Effect<Body>& effect) {
    auto event = event_of(step, effect.event, EventKind::send);
    event.to = out_.recipients(effect);
    event.label = label_of(effect.body);
    record(event);
    open_pairs_ += event.to.size();
    const EventId message{step.self, event.index};
    for (std::uint32_t left = effect.recipient_count; const auto to : event.to) {
      LAMPORT_ASSERT(to.value < scenario_.process_count,
                     "a message to a process that is not there");
      const bool last = --left == 0;
      if (!links_.calm()) [[unlikely]]
        send_copies(message, event.lamport, to, effect.body, last);
      else
        travel(message, to, links_.calm_delay(message, to), [&](Entry<Body>& entry, Time due) {
          write_copy(entry, due, message, event.lamport, to, 0, effect.body, last);
        });
    }
  }

  [[gnu::noinline]] void send_copies(EventId message, LamportTime stamp, ProcessId to, Body& body,
                                     bool last) {
    const auto copies = links_.copies(message, to);
    copies_.sent(message, to, copies);
    for (std::uint32_t copy = 0; copy < copies; ++copy)
      carry(message, to, copy, [&](Entry<Body>& entry, Time due) {
        write_copy(entry, due, message, stamp, to, copy, body, last && copy + 1 == copies);
      });
  }

  // Member by member, so that what a body had room for is used again.
  [[gnu::always_inline]] static void write_copy(Entry<Body>& entry, Time due, EventId message,
                                                LamportTime stamp, ProcessId to, std::uint32_t copy,
                                                Body& body, bool last) {
    entry.due = due;
    entry.sender = message.process.value;
    entry.index = short_index(message.index);
    entry.stamp = stamp;
    entry.to = to.value;
    entry.copy = copy;
    if (last)
      entry.body = std::move(body);
    else
      entry.body = body;
  }

  // `fill(entry, due)` writes the copy where it is to lie.
  template <class Fill>
  void carry(EventId message, ProcessId to, std::uint32_t copy, Fill fill) {
    const auto passage = links_.carry(message, to, copy);
    if (passage.outcome == Passage::Outcome::travels)
      return travel(message, to, passage.delay, fill);
    Entry<Body> entry;
    fill(entry, now_);
    stay(std::move(entry), passage);
  }

  template <class Fill>
  [[gnu::always_inline]] void travel(EventId message, ProcessId to, Duration delay, Fill fill) {
    auto due = now_ + std::max(delay, nanoseconds(1));
    if (links_.kind() == LinkKind::reliable) due = after_earlier({message.process, to}, due);
    queue_.push(due, [&](Entry<Body>& entry) { fill(entry, due); });
  }

  [[gnu::noinline]] void stay(Entry<Body> entry, const Passage& passage) {
    if (passage.outcome == Passage::Outcome::lost) return lose(entry, passage.reason);
    const LinkId link{{entry.sender}, {entry.to}};
    waiting_.hold(link, std::move(entry));
  }

  // Reliable links are first in, first out.
  [[gnu::noinline]] Time after_earlier(LinkId link, Time due) {
    auto& latest = fifo_[std::uint64_t{link.first.value} << 32 | link.second.value];
    return latest = std::max(latest, due);
  }

  void lose(const Entry<Body>& entry, FateReason reason) {
    const ProcessId to{entry.to};
    if (copies_.lost(entry.message(), to) != Copies::Meaning::decides) return;
    close(entry, FateKind::dropped, reason);
  }

  void refuse(const Entry<Body>& entry, Admission admission) {
    if (copies_.refused(entry.message(), {entry.to}) != Copies::Meaning::decides) return;
    close(entry, FateKind::rejected,
          admission == Admission::jump ? FateReason::jump : FateReason::range);
  }

  void close(const Entry<Body>& entry, FateKind fate, FateReason reason) {
    --open_pairs_;
    sink_.fate({entry.message(), {entry.to}, fate, now_, reason});
  }

  // A process that is down keeps what reliable links bring; one that is paused keeps everything, up
  // to a limit on raw links. Timers die in a crash.
  void give_to_absent(Entry<Body> entry) {
    const auto process = entry.target();
    const bool down = lives_.of(process) == Life::down;
    if (entry.is_timer()) {
      if (!down) waiting_.park(process, std::move(entry));
      return;
    }
    if (links_.kind() == LinkKind::raw) {
      if (down) return lose(entry, FateReason::down);
      if (waiting_.parked_messages(process) >= scenario_.waiting_limit)
        return lose(entry, FateReason::queue);
    }
    waiting_.park(process, std::move(entry));
  }

  // The world.

  void happen(const Partition& partition) { cut(links_between(partition)); }
  void happen(const OneWayPartition& cut_off) { cut(links_from_to(cut_off.from, cut_off.to)); }
  void happen(const LinkCut& link) { cut({{link.from, link.to}}); }
  void happen(const HealAll&) { heal(links_.faulty()); }
  void happen(const LinkHeal& link) { heal({{link.from, link.to}}); }
  void happen(const HealLinks& healed) { heal(healed.links); }
  void happen(const Slow& slow) {
    write(links_.delay(links_of(slow.process, scenario_.process_count), slow.extra, now_));
  }
  void happen(const LinkDelay& link) {
    const LinkId id{link.from, link.to};
    write(links_.delay({&id, 1}, link.extra, now_));
  }
  void happen(const LinkDrop& link) {
    write(links_.drop({link.from, link.to}, link.probability, now_));
    let_go({link.from, link.to});
  }

  void happen(const Crash& crash) {
    if (!change_life(crash.process, LifeChange::crash)) return;
    timers_.cancel_all(crash.process);
    (void)waiting_.unpark_commands(crash.process);
    for (auto& entry : waiting_.unpark(crash.process)) give_to_absent(std::move(entry));
    if (!crash.state_lost) return;
    nodes_[crash.process.value].lose_state(factory_(crash.process));
    note([&](auto& inputs) { inputs.state_lost(crash.process); });
  }
  void happen(const Restart& restart) {
    if (!change_life(restart.process, LifeChange::restart)) return;
    start(restart.process);
    go_on(restart.process);
  }
  void happen(const Pause& pause) { change_life(pause.process, LifeChange::pause); }
  void happen(const Resume& resume) {
    if (!change_life(resume.process, LifeChange::resume)) return;
    for (const auto& asked : waiting_.unpark_commands(resume.process))
      command(resume.process, asked);
    go_on(resume.process);
  }
  void happen(const GiveCommand& given) {
    switch (lives_.of(given.process)) {
      case Life::up: return command(given.process, given.command);
      case Life::paused: return waiting_.park_command(given.process, given.command);
      case Life::down: ++outcome_.refused_commands;
    }
  }

  void cut(const std::vector<LinkId>& links) { write(links_.cut(links, now_)); }
  void heal(const std::vector<LinkId>& links) {
    write(links_.heal(links, now_));
    for (const auto& link : links) let_go(link);
  }
  // A link that is still cut holds them again, in the same order.
  void let_go(LinkId link) {
    for (auto& waiting : waiting_.release(link))
      carry(waiting.message(), {waiting.to}, waiting.copy, [&](Entry<Body>& entry, Time due) {
        entry = std::move(waiting);
        entry.due = due;
      });
  }
  void write(const std::vector<LinkRecord>& changes) {
    for (const auto& change : changes) sink_.link(change);
  }

  bool change_life(ProcessId process, LifeChange change) {
    if (!lives_.apply(process, change)) return false;
    sink_.life({process, change, lives_.incarnation(process), nodes_[process.value].clock().index(),
                now_});
    return true;
  }

  // What was parked is due now. A timer keeps the time it was set for, by which it is recognised.
  void go_on(ProcessId process) {
    for (auto& entry : waiting_.unpark(process)) {
      if (entry.is_timer()) {
        if (!timers_.expire(process, {entry.copy}, entry.due, {entry.index})) continue;
        timers_.set(process, {entry.copy}, now_, {entry.index});
      }
      entry.due = now_;
      queue_.push(std::move(entry));
    }
  }

  // The end: every pair that is still open, by message and recipient.
  void write_undelivered() {
    outcome_.undelivered = open_pairs_;
    if (!sink_.wants_fates()) return;
    std::vector<std::pair<EventId, ProcessId>> open;
    const auto add = [&](const Entry<Body>& entry) {
      if (!copies_.settled(entry.message(), {entry.to}))
        open.emplace_back(entry.message(), ProcessId{entry.to});
    };
    waiting_.for_each_message(add);
    while (queue_.next() != nullptr)
      if (const auto& entry = queue_.pop(); !entry.is_timer()) add(entry);
    std::sort(open.begin(), open.end());
    open.erase(std::unique(open.begin(), open.end()), open.end());
    LAMPORT_ASSERT(open.size() == open_pairs_, "the open messages were miscounted");
    for (const auto& [message, to] : open)
      sink_.fate({message, to, FateKind::undelivered, now_, FateReason::end});
  }

  static std::uint32_t short_index(EventIndex index) {
    LAMPORT_ASSERT(index.value < timer_mark, "2^32 events of one process in a simulation");
    return static_cast<std::uint32_t>(index.value);
  }

  const Scenario& scenario_;
  Factory factory_;
  Sink& sink_;
  std::uint64_t most_events_;
  Timeline timeline_;
  RandomStream random_;
  Links links_;
  Lives lives_;
  Timers timers_;
  Copies copies_;
  Waiting<Body> waiting_;
  EventQueue<Body> queue_;
  std::unordered_map<std::uint64_t, Time> fifo_;  // reliable links: latest arrival by link
  std::optional<InputLog<P, Sink>> inputs_;
  std::vector<Node<P>, HugePageAllocator<Node<P>>> nodes_;
  Outbox<Body> out_;
  Time now_;
  std::uint64_t open_pairs_ = 0;
  Outcome outcome_;
};

}  // namespace lamport::sim
