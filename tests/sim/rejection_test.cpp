// Rejections: a clock that is too far ahead, or at the end of Lamport time, cannot pull others
// along. No honest run of a test's length gets there, so a process resumes such a history.
#include <gtest/gtest.h>

#include "sim/simulator.hpp"
#include "tests/sim/recording_sink.hpp"

namespace lamport::sim {
namespace {

struct Empty {};

/// Process 0 sends one message to process 1 when it starts, and so does 1 to 0.
struct Greeter {
  using Body = Empty;
  void on_start(Outbox<Empty>& out) { out.send({1 - out.self().value}, {}); }
  void on_message(const Message<Empty>&, Outbox<Empty>&) {}
};

std::string run_from(LamportTime stamp, double duplication = 0) {
  Scenario scenario;
  scenario.process_count = 2;
  scenario.links.delay = {Delay::Shape::constant, nanoseconds(10), {}, {}, {}};
  scenario.links.duplication = duplication;
  scenario.until = nanoseconds(1000);
  RecordingSink sink;
  Simulator<Greeter, RecordingSink> simulator{
      scenario, {1}, [](ProcessId) { return Greeter{}; }, sink};
  simulator.resume({0}, EventClock{stamp, 0});
  (void)simulator.run([](Time, std::uint64_t) { return true; });
  return sink.text();
}

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

TEST(Rejection, AStampTooFarAheadIsRejectedAndTheClockDoesNotMove) {
  EXPECT_EQ(run_from({default_max_jump + 1}), "0: 0:1 send >1 L" + number(default_max_jump + 2) +
                                                  "\n"
                                                  "0: 1:1 send >0 L1\n"
                                                  "10: 0:1 >1 rejected/jump\n"
                                                  "10: 0:2 receive 1:1 L" +
                                                  number(default_max_jump + 3) + "\n");
}

TEST(Rejection, TheLargestJumpIsReceived) {
  EXPECT_NE(run_from({default_max_jump})
                .find("10: 1:2 receive 0:1 L" + number(default_max_jump + 2) + "\n"),
            std::string::npos);
}

TEST(Rejection, AtTheEndOfLamportTimeNothingIsReceived) {
  EXPECT_EQ(run_from({last_lamport_time.value - 1}), "0: 0:1 send >1 L" +
                                                         number(last_lamport_time.value) +
                                                         "\n"
                                                         "0: 1:1 send >0 L1\n"
                                                         "10: 0:1 >1 rejected/range\n"
                                                         "10: 1:1 >0 rejected/range\n");
}

TEST(Rejection, ARejectedMessageHasOneFateHoweverManyCopies) {
  const auto text = run_from({default_max_jump + 1}, 1);
  const std::string rejected = "0:1 >1 rejected/jump\n";
  const auto first = text.find(rejected);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(text.find("0:1 >1 ", first + 1), std::string::npos) << text;
}

}  // namespace
}  // namespace lamport::sim
