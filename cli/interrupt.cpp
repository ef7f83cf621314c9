// See interrupt.hpp. The flag is the one global of the program, because a signal handler can reach
// nothing else.
#include "cli/interrupt.hpp"

#include <csignal>

namespace lamport::cli {

namespace {

volatile std::sig_atomic_t flag = 0;

void set_flag(int) {
  flag = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = set_flag;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() {
  return flag != 0;
}

}  // namespace lamport::cli
