// What a user of the library writes: a process, driven by hand. It also calls into the simulator's
// archive, so that its private libraries must have been found.
#include <cstdio>
#include <utility>

#include "core/process/node.hpp"
#include "sim/embedded.hpp"

namespace {

struct Hello {};

struct Greeter {
  using Body = Hello;
  void on_message(const lamport::Message<Hello>& message, lamport::Outbox<Hello>& out) {
    out.send(message.from(), {});
  }
};

}  // namespace

int main() {
  lamport::Node<Greeter> node{Greeter{}};
  lamport::Outbox<Hello> out;
  const Hello hello;
  const auto event = node.receive({{{1}, {1}}, {41}, hello}, {}, out);
  std::printf("received at %llu, answered at %llu; %zu built-in scenarios\n",
              static_cast<unsigned long long>(event.stamp.value),
              static_cast<unsigned long long>(node.clock().lamport().value),
              lamport::sim::embedded_scenarios().size());
  return event.stamp.value == 42 && node.clock().lamport().value == 43 ? 0 : 1;
}
