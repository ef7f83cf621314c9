// One timer turns while somebody listens. Pages that arrive after their stream has gone, or after
// this object, find nothing: they hold the stream weakly.
#include "net/event_streams.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/formats/json_string.hpp"
#include "net/cursor_text.hpp"
#include "net/event_text.hpp"
#include "net/problem_response.hpp"
#include "net/query.hpp"

namespace lamport::net {

namespace {

constexpr std::chrono::milliseconds tick_time{50};
constexpr std::chrono::milliseconds between_states{500};
constexpr std::chrono::seconds longest_without_state{5};
constexpr std::chrono::seconds between_comments{15};
constexpr std::chrono::seconds relay_outlives_streams{30};
constexpr std::uint32_t page = 500;
constexpr std::size_t most_unsent = std::size_t{256} << 10;
constexpr std::size_t relayed_at_once = std::size_t{64} << 10;

// Whether its reader takes more now.
bool takes(const ByteStream& bytes) {
  return bytes.unsent() < most_unsent && bytes.has_room();
}

ByteStream::Bytes shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

EventStreams::EventStreams(boost::asio::io_context& context, LiveNode& node,
                           std::size_t most_streams)
    : context_(context),
      node_(node),
      most_streams_(most_streams),
      relay_(context, node, [this] { relay_came(); }),
      timer_(context) {
  node_.add_listener(*this);
}

EventStreams::~EventStreams() {
  node_.remove_listener(*this);
  for (const auto& stream : std::exchange(streams_, {})) stream->bytes->close();
}

void EventStreams::add_to(Router& router) {
  router.add("GET", "/api/v1/stream",
             [this](const Request& request, const Respond& respond) { open(request, respond); });
}

// Opening.

void EventStreams::open(const Request& request, const Respond& respond) {
  constexpr std::uint64_t longest_tail = 10'000;
  Query query(request.query);
  auto stream = std::make_shared<Stream>();
  stream->tail = query.number("tail", 0, longest_tail, 0);
  const auto scope = query.text("scope");
  stream->cluster = scope == "cluster";
  if (!scope.empty() && scope != "node" && !stream->cluster)
    query.refuse("scope must be node or cluster");
  if (query.problem()) return respond(problem_response(*query.problem()));
  if (stream->cluster && !node_.identity().coordinator)
    return respond(problem_response({404, "not_coordinator", "ask the coordinator"}));
  if (streams_.size() >= most_streams_) {
    Problem problem{503, "too_many_streams", "so many are open already"};
    problem.retry_after_seconds = 5;
    return respond(problem_response(problem));
  }
  const auto id = request.header("Last-Event-ID");
  run_ = node_.identity().run;
  stream->bytes = respond.stream({200, "text/event-stream", "", {{"Cache-Control", "no-cache"}}});
  if (!stream->bytes->is_open()) return;
  const std::weak_ptr<Stream> weak = stream;
  stream->bytes->on_change(
      [this, weak] {
        const auto still = weak.lock();
        if (still && still->cluster) return relay_on(*still);
        if (still) read_on(still);
      },
      [this, weak] {
        if (const auto still = weak.lock()) gone(still.get());
      });
  streams_.push_back(stream);
  schedule();
  if (stream->cluster) {
    stream->last_id = id;
    relay_.start(Clock::now());
    return relay_.is_warm() ? begin_cluster(*stream) : void();
  }
  const auto cursor = parse_cursor(id, run_);
  stream->goal = node_.durable();
  const bool resumed = cursor && *cursor <= stream->goal;
  // Most events have an input record beside them, which is not shown.
  const auto latest = stream->goal - std::min(stream->goal, 2 * stream->tail);
  stream->place = resumed ? *cursor : latest;
  say_hello(*stream, resumed);
  read_on(stream);
}

void EventStreams::say_hello(Stream& stream, bool resumed) {
  const auto self = node_.identity();
  std::string json = R"({"run":")" + self.run + R"(","scope":")";
  json += stream.cluster ? "cluster" : "node";
  json += R"(","process":)" + std::to_string(self.process.value) + R"(,"epoch":")" + self.epoch +
          R"(","protocol":)";
  append_json_string(json, self.protocol);
  json += R"(,"processes":[)";
  const char* separator = "";
  for (const auto& peer : node_.peers()) {
    json += separator;
    json += R"({"id":)" + std::to_string(peer.process.value) + R"(,"name":)";
    append_json_string(json, peer.name);
    json += '}';
    separator = ",";
  }
  json += resumed ? R"(],"resumed":true})" : R"(],"resumed":false})";
  std::string text = "retry: 1000\n";
  append_event(text, "hello", "", json);
  stream.bytes->send(shared(std::move(text)));
}

// This node's records.

// Reads the next page when the reader has taken the last.
void EventStreams::read_on(const std::shared_ptr<Stream>& stream) {
  if (stream->reading || (stream->begun && !stream->missed)) return;
  if (stream->bytes->unsent() != 0 || !stream->bytes->has_room()) return;
  stream->reading = true;
  stream->missed = false;
  EventsQuery next;
  next.after = stream->place;
  next.limit = page;
  const std::weak_ptr<Stream> weak = stream;
  node_.events(next, [this, weak](const EventsPage& found) {
    if (const auto still = weak.lock()) take_page(still, found);
  });
}

void EventStreams::take_page(const std::shared_ptr<Stream>& stream, const EventsPage& found) {
  stream->reading = false;
  stream->missed = stream->missed || found.more;
  if (!stream->bytes->has_room()) {
    stream->missed = true;
    return;
  }
  stream->place = std::max(stream->place, found.next);
  std::string text;
  for (const auto& item : found.items)
    if (!item.input) append_event(text, "record", cursor_text(item.cursor, run_), item.json);
  if (!text.empty()) stream->bytes->send(shared(std::move(text)));
  if (!stream->begun && (stream->place >= stream->goal || !found.more)) {
    stream->begun = true;
    send_state(*stream);
  }
  read_on(stream);
}

// Streams that are at the end share the text; the others read it later from the journal.
void EventStreams::on_items(std::span<const Item> items) {
  if (items.empty() || streams_.empty()) return;
  ByteStream::Bytes text;
  for (const auto& stream : streams_) {
    if (stream->cluster) continue;
    const bool at_end = stream->begun && !stream->missed && !stream->reading;
    if (!at_end || !takes(*stream->bytes)) {
      stream->missed = true;
      continue;
    }
    if (!text) {
      std::string all;
      for (const auto& item : items)
        if (!item.input) append_event(all, "record", cursor_text(item.cursor, run_), item.json);
      text = shared(std::move(all));
    }
    stream->place = items.back().cursor;
    stream->bytes->send(text);
  }
}

// The cluster's records.

void EventStreams::relay_came() {
  std::vector<std::shared_ptr<Stream>> cluster;
  for (const auto& stream : streams_)
    if (stream->cluster) cluster.push_back(stream);
  for (const auto& stream : cluster) {
    if (!stream->bytes->is_open()) continue;
    stream->greeted ? relay_on(*stream) : begin_cluster(*stream);
  }
}

void EventStreams::begin_cluster(Stream& stream) {
  if (!stream.bytes->has_room()) return;
  const auto resumed = relay_.place_of(stream.last_id);
  say_hello(stream, resumed.has_value());
  const auto kept = relay_.end() - relay_.begin();
  stream.place = resumed.value_or(relay_.end() - std::min(kept, stream.tail));
  stream.goal = relay_.end();
  stream.greeted = true;
  relay_on(stream);
}

void EventStreams::relay_on(Stream& stream) {
  if (!stream.greeted) return;
  if (stream.place < relay_.begin()) {
    // What comes next is no longer kept: the reader starts anew.
    stream.bytes->close();
    return gone(&stream);
  }
  while (stream.place < relay_.end() && takes(*stream.bytes))
    stream.bytes->send(shared(relay_.text_after(stream.place, relayed_at_once)));
  if (stream.begun || stream.place < stream.goal) return;
  stream.begun = true;
  send_state(stream);
  std::string text;
  append_event(text, "members", "", node_.members_json());
  stream.bytes->send(shared(std::move(text)));
}

void EventStreams::gone(const Stream* stream) {
  streams_.remove_if([&](const auto& one) { return one.get() == stream; });
}

// State and members.

void EventStreams::on_state(bool only_clock) {
  state_changed_ = true;
  if (!only_clock) state_is_urgent_ = true;
}

void EventStreams::on_members() {
  members_changed_ = true;
}

void EventStreams::send_state(Stream& stream) {
  std::string text;
  append_event(text, "state", "", node_.state_json());
  stream.bytes->send(shared(std::move(text)));
}

void EventStreams::to_all(bool cluster_only, const std::string& text) {
  const auto bytes = shared(text);
  for (const auto& stream : streams_)
    if (stream->begun && (stream->cluster || !cluster_only) && takes(*stream->bytes))
      stream->bytes->send(bytes);
}

void EventStreams::schedule() {
  if (ticking_ || (streams_.empty() && !relay_.is_running())) return;
  ticking_ = true;
  timer_.expires_after(tick_time);
  timer_.async_wait([this](boost::system::error_code stopped) {
    if (stopped) return;
    ticking_ = false;
    tick();
    schedule();
  });
}

// Those for which there was no memory.
void EventStreams::catch_up() {
  for (const auto& stream : std::vector(streams_.begin(), streams_.end())) {
    if (!stream->cluster)
      read_on(stream);
    else if (stream->greeted)
      relay_on(*stream);
    else if (relay_.is_warm())
      begin_cluster(*stream);
  }
}

void EventStreams::tick() {
  catch_up();
  const auto now = Clock::now();
  const auto since_state = now - state_sent_;
  if (state_is_urgent_ || since_state >= longest_without_state ||
      (state_changed_ && since_state >= between_states)) {
    state_sent_ = now;
    state_changed_ = state_is_urgent_ = false;
    std::string text;
    append_event(text, "state", "", node_.state_json());
    to_all(false, text);
  }
  const bool cluster =
      std::any_of(streams_.begin(), streams_.end(), [](const auto& one) { return one->cluster; });
  const auto since_members = now - members_sent_;
  if (cluster && (since_members >= longest_without_state ||
                  (members_changed_ && since_members >= between_states))) {
    members_sent_ = now;
    members_changed_ = false;
    std::string text;
    append_event(text, "members", "", node_.members_json());
    to_all(true, text);
  }
  if (now - comment_sent_ >= between_comments) {
    comment_sent_ = now;
    to_all(false, ":\n\n");
  }
  if (cluster) relay_wanted_ = now;
  if (now - relay_wanted_ >= relay_outlives_streams) relay_.stop();
  relay_.work(now);
}

}  // namespace lamport::net
