// Inputs made by hand: what no run could have given is refused with the field's name, or is told as
// a difference; nothing crashes, hangs or eats memory.
#include <gmock/gmock.h>

#include "core/formats/replay.hpp"

namespace lamport {
namespace {

using testing::HasSubstr;

std::string state_of(const std::string& protocol) {
  if (protocol == "cluster")
    return R"({"coordinator":0,"processes":3,"automatic":true,"automatic_min":5,)"
           R"("automatic_max":9,"registered":[1,2]})";
  if (protocol == "mutex")
    return R"({"processes":3,"automatic":true,"hold":7,"pause_min":5,"pause_max":9,"requests":0,)"
           R"("started":true,"holds":true,"request":{"stamp":3,"process":0},"stay":4,)"
           R"("queue":[{"stamp":3,"process":0},{"stamp":4,"process":2}],"heard":{"1":6,"2":4},)"
           R"("awaited":[],"asked":1,"entered":1})";
  if (protocol == "phold") return R"({"processes":3})";
  if (protocol == "script")
    return R"({"steps":[{"kind":"send","name":"m","to":[1,2],"at":5}],"done":0,"received":[]})";
  return R"({"processes":3,"automatic":true,"pause_min":5,"pause_max":9,"broadcasts":0,)"
         R"("started":true,"lost":false,"delivered":0,"latest":"",)"
         R"("queue":[{"stamp":3,"process":2,"text":"broadcast"}],"heard":{"1":6},"sent":0})";
}

std::string altered(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// A replay, the first process of which is given inputs.
class Given {
 public:
  explicit Given(std::string protocol, std::uint32_t processes = 3) {
    header_.protocol = std::move(protocol);
    for (std::uint32_t id = 0; id < processes; ++id) header_.processes.push_back({{id}, "p"});
    replay_ = make_replay(header_);
  }

  /// What is said of the input: an error, a difference, or nothing.
  std::string input(InputKind kind, const std::string& data, std::uint64_t at = 0) {
    const InputRecord input{{0}, ++step_, after_, at, at, kind, data};
    auto said = replay_->record(input, step_);
    if (!said) return to_string(said.error());
    return *said ? (*said)->what : "";
  }
  std::string start(const std::string& state) {
    return input(InputKind::start, R"({"incarnation":1,"state":)" + state + "}");
  }
  /// The trace has the event that the replay waits for.
  std::string event(const EventRecord& event) {
    after_ = event.index;
    auto said = replay_->record(event, ++line_);
    return said && *said ? (*said)->what : "";
  }

 private:
  Header header_;
  std::unique_ptr<Replay> replay_;
  std::uint64_t step_ = 0;
  std::uint64_t line_ = 100;
  EventIndex after_;
};

TEST(ReplayInput, TakesStatesThatCanBe) {
  for (const auto* protocol : {"cluster", "mutex", "phold", "script", "total-order"})
    EXPECT_EQ(Given(protocol).start(state_of(protocol)), "") << protocol;
}

struct BadState {
  const char* protocol;
  const char* from;
  const char* to;
  const char* said;
};

const BadState bad_states[] = {
    {"cluster", R"("processes":3)", R"("processes":4294967295)", ".processes is 4294967295, but"},
    {"cluster", R"("coordinator":0)", R"("coordinator":3)", ".coordinator names process 3, but"},
    {"cluster", R"(_min":5)", R"(_min":10)", ".automatic_min is greater than automatic_max"},
    {"cluster", R"(_max":9)", R"(_max":18446744073709551615)",
     ".automatic_max is 1844674407370955"},
    {"cluster", R"([1,2])", R"([1,7])", ".registered names process 7, but the run has 3"},
    {"cluster", R"([1,2])", R"([2,1])", ".registered is not ascending"},
    {"cluster", R"([1,2])", R"([1,1])", ".registered is not ascending, or has a process twice"},
    {"mutex", R"("processes":3)", R"("processes":2)", ".processes is 2, but the run has 3"},
    {"mutex", R"("hold":7)", R"("hold":18446744073709551615)", ".hold is 18446744073709551615 ns"},
    {"mutex", R"("pause_min":5)", R"("pause_min":10)", ".pause_min is greater than pause_max"},
    {"mutex", R"("request":{"stamp":3,"process":0},)", "", ".holds is true, but there is no"},
    {"mutex", R"("request":{"stamp":3)", R"("request":{"stamp":2)", ".request is not on the queue"},
    {"mutex", R"("stay":4)", R"("stay":9007199254740992)", ".stay is 9007199254740992 ns"},
    {"mutex", R"(4,"process":2}])", R"(4,"process":3}])", ".queue names process 3, but"},
    {"mutex", R"({"stamp":4)", R"({"stamp":9007199254740992)", ".queue has the stamp 9007199254"},
    {"mutex", R"("2":4)", R"("3":4)", ".heard names process 3, but"},
    {"mutex", R"("2":4)", R"("2":9007199254740992)", ".heard has the stamp 9007199254740992"},
    {"mutex", R"("awaited":[])", R"("awaited":[9])", ".awaited names process 9, but"},
    {"phold", R"("processes":3)", R"("processes":1)", ".processes is 1, but the run has 3"},
    {"script", R"([1,2])", R"([1,3])", ".steps names process 3, but"},
    {"script", R"([1,2])", R"([2,1])", ".steps is not ascending"},
    {"script", R"([1,2])", R"([])", ".steps sends to nobody"},
    {"script", R"("done":0)", R"("done":2)", ".done is more than there are steps"},
    {"total-order", R"("processes":3)", R"("processes":0)", ".processes is 0, but"},
    {"total-order", R"(_min":5)", R"(_min":10)", ".pause_min is greater than pause_max"},
    {"total-order", R"("process":2)", R"("process":3)", ".queue names process 3, but"},
    {"total-order", R"("stamp":3)", R"("stamp":9007199254740992)", ".queue has the stamp 900719"},
    {"total-order", R"("1":6)", R"("4":6)", ".heard names process 4, but"},
};

TEST(ReplayInput, RefusesStatesThatCannotBe) {
  for (const auto& bad : bad_states) {
    const auto state = altered(state_of(bad.protocol), bad.from, bad.to);
    EXPECT_THAT(Given(bad.protocol).start(state),
                HasSubstr(std::string("the state of a start") + bad.said))
        << bad.protocol;
  }
}

TEST(ReplayInput, RefusesAPholdProcessThatIsAlone) {
  EXPECT_THAT(Given("phold", 1).start(R"({"processes":1})"),
              HasSubstr("the state of a start.processes is less than 2"));
}

TEST(ReplayInput, RefusesALongNameInAScript) {
  const auto state =
      altered(state_of("script"), R"("name":"m")", R"("name":")" + std::string(257, 'm') + '"');
  EXPECT_THAT(Given("script").start(state), HasSubstr(".steps has a name that is longer"));
}

std::string idle_script(InputKind kind, const std::string& data) {
  Given given("script");
  EXPECT_EQ(given.start(R"({"steps":[],"done":0,"received":[]})"), "");
  return given.input(kind, data);
}

TEST(ReplayInput, RefusesMessagesThatCannotBe) {
  const auto said = [](const std::string& message, const std::string& name) {
    return idle_script(InputKind::message, R"({"message":")" + message +
                                               R"(","sent":1,"body":{"name":")" + name + "\"}}");
  };
  EXPECT_THAT(said("3:1", "m"), HasSubstr("a message.message names process 3, but the run has 3"));
  EXPECT_THAT(said("1:0", "m"), HasSubstr(".message names an event that cannot be"));
  EXPECT_THAT(said("1:9007199254740992", "m"), HasSubstr("names an event that cannot be"));
  EXPECT_THAT(said("1:1", std::string(257, 'm')),
              HasSubstr("the label of a message has 257 bytes"));
}

TEST(ReplayInput, RefusesCommandsThatCannotBe) {
  const auto said = [](const std::string& to, const std::string& text) {
    return idle_script(InputKind::command,
                       R"({"name":"send","to":)" + to + R"(,"text":")" + text + R"(","value":0})");
  };
  EXPECT_EQ(said("[2]", "hola"), "");
  EXPECT_THAT(said("[3]", "hola"), HasSubstr("a command.to names process 3, but the run has 3"));
  EXPECT_THAT(said("[2]", std::string(257, 'x')), HasSubstr("a command.text has 257 bytes"));
}

// The process itself never sends such a message, but the trace says so.
TEST(ReplayInput, SurvivesAReleaseInAProcesssOwnName) {
  Given given("mutex");
  const auto waits = altered(state_of("mutex"), R"("holds":true)", R"("holds":false)");
  ASSERT_EQ(given.start(altered(waits, R"("heard":{"1":6,"2":4})", R"("heard":{})")), "");
  EXPECT_EQ(
      given.input(InputKind::message, R"({"message":"0:9","sent":9,"body":{"kind":"release"}})"),
      "");
  EXPECT_EQ(given.event({.process = {0},
                         .index = {1},
                         .kind = EventKind::receive,
                         .lamport = {10},
                         .time = {},
                         .message = {{0}, {9}},
                         .label = "release"}),
            "the replay has no such message on its way to this process");
}

TEST(ReplayInput, ATimerMustBeSetAndDue) {
  Given given("script");
  ASSERT_EQ(given.start(state_of("script")), "");
  EXPECT_EQ(given.input(InputKind::timer, R"({"timer":1})", 4), "timer 1 is due at 5, not at 4");
  Given other("script");
  ASSERT_EQ(other.start(state_of("script")), "");
  EXPECT_EQ(other.input(InputKind::timer, R"({"timer":2})", 9), "timer 2 is not set");
  Given twice("script");
  ASSERT_EQ(twice.start(state_of("script")), "");
  ASSERT_EQ(twice.input(InputKind::timer, R"({"timer":1})", 7), "");
  const ProcessId both[]{{1}, {2}};
  ASSERT_EQ(twice.event({.process = {0},
                         .index = {1},
                         .kind = EventKind::send,
                         .lamport = {1},
                         .time = {7},
                         .to = both,
                         .label = "m"}),
            "");
  EXPECT_EQ(twice.input(InputKind::timer, R"({"timer":1})", 9), "timer 1 is not set");
}

TEST(ReplayInput, AnObjectOfManyMembersIsReadInTime) {
  std::string heard;
  for (int id = 0; id < 100'000; ++id)
    heard += (heard.empty() ? "\"" : ",\"") + std::to_string(id) + "\":1";
  EXPECT_THAT(Given("mutex").start(altered(state_of("mutex"), R"("1":6,"2":4)", heard)),
              HasSubstr(".heard names process 3, but"));
}

}  // namespace
}  // namespace lamport
