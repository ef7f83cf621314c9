// When a link sends what, and what it makes of the answers.
#include "net/peer_link.hpp"

#include <algorithm>
#include <utility>

#include "core/formats/json_tree.hpp"
#include "net/peer_messages.hpp"

namespace lamport::net {
namespace {

constexpr std::uint64_t probe_every = seconds(1).nanoseconds;
constexpr std::uint64_t first_backoff = milliseconds(50).nanoseconds;
constexpr std::uint64_t longest_backoff = seconds(2).nanoseconds;
constexpr unsigned most_doublings = 6;

// {"high":5}
std::optional<EventIndex> high_in(const std::string& body) {
  const auto tree = parse_json(body, "the answer");
  if (!tree) return std::nullopt;
  const auto* member = tree->member("high");
  const auto* high = member == nullptr ? nullptr : std::get_if<std::uint64_t>(&member->value);
  if (high == nullptr) return std::nullopt;
  return EventIndex{*high};
}

}  // namespace

PeerLink::PeerLink(ProcessId self, ProcessId to, World& world, Journal& journal, Hooks hooks)
    : self_(self),
      to_(to),
      world_(world),
      journal_(journal),
      hooks_(std::move(hooks)),
      since_(world.mono()) {}

void PeerLink::set_address(const std::string& address) {
  if (address_ == address) return;
  address_ = address;
  failures_ = 0;
  retry_at_ = 0;
  next_probe_ = 0;
}

void PeerLink::recovered(std::uint64_t count) {
  unsent_ += count;
  refill();
}

void PeerLink::durable(const Outgoing& message) {
  const bool gap = window_.size() != unsent_;
  ++unsent_;
  if (gap || window_.size() == most_in_window) return;
  window_.push_back({message, world_.mono()});
  latest_ = message.index;
}

void PeerLink::set_fault(const std::optional<ActiveFault>& fault) {
  fault_ = fault;
  failures_ = 0;
  retry_at_ = 0;
  next_probe_ = 0;
  if (fault_ && fault_->cut) turn(false);
}

void PeerLink::refill() {
  if (refilling_ || window_.size() == unsent_ || window_.size() > most_in_window / 2) return;
  refilling_ = true;
  journal_.outgoing(to_, latest_, most_in_window - window_.size(),
                    [this](const std::vector<Outgoing>& messages) {
                      refilling_ = false;
                      for (const auto& message : messages) {
                        window_.push_back({message, world_.mono()});
                        latest_ = message.index;
                      }
                      hooks_.ready();
                    });
}

std::optional<std::uint64_t> PeerLink::work(std::uint64_t now) {
  refill();
  if (calling_ || address_.empty() || (fault_ && fault_->cut)) return std::nullopt;
  if (now < retry_at_) return retry_at_;
  // Traffic does not stand in for probes, which bring the other's state: a busy link sends them
  // first. A failing one tries what it has to send.
  const bool probe_due = self_ != to_ && now >= next_probe_;
  std::string body;
  std::size_t count = 0;
  while ((!probe_due || failures_ != 0) && count < window_.size() && count < most_in_batch &&
         body.size() < most_bytes_in_batch && due(window_[count]) <= now)
    append_peer_message(body, window_[count++].message);
  if (count != 0) {
    call("/peer/v1/messages/", std::move(body), count, now);
    return std::nullopt;
  }
  if (self_ == to_) return std::nullopt;  // nothing to find out
  if (probe_due) {
    call("/peer/v1/probe/", "", 0, now);
    return std::nullopt;
  }
  return window_.empty() ? next_probe_ : std::min(next_probe_, due(window_.front()));
}

void PeerLink::call(const char* path, std::string body, std::size_t messages, std::uint64_t now) {
  calling_ = true;
  world_.call({address_, path + std::to_string(self_.value), hooks_.run(), std::move(body)},
              [this, messages, now](const PeerReply& reply) { answered(reply, messages, now); });
}

void PeerLink::answered(const PeerReply& reply, std::size_t messages, std::uint64_t asked) {
  calling_ = false;
  const auto now = world_.mono();
  const auto high = reply.status == 200 && messages != 0 ? high_in(reply.body) : std::nullopt;
  if (reply.status != 200 || (messages != 0 && !high)) {
    if (reply.status != 0) hooks_.refused(reply.status, reply.body);
    fail();
    return hooks_.ready();
  }
  failures_ = 0;
  if (high) {
    acknowledge(*high);
  } else {
    next_probe_ = now + probe_every;
    // A batch waits for the other's disk; a probe does not.
    round_trip_ = now - asked;
    hooks_.probe_answered(reply.body);
  }
  turn(true);
  hooks_.ready();
}

// Only what was in the window: what lies beyond it has not been sent by this incarnation.
void PeerLink::acknowledge(EventIndex upto) {
  EventIndex latest;
  std::uint64_t count = 0;
  for (; !window_.empty() && window_.front().message.index <= upto; ++count) {
    latest = window_.front().message.index;
    window_.pop_front();
  }
  unsent_ -= count;
  arrived_ += count;
  if (count != 0) hooks_.acknowledged({to_, latest}, count);
}

// Full jitter: peers that failed together do not come back together.
void PeerLink::fail() {
  ++failed_;
  const auto bound =
      std::min(longest_backoff, first_backoff << std::min(failures_, most_doublings));
  ++failures_;
  retry_at_ = world_.mono() + world_.entropy() % bound;
  turn(false);
}

void PeerLink::turn(bool up) {
  if (news_ == up) return;
  news_ = up;
  since_ = world_.mono();
  if (!up) round_trip_.reset();
  hooks_.changed();
}

}  // namespace lamport::net
