// Lamport's mutual exclusion with one mistake in it, as students make them. A short copy of
// core/protocols/mutex, so that production code knows no mistakes.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "core/process/process.hpp"

namespace lamport::sim {

enum class Mistake : std::uint8_t {
  none,
  no_acknowledgement_awaited,  ///< enters as soon as its request is the first it knows of
  ties_not_broken,             ///< compares stamps alone: of two equal ones, its own comes first
  release_lost,                ///< now and then tells nobody that it is out
  stamped_after_the_send,      ///< queues its request under the stamp of a later event
};

struct WrongMutexBody {
  std::string_view what;
  [[nodiscard]] std::string_view label() const { return what; }
};

class WrongMutex {
 public:
  using Body = WrongMutexBody;

  WrongMutex(std::uint32_t process_count, Mistake mistake)
      : process_count_(process_count), mistake_(mistake) {}

  void on_start(Outbox<Body>& out) { pause(out); }

  void on_message(const Message<Body>& message, Outbox<Body>& out) {
    heard_[message.from()] = message.sent;
    if (message.body.what == "request") {
      queue_.push_back({message.sent, message.from()});
      out.send(message.from(), {"acknowledge"});
    }
    if (message.body.what == "release") withdraw(message.from());
    enter_if_granted(out);
  }

  void on_timer(TimerId timer, Outbox<Body>& out) {
    timer == pause_timer ? request(out) : release(out);
  }

 private:
  static constexpr TimerId pause_timer{1};
  static constexpr TimerId hold_timer{2};

  void pause(Outbox<Body>& out) {
    if (asked_++ < 5)
      out.set_timer(pause_timer, out.random_between(milliseconds(1), milliseconds(40)));
  }
  void tell_others(std::string_view what, Outbox<Body>& out, LamportTime* stamp = nullptr) const {
    std::vector<ProcessId> others;
    for (std::uint32_t id = 0; id < process_count_; ++id)
      if (ProcessId{id} != out.self()) others.push_back({id});
    const auto sent = out.multicast(others, {what});
    if (stamp != nullptr) *stamp = sent;
  }
  void request(Outbox<Body>& out) {
    own_.process = out.self();
    tell_others("request", out, &own_.time);
    if (mistake_ == Mistake::stamped_after_the_send) own_.time = out.internal("note");
    queue_.push_back(own_);
    waits_ = true;
    enter_if_granted(out);
  }
  void release(Outbox<Body>& out) {
    out.internal("exit");
    withdraw(out.self());
    if (mistake_ != Mistake::release_lost || out.random(4) != 0) tell_others("release", out);
    pause(out);
  }
  void enter_if_granted(Outbox<Body>& out) {
    if (!waits_ || !first() || !heard_of_all()) return;
    waits_ = false;
    out.internal("enter");
    out.set_timer(hold_timer, milliseconds(5));
  }
  [[nodiscard]] bool first() const {
    return std::none_of(queue_.begin(), queue_.end(), [&](const TotalOrderStamp& other) {
      return mistake_ == Mistake::ties_not_broken ? other.time < own_.time : other < own_;
    });
  }
  [[nodiscard]] bool heard_of_all() const {
    if (mistake_ == Mistake::no_acknowledgement_awaited) return true;
    std::uint32_t later = 0;
    for (const auto& [process, time] : heard_)
      if (TotalOrderStamp{time, process} > own_) ++later;
    return later + 1 == process_count_;
  }
  void withdraw(ProcessId process) {
    std::erase_if(queue_, [&](const TotalOrderStamp& one) { return one.process == process; });
  }

  std::uint32_t process_count_;
  Mistake mistake_;
  std::vector<TotalOrderStamp> queue_;
  std::map<ProcessId, LamportTime> heard_;
  TotalOrderStamp own_;
  bool waits_ = false;
  int asked_ = 0;
};

}  // namespace lamport::sim
