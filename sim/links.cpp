// The slow half of links: losses, faults, and which links a partition means.
#include "sim/links.hpp"

#include <algorithm>
#include <cmath>

namespace lamport::sim {

Links::Links(const Scenario& scenario, Seed seed)
    : kind_(scenario.link_kind),
      plain_(scenario.links.loss == 0 && scenario.links.duplication == 0 &&
             scenario.link_overrides.empty()),
      calm_(plain_),
      settings_(scenario.links),
      overrides_(scenario.link_overrides),
      planned_(scenario.message_delays),
      delay_(RandomStream::of(seed, Purpose::delay)),
      loss_(RandomStream::of(seed, Purpose::loss)),
      duplication_(RandomStream::of(seed, Purpose::duplication)) {}

[[gnu::always_inline]] inline Duration Links::delay(const Delay& delay, EventId message,
                                                    ProcessId to, std::uint32_t copy) const {
  Draws draws{delay_, message, to, copy};
  switch (delay.shape) {
    case Delay::Shape::constant: return delay.base;
    case Delay::Shape::uniform: return uniform_between(draws, delay.base, delay.limit);
    case Delay::Shape::exponential: return delay.base + exponential(draws, delay.mean);
    case Delay::Shape::planned: return planned_.at({message, to});
    case Delay::Shape::normal: break;
  }
  return std::max(delay.base, normal(draws, delay.mean, delay.deviation));
}

// Flat, because a call in the middle would put the draws into memory.
[[gnu::flatten]] Duration Links::calm_delay(EventId message, ProcessId to) const {
  return delay(settings_.delay, message, to, 0);
}

std::uint32_t Links::copies(EventId message, ProcessId to) const {
  const auto& settings = settings_of(message.process, to);
  if (settings.duplication == 0) return 1;
  Draws draws{duplication_, message, to, 0};
  return happens(draws, settings.duplication) ? 2 : 1;
}

Passage Links::carry(EventId message, ProcessId to, std::uint32_t copy) const {
  const auto& settings = settings_of(message.process, to);
  const auto found = faults_.find({message.process, to});
  const auto fault = found == faults_.end() ? Fault{} : found->second;
  const bool reliable = kind_ == LinkKind::reliable;
  if (fault.cut || (reliable && fault.drop >= 1)) {
    if (reliable) return {Passage::Outcome::held, {}, {}};
    return {Passage::Outcome::lost, {}, FateReason::partition};
  }
  Passage passage{
      Passage::Outcome::travels, delay(settings.delay, message, to, copy) + fault.extra, {}};
  Draws draws{loss_, message, to, copy};
  const auto lost = [&] { return happens(draws, settings.loss) || happens(draws, fault.drop); };
  if (!reliable) {
    if (lost()) return {Passage::Outcome::lost, {}, FateReason::loss};
    return passage;
  }
  // Loss is below 1 on reliable links (the reader of scenarios sees to it), so this ends.
  while (lost()) passage.delay = passage.delay + settings.resend_after;
  return passage;
}

template <class Change>
std::vector<LinkRecord> Links::change(std::span<const LinkId> links, LinkRecord record,
                                      Change apply) {
  std::vector<LinkRecord> changed;
  for (const auto& link : links) {
    auto& fault = faults_[link];
    const auto before = fault;
    apply(fault);
    if (fault != before) {
      record.from = link.first;
      record.to = link.second;
      changed.push_back(record);
    }
    if (fault == Fault{}) faults_.erase(link);
  }
  calm_ = plain_ && faults_.empty();
  return changed;
}

std::vector<LinkRecord> Links::cut(std::span<const LinkId> links, Time now) {
  return change(links, {{}, {}, LinkChange::cut, 0, now}, [](Fault& fault) { fault.cut = true; });
}

std::vector<LinkRecord> Links::heal(std::span<const LinkId> links, Time now) {
  return change(links, {{}, {}, LinkChange::heal, 0, now}, [](Fault& fault) { fault = {}; });
}

std::vector<LinkRecord> Links::delay(std::span<const LinkId> links, Duration extra, Time now) {
  return change(links, {{}, {}, LinkChange::delay, extra.nanoseconds, now},
                [&](Fault& fault) { fault.extra = extra; });
}

std::vector<LinkRecord> Links::drop(LinkId link, double probability, Time now) {
  const auto parts_per_million = static_cast<std::uint64_t>(std::llround(probability * 1e6));
  return change({&link, 1}, {{}, {}, LinkChange::drop, parts_per_million, now},
                [&](Fault& fault) { fault.drop = probability; });
}

std::vector<LinkId> Links::faulty() const {
  std::vector<LinkId> links;
  for (const auto& [link, fault] : faults_) links.push_back(link);
  return links;
}

std::vector<LinkId> links_between(const Partition& partition) {
  std::vector<LinkId> links;
  for (const auto& from : partition.groups)
    for (const auto& to : partition.groups)
      if (&from != &to)
        for (const auto& link : links_from_to(from, to)) links.push_back(link);
  std::sort(links.begin(), links.end());
  return links;
}

std::vector<LinkId> links_from_to(std::span<const ProcessId> from, std::span<const ProcessId> to) {
  std::vector<LinkId> links;
  for (const auto sender : from)
    for (const auto recipient : to)
      if (sender != recipient) links.emplace_back(sender, recipient);
  std::sort(links.begin(), links.end());
  return links;
}

std::vector<LinkId> links_of(ProcessId process, std::uint32_t process_count) {
  std::vector<LinkId> links;
  for (std::uint32_t other = 0; other < process_count; ++other) {
    if (ProcessId{other} == process) continue;
    links.emplace_back(process, ProcessId{other});
    links.emplace_back(ProcessId{other}, process);
  }
  std::sort(links.begin(), links.end());
  return links;
}

}  // namespace lamport::sim
