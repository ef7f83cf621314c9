// Clients against servers that hang, drip or never stop: every call ends, with an error that says
// why. Both clients: the one that blocks and the one on the loop thread.
#include "net/bounded_client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "net/address.hpp"
#include "net/http_call.hpp"
#include "tests/net/hostile_server.hpp"

namespace lamport::net {
namespace {

using testing::HasSubstr;
using Victim = HostileServer::Victim;

const std::string ok = "HTTP/1.1 200 OK\r\n";
const ClientRequest get{"GET", "/"};

ClientBounds within(Duration answer) {
  ClientBounds bounds;
  bounds.answer = answer;
  bounds.longest = std::size_t{1} << 20;
  return bounds;
}

// A byte now and then does not buy time: the pause is the drip itself.
void drip(Victim& victim, const std::string& bytes) {
  while (victim.say(bytes)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

// What a client has where time is not what is tested, and where it is.
const Duration ample = seconds(30);
const Duration little = milliseconds(300);

Error error_of(const std::function<void(Victim&)>& act, Duration time,
               const ClientRequest& request = get) {
  HostileServer server([&](Victim victim) {
    victim.read_head();
    act(victim);
  });
  const auto answer = BoundedClient(server.url(), within(time)).ask(request);
  return answer ? Error{ErrorCode::usage, "answered: " + answer->body, {}, ""} : answer.error();
}

TEST(BoundedClient, ReadsAnAnswerAndAsksAgainOnTheSameConnection) {
  HostileServer server([](Victim victim) {
    for (int i = 0; i < 3; ++i) {
      victim.read_head();
      victim.say(ok + "Content-Length: 2\r\n\r\nhi");
    }
    victim.read_head();
    victim.say("HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno!\r\n0\r\n\r\n");
  });
  BoundedClient client(server.url(), within(ample));
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.ask(get);
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->body, "hi");
  }
  const auto refused = client.ask(get);
  ASSERT_TRUE(refused) << to_string(refused.error());
  EXPECT_EQ(refused->status, 503U);
  EXPECT_EQ(refused->body, "no!");
  EXPECT_EQ(server.taken(), 1);
}

TEST(BoundedClient, GivesUpWhoeverIsTooSlow) {
  for (const auto& act : std::vector<std::function<void(Victim&)>>{
           [](Victim& victim) { victim.wait(); }, [](Victim& victim) { drip(victim, "H"); },
           [](Victim& victim) { victim.say(ok), drip(victim, "X: y\r\n"); },
           [](Victim& victim) {
             victim.say(ok + "Content-Length: 1000000\r\n\r\n"), drip(victim, "x");
           },
           [](Victim& victim) {
             victim.say(ok + "Transfer-Encoding: chunked\r\n\r\n"), drip(victim, "1\r\nx\r\n");
           },
           [](Victim& victim) { victim.say(ok + "\r\n"), drip(victim, "x"); }}) {
    const auto error = error_of(act, little);
    EXPECT_EQ(error.code, ErrorCode::unavailable);
    EXPECT_THAT(error.message, HasSubstr("gives no whole answer within 300ms"));
  }
}

TEST(BoundedClient, GivesUpWhoeverDoesNotStop) {
  const auto pour = [](Victim& victim, const std::string& bytes) {
    while (victim.say(bytes)) {
    }
  };
  const std::string much(100'000, 'x');
  for (const auto& act : std::vector<std::function<void(Victim&)>>{
           [&](Victim& victim) { pour(victim, much); },
           [&](Victim& victim) { victim.say("HTTP/1.1 200 "), pour(victim, much); },
           [&](Victim& victim) { victim.say(ok), pour(victim, "a:b\r\n"); },
           [&](Victim& victim) { victim.say(ok + "\r\n"), pour(victim, much); },
           [&](Victim& victim) {
             victim.say(ok + "Content-Length: 1000000000000000000\r\n\r\n"), pour(victim, much);
           },
           [&](Victim& victim) {
             victim.say(ok + "Transfer-Encoding: chunked\r\n\r\n");
             pour(victim, "186A0\r\n" + much + "\r\n");
           }}) {
    const auto error = error_of(act, ample);
    EXPECT_EQ(error.code, ErrorCode::bad_data) << error.message;
    EXPECT_THAT(error.message, HasSubstr("too long"));
  }
}

TEST(BoundedClient, WhatIsNoHttpIsAnError) {
  for (const std::string bytes :
       {"", "nonsense\r\n\r\n", "HTTP/1.1 99999999999 X\r\n\r\n", "HTTP/1.1 200 OK\r\nX",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    const auto error = error_of([&](Victim& victim) { victim.say(bytes); }, ample);
    EXPECT_NE(error.code, ErrorCode::usage) << bytes << error.message;
  }
}

// Lost is lost: once more, if that may be. One that has had its time is not asked again.
TEST(BoundedClient, RepeatsWhatMayBeRepeatedOnce) {
  for (const bool repeatable : {false, true}) {
    std::atomic<int> asked{0};
    HostileServer server([&](Victim victim) {
      victim.read_head();
      ++asked;
    });
    const auto answer =
        BoundedClient(server.url(), within(ample)).ask({"GET", "/", {}, "", repeatable});
    EXPECT_FALSE(answer);
    EXPECT_EQ(asked, repeatable ? 2 : 1);
  }
  std::atomic<int> hung{0};
  const auto error = error_of(
      [&](Victim& victim) {
        ++hung;
        victim.wait();
      },
      little, {"GET", "/", {}, "", true});
  EXPECT_THAT(error.message, HasSubstr("within"));
  EXPECT_EQ(hung, 1);
}

TEST(BoundedClient, WhoeverWaitsMayGiveUp) {
  HostileServer server([](Victim victim) { victim.wait(); });
  auto bounds = within(seconds(60));
  int asked = 0;
  bounds.still = [&](Duration) { return ++asked < 3; };
  const auto answer = BoundedClient(server.url(), bounds).ask(get);
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("not waited for"));
  EXPECT_EQ(asked, 3);
}

TEST(HostAndPort, AreThoseOfAnAddress) {
  const auto of = [](const char* url) {
    const auto place = host_and_port(url);
    return place.host + " " + std::to_string(place.port);
  };
  EXPECT_EQ(of("http://client1:5001"), "client1 5001");
  EXPECT_EQ(of("http://client1"), "client1 80");
  EXPECT_EQ(of("http://[::1]:5001"), "::1 5001");
  EXPECT_EQ(of("http://[::1]"), "::1 80");
}

struct Called {
  unsigned status = 0;
  std::string what;
  std::size_t bytes = 0;
};

Called call(const std::function<void(Victim&)>& act, std::optional<HttpCall::Wanted::Whole> whole) {
  HostileServer server([&](Victim victim) {
    victim.read_head();
    act(victim);
  });
  boost::asio::io_context context;
  Called called;
  HttpCall::Wanted wanted{server.url(), "GET", "/", {}, ""};
  wanted.whole = whole;
  const HttpCall running(context, wanted,
                         {[&](std::string_view bytes) { called.bytes += bytes.size(); },
                          [&](unsigned status, const std::string& what) {
                            called.status = status;
                            called.what = what;
                            context.stop();
                          }});
  context.run();
  return called;
}

TEST(HttpCall, EndsWhateverTheOtherSideDoes) {
  const HttpCall::Wanted::Whole little_time{std::chrono::milliseconds(200), 10'000};
  for (const std::string beginning : {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n"}) {
    const auto dripped = call(
        [&](Victim& victim) {
          if (victim.say(beginning)) drip(victim, "x");
        },
        little_time);
    EXPECT_EQ(dripped.status, 0U);
    EXPECT_THAT(dripped.what, HasSubstr("timeout"));
  }
  const std::string much(100'000, 'x');
  const auto flood = call(
      [&](Victim& victim) {
        victim.say(ok + "\r\n");
        while (victim.say(much)) {
        }
      },
      HttpCall::Wanted::Whole{std::chrono::seconds(30), 10'000});
  EXPECT_EQ(flood.status, 0U);
  EXPECT_THAT(flood.what, HasSubstr("body limit exceeded"));
  EXPECT_LE(flood.bytes, 10'000U);
}

TEST(HttpCall, FollowsAStreamWithoutEnd) {
  const std::string much(100'000, 'x');
  const auto followed = call(
      [&](Victim& victim) {
        victim.say(ok + "\r\n");
        for (int i = 0; i < 50; ++i) victim.say(much);
      },
      std::nullopt);
  EXPECT_EQ(followed.status, 200U);
  EXPECT_EQ(followed.bytes, 50 * much.size());
}

}  // namespace
}  // namespace lamport::net
