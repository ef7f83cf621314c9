// Host: one node of a run, without sockets. It owns the engine, the links to the others and the
// node's place in the run, and is what the HTTP interface sees. It decides who may give inputs, in
// which run, and what is shown; nothing is shown or sent before it is durable.
//
// Parts: host.cpp (life: start, alarm, drain), host_commands.cpp (what people ask), host_peers.cpp
// (what other nodes say), host_state.cpp (what is shown).
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/engine.hpp"
#include "net/journal.hpp"
#include "net/ledger.hpp"
#include "net/live_node.hpp"
#include "net/log.hpp"
#include "net/node_settings.hpp"
#include "net/peer_link.hpp"
#include "net/rate.hpp"
#include "net/registry.hpp"
#include "net/world.hpp"

namespace lamport::net {

/// A process type by name, and how to make a fresh process of it.
struct LiveProtocol {
  std::string name;
  std::function<Result<std::unique_ptr<LiveProcess>>(const ProcessSetting&)> make;
};

/// Thread rule: the loop thread.
class Host final : public LiveNode {
 public:
  /// `gone` is called when this node has no place in the run any more and only a new start helps.
  struct Parts {
    World& world;
    Journal& journal;
    const Log& log;
    std::function<void(const Error&)> gone;
  };

  Host(NodeSettings settings, LiveProtocol protocol, const Parts& parts);
  ~Host() override;

  /// Where the node turned out to be: for settings that were left open.
  void listens_at(const std::string& address, const std::string& page);
  /// Takes up what the journal holds and begins: once, before all else. An error: the journal is
  /// another node's or does not fit.
  Result<Done> begin(const Recovered& recovered);
  /// The alarm.
  void wake();
  /// No more commands; calls `done` when all is durable and what can be sent has been.
  void drain(std::function<void()> done);

  /// Messages sent and not acknowledged, durable or not, by recipient counted.
  [[nodiscard]] std::uint64_t waiting() const {
    return backlog_ + (engine_ ? engine_->sent() : 0) - acknowledged_;
  }
  /// Everything that happened is durable.
  [[nodiscard]] bool settled() const { return ledger_->settled(); }

  Identity identity() const override;
  std::string state_json() const override;
  std::string members_json() const override;
  std::vector<Peer> peers() const override;
  std::optional<Problem> not_ready() const override;
  std::vector<Metric> metrics() const override;
  Cursor durable() const override { return ledger_->durable(); }
  void events(const EventsQuery& query, std::function<void(EventsPage)> done) override;

  void command(CommandRequest request, std::function<void(Answer<CommandOutcome>)> done) override;
  void set_automatic(const AutomaticChange& change,
                     std::function<void(Answer<std::string>)> done) override;
  void set_fault(ProcessId to, const std::optional<LinkFault>& fault,
                 std::function<void(Answer<std::string>)> done) override;
  void peer(PeerRequest request, std::function<void(PeerResponse)> done) override;

  void add_listener(Listener& listener) override;
  void remove_listener(Listener& listener) override;

 private:
  /// Another process, as this node sees it.
  struct Neighbour {
    std::unique_ptr<PeerLink> link;
    Time since;                          // of the last change of link->news()
    std::optional<std::uint64_t> heals;  // the trace's time at which its fault ends by itself
    EventIndex received;                 // messages from it up to here are decided
    std::string trouble;                 // why it refused this node, so as to say it once
    std::string state;                   // the latest known NodeState; coordinator only
    std::optional<std::uint64_t> heard;  // the trace's time at which a probe was last answered
  };
  /// What may be shown: as of the latest durable batch.
  struct Shown {
    LamportTime lamport;
    EventIndex index;
    Incarnation incarnation;
    std::optional<AutomaticNow> automatic;
    std::string protocol_state = "{}";
  };

  // Life.
  Result<Done> take_up(const Recovered& recovered);
  void found_run();
  Result<Done> enter(const RunFacts& run, const Recovered& recovered);
  void make_neighbours();
  void apply_registry();
  void pump();
  void closing(Batch& batch);
  void made_durable(const Batch& batch);
  void show_records(const Batch& batch);
  void heal_due_faults(std::uint64_t now);

  // Commands.
  [[nodiscard]] std::optional<Problem> refusal() const;
  [[nodiscard]] std::optional<Problem> unfit(const Command& command) const;
  bool answer_again(const CommandRequest& request, std::uint64_t digest,
                    const std::function<void(Answer<CommandOutcome>)>& done);
  std::optional<Problem> ask(const Command& command);
  [[nodiscard]] bool full() const { return waiting() >= settings_.queue; }
  void change_fault(ProcessId to, const std::optional<LinkFault>& fault,
                    std::function<void()> done);

  // Peers.
  void join(std::uint64_t now);
  [[nodiscard]] bool is_a_run(const RunFacts& run) const;
  void joined(const PeerReply& reply);
  void refused_by(std::optional<ProcessId> peer, unsigned status, const std::string& body);
  void on_join(const PeerRequest& request, const std::function<void(PeerResponse)>& done);
  void on_messages(ProcessId from, const PeerRequest& request,
                   const std::function<void(PeerResponse)>& done);
  [[nodiscard]] std::optional<Problem> cannot_join(const JoinRequest& request) const;
  [[nodiscard]] Registered own_entry() const;

  // What is shown.
  [[nodiscard]] std::string link_json(ProcessId to, const Neighbour& neighbour) const;
  [[nodiscard]] std::string member_json(const Registered& member) const;
  [[nodiscard]] const char* admission() const;
  void each_listener(const std::function<void(Listener&)>& tell);
  void tell_state(bool only_clock);
  void tell_members();

  NodeSettings settings_;
  LiveProtocol protocol_;
  World& world_;
  Journal& journal_;
  const Log& log_;
  std::function<void(const Error&)> gone_;

  std::string storage_;
  std::optional<RunFacts> run_;
  Registry registry_;
  std::string trouble_;  // why this node has no place in the run; empty: it has
  bool joining_ = false;
  std::uint64_t next_join_ = 0;
  unsigned failed_joins_ = 0;

  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Engine> engine_;  // null until the node has joined a run
  std::map<ProcessId, Neighbour> neighbours_;
  Registry faulty_;            // the processes to which there is a fault, by id alone
  std::uint64_t backlog_ = 0;  // messages in the journal when the node started
  std::uint64_t acknowledged_ = 0;
  struct Known {
    std::uint64_t digest;
    Cursor begin;
    Cursor end;
  };
  std::unordered_map<std::string, Known> keys_;
  std::deque<std::string> keys_in_order_;

  mutable Shown shown_;  // its protocol_state is made when asked for
  Shown closing_shown_;
  std::string last_event_;
  mutable bool state_is_old_ = true;
  std::uint64_t state_taken_ = 0;  // World::mono()
  Rate rate_;
  Rate logged_;

  bool draining_ = false;
  std::uint64_t drain_until_ = 0;
  std::function<void()> drained_;
  std::vector<Listener*> listeners_;

  // Counters for metrics.
  std::uint64_t commits_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace lamport::net
