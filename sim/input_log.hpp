// Writes down what is given to each process of a simulation, as a live node's journal does, so that
// a trace can be replayed. Used only where a sink asks for it; decides no order and changes no run.
#pragma once

#include <string>
#include <vector>

#include "core/formats/input_data.hpp"
#include "core/process/node.hpp"
#include "core/trace/records.hpp"

namespace lamport::sim {

/// Each call comes right before the input is given. A process that is not Replayable (its state or
/// messages list no fields) leaves no inputs.
template <Process P, class Sink>
class InputLog {
 public:
  using Body = typename P::Body;

  /// `sink` outlives the log.
  InputLog(Sink& sink, std::uint32_t process_count) : sink_(sink), written_(process_count) {}

  void start(const Step& step, const Node<P>& node) {
    if constexpr (Replayable<P>) {
      auto& kept = written_[step.self.value].state_kept;
      write(step, node, InputKind::start,
            start_data<P>(step.incarnation, kept ? nullptr : &node.process()));
      kept = true;
    }
  }
  void message(const Step& step, const Node<P>& node, const Message<Body>& message) {
    if constexpr (Replayable<P>) write(step, node, InputKind::message, message_data(message));
  }
  void timer(const Step& step, const Node<P>& node, TimerId timer) {
    if constexpr (Replayable<P>) write(step, node, InputKind::timer, timer_data(timer));
  }
  void command(const Step& step, const Node<P>& node, const Command& command) {
    if constexpr (Replayable<P>) write(step, node, InputKind::command, command_data(command));
  }

  /// The process lost its state: its next start begins it anew.
  void state_lost(ProcessId process) { written_[process.value].state_kept = false; }

 private:
  struct Written {
    std::uint64_t steps = 0;
    bool state_kept = false;
  };

  void write(const Step& step, const Node<P>& node, InputKind kind, const std::string& data) {
    const auto now = step.now.nanoseconds;
    sink_.input(
        {step.self, ++written_[step.self.value].steps, node.clock().index(), now, now, kind, data});
  }

  Sink& sink_;
  std::vector<Written> written_;
};

}  // namespace lamport::sim
