// A member that does not answer is asked again after a pause that grows; what it recorded meanwhile
// follows by its own Last-Event-ID.
#include "net/relay.hpp"

#include <algorithm>
#include <utility>

#include "net/cursor_text.hpp"
#include "net/event_text.hpp"

namespace lamport::net {

namespace {

constexpr std::chrono::milliseconds shortest_pause{250};
constexpr std::chrono::milliseconds longest_pause{4'000};
constexpr std::chrono::milliseconds longest_warming{1'500};
// A member says something at least every 5 s.
constexpr std::chrono::milliseconds longest_silence{15'000};
constexpr std::size_t longest_event = std::size_t{1} << 20;

}  // namespace

Relay::Relay(boost::asio::io_context& context, LiveNode& node, std::function<void()> came)
    : context_(context), node_(node), came_(std::move(came)) {}

void Relay::start(Clock::time_point now) {
  if (running_) return;
  running_ = true;
  warm_ = false;
  cold_until_ = now + longest_warming;
  run_ = node_.identity().run;
  name_ = "relay" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
  work(now);
}

void Relay::stop() {
  running_ = false;
  members_.clear();
  records_.clear();
  end_ = 0;
  bytes_ = 0;
}

void Relay::work(Clock::time_point now) {
  if (!running_) return;
  for (const auto& peer : node_.peers()) {
    auto& member = members_[peer.process];
    if (member.address != peer.address) {
      member.call.reset();
      member.address = peer.address;
      member.retry = now;
    }
    if (!member.call && !member.address.empty() && now >= member.retry)
      follow(peer.process, member);
  }
  if (!warm_ && (all_warm() || now >= cold_until_)) {
    warm_ = true;
    came_();
  }
}

bool Relay::all_warm() const {
  return std::all_of(members_.begin(), members_.end(), [](const auto& entry) {
    const auto& member = entry.second;
    return member.warm || member.address.empty() || member.pause.count() > 0;
  });
}

void Relay::follow(ProcessId process, Member& member) {
  // Of all that there are, not of those that are followed by now: the first would take the most.
  const auto share = most_records / 2 / std::max<std::size_t>(1, node_.peers().size());
  const auto tail = std::min<std::size_t>(share, 10'000);
  HttpCall::Wanted wanted{member.address, "GET", "", {}, "", longest_silence, std::nullopt};
  wanted.target = "/api/v1/stream?scope=node&tail=" + std::to_string(tail);
  if (!member.cursor.empty()) wanted.headers.push_back({"Last-Event-ID", member.cursor});
  member.text.clear();
  member.foreign = false;
  // Members stay in the map, and their calls end with them.
  member.call = std::make_unique<HttpCall>(
      context_, std::move(wanted),
      HttpCall::Hooks{[this, &member](std::string_view bytes) { take(member, bytes); },
                      [this, process](unsigned, const std::string&) {
                        const auto found = members_.find(process);
                        if (found != members_.end()) lost(found->second);
                      }});
}

void Relay::lost(Member& member) {
  member.pause = std::clamp(member.pause * 2, shortest_pause, longest_pause);
  member.retry = Clock::now() + member.pause;
  member.call.reset();
}

void Relay::take(Member& member, std::string_view bytes) {
  if (member.call->status() != 200 || member.foreign) return;
  member.text += bytes;
  const auto before = end_;
  std::size_t from = 0;
  for (auto end = member.text.find("\n\n"); end != std::string::npos;
       end = member.text.find("\n\n", from)) {
    const auto event = read_event(std::string_view(member.text).substr(from, end - from));
    from = end + 2;
    if (event.name == "hello") {
      // Members of another run are refused by the nodes; their records have no place here either.
      member.foreign = !event.data.starts_with(R"({"run":")" + run_ + '"');
      member.pause = {};
    }
    if (event.name == "state") member.warm = true;
    if (event.name != "record" || member.foreign) continue;
    add(event.data);
    member.cursor = event.id;
  }
  member.text.erase(0, from);
  if (member.text.size() > longest_event) member.foreign = true;
  const bool was_warm = warm_;
  warm_ = warm_ || all_warm();
  if (warm_ && (!was_warm || end_ != before)) came_();
}

void Relay::add(std::string_view json) {
  records_.emplace_back(json);
  ++end_;
  bytes_ += json.size();
  while (records_.size() > most_records || bytes_ > most_bytes) {
    bytes_ -= records_.front().size();
    records_.pop_front();
  }
}

std::string Relay::text_after(std::uint64_t& place, std::size_t bytes) const {
  std::string text;
  while (place < end_ && text.size() < bytes) {
    const auto& json = records_[place - begin()];
    ++place;
    append_event(text, "record", cursor_text(place, name_), json);
  }
  return text;
}

std::optional<std::uint64_t> Relay::place_of(std::string_view id) const {
  const auto place = parse_cursor(id, name_);
  if (!place || *place < begin() || *place > end_) return std::nullopt;
  return place;
}

}  // namespace lamport::net
