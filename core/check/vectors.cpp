// See vectors.hpp.
#include "core/check/vectors.hpp"

#include "core/check/proof.hpp"

namespace lamport {

void Vectors::begin(bool has_vector) {
  mode_ = !has_vector                       ? Mode::absent
          : process_count_ > most_processes ? Mode::too_many
                                            : Mode::rebuilding;
  if (mode_ != Mode::rebuilding) return;
  clocks_.reserve(process_count_);
  for (std::uint32_t id = 0; id < process_count_; ++id) clocks_.emplace_back(ProcessId{id});
}

std::string Vectors::why_not() const {
  switch (mode_) {
    case Mode::undecided:
    case Mode::absent: return "the trace has no vector timestamps";
    case Mode::too_many:
      return std::to_string(process_count_) + " processes, vectors are rebuilt for at most " +
             std::to_string(most_processes);
    case Mode::rebuilding: return {};
  }
  return {};
}

void Vectors::event(const Occasion& at, Findings& findings) {
  const bool has_vector = !at.event.vector.empty();
  if (mode_ == Mode::undecided) {
    first_ = at.evidence();
    begin(has_vector);
  }
  if (has_vector != (mode_ != Mode::absent)) [[unlikely]]
    findings.add({std::string(name), first_, at.evidence(),
                  proof::name(at.id()) + (has_vector ? " has" : " lacks") +
                      " a vector timestamp; a trace has one on every event or on none"});
  if (mode_ != Mode::rebuilding) return;

  auto& clock = clocks_[at.event.process.value];
  const auto sent = sent_.find(at.event.message);
  if (at.event.kind == EventKind::receive && at.message != nullptr && sent != sent_.end()) {
    clock.observe(sent->second.time);
    close(at.event.message);
  } else {
    clock.tick();
  }
  if (has_vector) compare_with_recorded(at, findings);
  if (at.event.kind == EventKind::send) sent_[at.id()] = {clock.read(), at.event.to.size()};
}

void Vectors::compare_with_recorded(const Occasion& at, Findings& findings) {
  auto& clock = clocks_[at.event.process.value];
  VectorTime recorded;
  for (const auto& entry : at.event.vector) recorded.set(entry.process, entry.index);
  if (recorded == clock.read()) [[likely]]
    return;
  for (std::uint32_t id = 0; id < process_count_; ++id) {
    const auto is = recorded[{id}];
    const auto must_be = clock.read()[{id}];
    if (is == must_be) continue;
    const bool from_message = at.message != nullptr;
    findings.add({std::string(name), from_message ? at.message->evidence() : at.previous(),
                  at.evidence(),
                  "V(" + proof::name(at.id()) + ")[" + std::to_string(id) + "] is " +
                      std::to_string(is) + ", rebuilt it is " + std::to_string(must_be)});
    break;
  }
}

void Vectors::close(EventId message) {
  if (sent_.empty()) return;
  const auto found = sent_.find(message);
  if (found != sent_.end() && --found->second.open == 0) sent_.erase(found);
}

}  // namespace lamport
