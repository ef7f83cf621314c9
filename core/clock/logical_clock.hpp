// What every logical clock of this project offers. The laws it must satisfy are tests/laws.
#pragma once

#include <concepts>
#include <utility>

namespace lamport {

/// A clock that assigns a timestamp to every event: `tick` for internal and send events, `observe`
/// for a receive event, given the timestamp that the message carries.
template <class C>
concept LogicalClock = requires(C& clock, const C& constant, const typename C::Timestamp& sent) {
  { clock.tick() } -> std::convertible_to<typename C::Timestamp>;
  { clock.observe(sent) } -> std::convertible_to<typename C::Timestamp>;
  { constant.read() } -> std::convertible_to<typename C::Timestamp>;
};

}  // namespace lamport
