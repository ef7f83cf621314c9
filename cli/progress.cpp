// See progress.hpp.
#include "cli/progress.hpp"

namespace lamport::cli {

namespace {
constexpr std::chrono::milliseconds patience{500};
constexpr std::chrono::milliseconds period{200};
}  // namespace

Progress::Progress(Console& console, std::string what)
    : console_(console),
      what_(std::move(what)),
      started_(Clock::now()),
      next_(started_ + patience) {}

Progress::~Progress() {
  wipe();
}

void Progress::wipe() {
  if (shown_ != 0) console_.say("\r" + std::string(shown_, ' ') + "\r");
  shown_ = 0;
}

void Progress::say(std::string_view line) {
  wipe();
  console_.say(line);
}

void Progress::update(std::uint64_t done, std::uint64_t total, std::string_view unit) {
  if (!console_.watched()) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + period;
  const auto seconds = std::chrono::duration<double>(now - started_).count();
  auto line = what_ + " ";
  if (total != 0) line += std::to_string(done * 100 / total) + " %, ";
  line += grouped(done) + " " + std::string(unit) + ", " +
          grouped(static_cast<std::uint64_t>(static_cast<double>(done) / seconds)) + " a second";
  const auto size = line.size();
  if (size < shown_) line.append(shown_ - size, ' ');
  console_.say("\r" + line);
  shown_ = size;
}

std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

}  // namespace lamport::cli
