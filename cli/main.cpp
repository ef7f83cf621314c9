// The lamport program: puts the subcommands together and turns whatever comes out of them into an
// exit code. A new subcommand is a file with add_<name>, a line in commands.hpp and a line here.
#include <exception>
#include <string>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/interrupt.hpp"

int main(int count, char** arguments) {
  using namespace lamport::cli;
  auto console = Console::from_environment();
  try {
    catch_interrupts();
    CommandLine line("Lamport, a laboratory for logical time.", LAMPORT_VERSION,
                     "lamport sim cluster --seed 42 -o run.jsonl   simulate and write a trace\n"
                     "lamport check run.jsonl                      decide every rule on it\n"
                     "lamport show run.jsonl                       draw its space-time diagram");
    add_check(line);
    add_collect(line);
    add_cut(line);
    add_demo(line);
    add_internal(line);
    add_node(line);
    add_replay(line);
    add_report(line);
    add_send(line);
    add_show(line);
    add_sim(line);
    add_status(line);
    add_why(line);
    const auto exit = line.run(count, arguments, console);
    // Ctrl-C while waiting for input shows as input that cannot be read.
    const bool waited = exit == Exit::no_input && interrupted();
    return static_cast<int>(console.finish(waited ? Exit::interrupted : exit));
  } catch (const std::exception& error) {
    console.say(std::string("lamport: this is a bug in lamport, or memory ran out: ") +
                error.what() + "\n");
    return static_cast<int>(Exit::our_bug);
  }
}
