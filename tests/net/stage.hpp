// Stage: several hosts in one thread and made-up time. Calls, commits and alarms happen one after
// another; a node can be killed between any two of them, or just before or after its k-th commit,
// and started again from what its store holds.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/check/checker.hpp"
#include "net/host.hpp"
#include "net/store.hpp"

namespace lamport::net {

/// A process is killed at its commit number `commit` (from 1 on, over all its lives), before or
/// after that is durable, and starts again 50 ms later.
struct Kill {
  std::uint32_t process = 0;
  std::uint64_t commit = 0;
  bool durable = false;
};

class Stage {
 public:
  /// Gives the store of a process, each time it starts.
  using OpenStore = std::function<std::unique_ptr<Store>(ProcessId)>;

  /// `settings` are those of the protocol.
  Stage(std::uint32_t processes, OpenStore open, std::map<std::string, std::string> settings,
        std::string protocol = "cluster");
  ~Stage();

  /// Changes what nodes are told when they start.
  std::function<void(NodeSettings&)> tune;

  /// Process 0 is the coordinator.
  void start(std::uint32_t process);
  void kill(std::uint32_t process);
  void kill_at(const Kill& kill) { kill_ = kill; }
  [[nodiscard]] bool killed() const { return killed_; }
  /// Null while it is dead.
  [[nodiscard]] Host* host(std::uint32_t process);

  void run_for(Duration duration);
  /// Runs until everything sent has arrived; false if that takes over `limit`.
  [[nodiscard]] bool settle(Duration limit);
  /// A command; what came of it, once it does.
  std::shared_ptr<std::optional<Answer<CommandOutcome>>> ask(std::uint32_t process,
                                                             CommandRequest request);
  [[nodiscard]] std::uint64_t commits(std::uint32_t process) const;

  /// Calls on a cut wire fail; on one whose answers are lost, they arrive and fail.
  struct Wire {
    bool cut = false;
    bool answers_lost = false;
  };
  Wire& wire(std::uint32_t from, std::uint32_t to) { return wires_[{from, to}]; }

  /// The Items of a process's durable records, inputs among them.
  [[nodiscard]] std::vector<Item> items(std::uint32_t process);
  /// All records of all nodes, merged and checked.
  [[nodiscard]] Verdict check();
  /// Lines of the nodes' logs.
  [[nodiscard]] const std::vector<std::string>& log() const { return lines_; }

 private:
  class StageWorld;
  class StageJournal;
  struct Actor;

  /// Runs `job` after `delay`, if `process` lives that long.
  void later(std::uint32_t process, std::uint64_t delay, std::function<void()> job);

  std::uint32_t processes_;
  OpenStore open_;
  std::map<std::string, std::string> settings_;
  std::string protocol_;
  std::uint64_t now_ = 0;
  std::uint64_t entropy_ = 0;
  std::multimap<std::uint64_t, std::function<void()>> jobs_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Wire> wires_;
  std::optional<Kill> kill_;
  bool killed_ = false;
  std::vector<std::string> lines_;
  Log log_;
  std::vector<std::unique_ptr<Actor>> actors_;
};

/// A directory of this test's own, removed at its end; in memory where the machine allows.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Each process's store in a directory of its own below `scratch`, which outlives what opens them.
[[nodiscard]] Stage::OpenStore files_below(const ScratchDirectory& scratch);

/// A command to send `text` to one process.
[[nodiscard]] CommandRequest text_to(std::uint32_t to, const std::string& text,
                                     const std::string& key = "");

/// The verdict on the records of a whole run of `protocol`, given as each process's Items; by the
/// rule of the protocol's name, too, if there is one.
[[nodiscard]] Verdict checked(const std::vector<std::vector<Item>>& logs,
                              const std::string& protocol = "cluster");

/// What a verdict says, for a test's message.
[[nodiscard]] std::string words(const Verdict& verdict);

}  // namespace lamport::net
