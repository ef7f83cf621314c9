// See console.hpp.
#include "cli/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace lamport::cli {

namespace {

constexpr std::size_t narrowest = 40;

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

std::string_view escape(Colour colour) {
  switch (colour) {
    case Colour::plain: return "";
    case Colour::bold: return "\033[1m";
    case Colour::faint: return "\033[2m";
    case Colour::red: return "\033[31m";
    case Colour::green: return "\033[32m";
    case Colour::yellow: return "\033[33m";
  }
  return "";
}

}  // namespace

Console Console::from_environment() {
  Console console;
  const bool out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  console.colours_ = out_is_terminal && !dumb && !is_set("NO_COLOR");
  console.watched_ = ::isatty(STDERR_FILENO) == 1 && !dumb;
  winsize size{};
  if (out_is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= narrowest)
    console.width_ = size.ws_col;
  return console;
}

void Console::print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Console::say(std::string_view text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

Exit Console::fail(const Error& error) {
  say("lamport: " + to_string(error) + "\n");
  return exit_for(error.code);
}

std::string Console::painted(Colour colour, std::string_view text) const {
  if (!colours_ || colour == Colour::plain) return std::string(text);
  return std::string(escape(colour)) + std::string(text) + "\033[0m";
}

Exit Console::finish(Exit exit) {
  const bool failed = std::ferror(stdout) != 0;
  if (std::fflush(stdout) == 0 && !failed) return exit;
  return fail({ErrorCode::cannot_write,
               std::string("cannot write standard output: ") + std::strerror(errno),
               {},
               errno == EPIPE ? "its reader has gone" : ""});
}

}  // namespace lamport::cli
