// The words that stand in a trace for the enumerations of records.hpp, in the enumerators' order.
// One table a type, used by whoever writes, reads or talks about records.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "core/trace/records.hpp"

namespace lamport {

namespace names {
inline constexpr std::array<std::string_view, 3> event_kinds{"internal", "send", "receive"};
inline constexpr std::array<std::string_view, 3> sources{"simulation", "live", "import"};
inline constexpr std::array<std::string_view, 4> fates{"dropped", "rejected", "undelivered",
                                                       "duplicated"};
inline constexpr std::array<std::string_view, 8> reasons{"loss", "partition", "down", "queue",
                                                         "jump", "range",     "end",  "copy"};
inline constexpr std::array<std::string_view, 4> life_changes{"crash", "restart", "pause",
                                                              "resume"};
inline constexpr std::array<std::string_view, 4> link_changes{"cut", "heal", "delay", "drop"};
inline constexpr std::array<std::string_view, 4> inputs{"start", "message", "timer", "command"};
}  // namespace names

/// The words allowed for an enumeration, by enumerator.
template <class Enum>
constexpr std::span<const std::string_view> names_of();
template <>
constexpr std::span<const std::string_view> names_of<EventKind>() {
  return names::event_kinds;
}
template <>
constexpr std::span<const std::string_view> names_of<TraceSource>() {
  return names::sources;
}
template <>
constexpr std::span<const std::string_view> names_of<FateKind>() {
  return names::fates;
}
template <>
constexpr std::span<const std::string_view> names_of<FateReason>() {
  return names::reasons;
}
template <>
constexpr std::span<const std::string_view> names_of<LifeChange>() {
  return names::life_changes;
}
template <>
constexpr std::span<const std::string_view> names_of<LinkChange>() {
  return names::link_changes;
}
template <>
constexpr std::span<const std::string_view> names_of<InputKind>() {
  return names::inputs;
}

/// The word for `value`.
template <class Enum>
constexpr std::string_view name_of(Enum value) {
  return names_of<Enum>()[static_cast<std::size_t>(value)];
}

/// The enumerator that `word` names, if any.
template <class Enum>
constexpr std::optional<Enum> named(std::string_view word) {
  const auto words = names_of<Enum>();
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == word) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace lamport
