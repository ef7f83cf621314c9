// The server against what clients should not do, and what old ones do: sizes, slowness, smuggling,
// half of a request, requests ahead of their answers.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/net/http_rig.hpp"

namespace lamport::net {
namespace {

const std::string get_health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

// With requests that take long; whoever has not begun one has time.
HttpSettings impatient() {
  HttpSettings settings;
  settings.request_time = std::chrono::milliseconds(200);
  return settings;
}

TEST(HttpServer, AnswersOneRequestAfterAnother) {
  HttpRig rig;
  RawClient client(rig.port());
  for (int i = 0; i < 3; ++i) {
    client.say(get_health);
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, R"({"status":"ok"})");
    EXPECT_EQ(answer.header("Content-Type"), "application/json");
    EXPECT_EQ(answer.header("Connection"), "");
    EXPECT_NE(answer.header("Date"), "");
  }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  HttpRig rig;
  RawClient client(rig.port());
  std::string all;
  for (int i = 0; i < 50; ++i)
    all += json_request("POST", "/api/v1/internal", R"({"text":")" + std::to_string(i) + "\"}");
  client.say(all + "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  for (int i = 0; i < 50; ++i) {
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 201U);
    EXPECT_NE(answer.body.find(R"("label":")" + std::to_string(i) + '"'), std::string::npos);
  }
  EXPECT_EQ(client.answer().status, 404U);
  EXPECT_TRUE(client.is_ended());
}

TEST(HttpServer, AnswersAClientThatHasSaidAll) {
  HttpRig rig;
  RawClient client(rig.port());
  client.say(get_health);
  client.half_close();
  EXPECT_EQ(client.answer().status, 200U);
  EXPECT_TRUE(client.is_ended());
}

TEST(HttpServer, SpeaksHttp10) {
  HttpRig rig;
  RawClient client(rig.port());
  client.say("GET /healthz HTTP/1.0\r\n\r\n");
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.is_ended());
}

TEST(HttpServer, AnswersHeadOptionsRangeAndExpect) {
  HttpRig rig;
  RawClient head(rig.port());
  head.say("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + get_health);
  const auto without = head.answer(true);
  EXPECT_EQ(without.status, 200U);
  EXPECT_EQ(without.header("Content-Length"), "15");
  const auto after = head.answer();
  EXPECT_EQ(after.status, 200U) << "HEAD had a body";
  EXPECT_EQ(after.body, R"({"status":"ok"})");
  for (const std::string path : {"/", "/app.js", "/api/v1/state", "/api/v1/events", "/nothing"}) {
    RawClient both(rig.port());
    both.say("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\nGET " + path +
             " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto first = both.answer(true);
    const auto second = both.answer();
    EXPECT_NE(first.status, 0U) << path;
    EXPECT_EQ(first.status, second.status) << path;
    EXPECT_EQ(first.header("Content-Type"), second.header("Content-Type")) << path;
    EXPECT_EQ(std::stoul(first.header("Content-Length")), second.body.size()) << path;
  }

  for (const auto& [method, path, allowed] :
       std::vector<std::array<std::string, 3>>{{"POST", "/api/v1/state", "GET, HEAD, OPTIONS"},
                                               {"DELETE", "/", "GET, HEAD, OPTIONS"},
                                               {"BREW", "/api/v1/stream", "GET, HEAD, OPTIONS"},
                                               {"GET", "/api/v1/messages", "POST, OPTIONS"},
                                               {"HEAD", "/api/v1/automatic", "PUT, OPTIONS"},
                                               {"GET", "/api/v1/links/1/2", "PUT, DELETE, OPTIONS"},
                                               {"GET", "/peer/v1/probe/1", "POST, OPTIONS"}}) {
    const auto answer = rig.ask(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(answer.status, 405U) << method << path;
    EXPECT_EQ(answer.header("Allow"), allowed) << method << path;
  }

  const auto options = rig.ask("OPTIONS /api/v1/internal HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(options.status, 204U);
  EXPECT_EQ(options.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(options.header("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(rig.ask("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 204U);

  std::string ranges = "Range: bytes=0-0";
  for (int i = 0; i < 500; ++i) ranges += ",0-";
  EXPECT_EQ(rig.get("/", ranges + "\r\n").status, 200U);

  RawClient expecting(rig.port());
  expecting.say(
      "POST /api/v1/internal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n"
      "Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(expecting.answer().status, 100U);
  expecting.say(R"({"text":"x"})");
  EXPECT_EQ(expecting.answer().status, 201U);
  const auto tea = rig.get("/healthz", "Expect: tea\r\n");
  EXPECT_EQ(tea.status, 417U);
  EXPECT_EQ(tea.code(), "expectation_failed");
}

TEST(HttpServer, RefusesWhatIsTooLarge) {
  HttpRig rig;
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  const auto uri = rig.ask("GET /" + std::string(9'000, 'a') + host + "\r\n");
  EXPECT_EQ(uri.status, 414U);
  EXPECT_EQ(uri.code(), "uri_too_long");
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X: y\r\n";
  const auto headers = rig.ask("GET /healthz" + host + many + "\r\n");
  EXPECT_EQ(headers.status, 431U);
  EXPECT_EQ(headers.code(), "headers_too_large");

  const std::string text(65'537 - 11, 'x');
  const auto just =
      json_request("POST", "/api/v1/internal", "{\"text\":\"" + text.substr(1) + "\"}");
  EXPECT_EQ(rig.ask(just).status, 422U) << "65,536 bytes are read, and hold too long a text";
  for (const auto& request :
       {json_request("POST", "/api/v1/internal", "{\"text\":\"" + text + "\"}"),
        "POST /api/v1/internal" + host +
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n" +
            std::string(65'537, ' ') + "\r\n0\r\n\r\n",
        "POST /api/v1/internal" + host + "Content-Length: 1000000000000\r\n\r\n"}) {
    RawClient client(rig.port());
    client.say(request);
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 413U);
    EXPECT_EQ(answer.code(), "body_too_large");
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(client.is_ended());
  }
  rig.expect_well();
}

TEST(HttpServer, TakesLargerBodiesFromPeersAlone) {
  HttpRig rig;
  const std::string batch(largest_peer_body, 'x');
  EXPECT_EQ(rig.ask(json_request("POST", "/peer/v1/messages/2", batch)).status, 200U);
  EXPECT_EQ(rig.on_loop([&] { return rig.node().peer_bytes; }), largest_peer_body);
  EXPECT_EQ(rig.ask(json_request("POST", "/peer/v1/messages/2", batch + "x")).status, 413U);
}

TEST(HttpServer, RefusesWhatSmugglesAndCloses) {
  HttpRig rig;
  const std::string post =
      "POST /api/v1/internal HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Type: application/json\r\n";
  const std::string inner = json_request("POST", "/api/v1/internal", R"({"text":"smuggled"})");
  const std::vector<std::string> smuggled{
      post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
      post + "Content-Length: 0\r\nContent-Length: 4\r\n\r\n" + inner,
      "GET /healthz HTTP/1.1\nHost: localhost\n\n" + inner,
      post + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n" + inner,
      post + "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + inner,
      post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + inner,
      post +
          "Transfer-Encoding: \x0b"
          "chunked\r\n\r\n0\r\n\r\n" +
          inner,
      "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n" + inner,
  };
  for (const auto& bytes : smuggled) {
    RawClient client(rig.port());
    client.say(bytes);
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 400U) << bytes;
    EXPECT_EQ(answer.code(), "bad_request") << bytes;
    EXPECT_TRUE(client.is_ended()) << bytes;
  }
  rig.expect_well();
}

TEST(HttpServer, GivesUpSlowHeadersAndBodies) {
  HttpRig rig(impatient());
  const std::vector<std::string> beginnings{
      "G", "GET /healthz HTTP/1.1\r\nHost: loc",
      "POST /api/v1/internal HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 12\r\n\r\n{\"te",
      "POST /api/v1/internal HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"t"};
  for (const auto& beginning : beginnings) {
    RawClient client(rig.port());
    client.say(beginning);
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 408U) << beginning;
    EXPECT_EQ(answer.code(), "request_timeout");
    EXPECT_TRUE(client.is_ended());
  }
  EXPECT_GE(rig.counters().timed_out, beginnings.size());
  rig.expect_well();
}

// A byte now and then does not buy time.
TEST(HttpServer, GivesUpADrip) {
  HttpRig rig(impatient());
  RawClient client(rig.port());
  client.say("GET / HTTP/1.1\r\nX: ");
  const auto until = std::chrono::steady_clock::now() + RawClient::patience;
  bool alive = true;
  while (alive && std::chrono::steady_clock::now() < until) {
    alive = client.say("y");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the drip itself
  }
  EXPECT_FALSE(alive);
}

TEST(HttpServer, ClosesIdleConnectionsAndNewOnesWithoutAWord) {
  HttpSettings settings;
  settings.idle_time = std::chrono::seconds(1);
  HttpRig rig(settings);
  RawClient silent(rig.port());
  RawClient once(rig.port());
  once.say(get_health);
  EXPECT_EQ(once.answer().status, 200U);
  EXPECT_TRUE(silent.is_ended());
  EXPECT_TRUE(once.is_ended());
}

TEST(HttpServer, MakesRoomByTheLongestWaiting) {
  HttpSettings settings;
  settings.connections = 8;
  HttpRig rig(settings);
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(rig.port());
    clients.back().say(get_health);
    ASSERT_EQ(clients.back().answer().status, 200U);
  }
  EXPECT_TRUE(clients.front().is_ended());
  EXPECT_EQ(rig.counters().open, 8U);
  EXPECT_EQ(rig.counters().evicted, 12U);
}

TEST(HttpServer, KeepsAnAddressFromTakingAllConnections) {
  HttpSettings settings;
  settings.connections_per_address = 4;
  HttpRig rig(settings);
  std::vector<RawClient> clients;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back(rig.port());
    clients.back().say("GET ");
  }
  rig.expect_well();
  EXPECT_LE(rig.counters().open, 4U);
}

TEST(HttpServer, DrainsAndStops) {
  HttpRig rig;
  RawClient waiting(rig.port());
  waiting.say(get_health);
  EXPECT_EQ(waiting.answer().status, 200U);
  RawClient half(rig.port());
  half.say("GET /healthz HTTP/1.1\r\n");
  while (rig.counters().open < 2) std::this_thread::yield();
  rig.on_loop([&] { rig.server().drain(); });
  EXPECT_TRUE(waiting.is_ended());
  EXPECT_FALSE(RawClient(rig.port()).is_connected());
  half.say("Host: localhost\r\n\r\n");
  const auto last = half.answer();
  EXPECT_EQ(last.status, 200U);
  EXPECT_EQ(last.header("Connection"), "close");
}

TEST(HttpServer, SaysWhyItCannotListen) {
  HttpRig rig;
  boost::asio::io_context context;
  SampleNode node;
  Api api(context, node, {});
  const auto listen = [&](const std::string& address) {
    HttpServer server(context, api);
    const auto result = server.listen(address);
    return result ? std::string() : to_string(result.error());
  };
  EXPECT_NE(listen("127.0.0.1:" + std::to_string(rig.port())).find("another program has the port"),
            std::string::npos);
  EXPECT_NE(listen("localhost").find("write host:port"), std::string::npos);
  EXPECT_NE(listen("127.0.0.1:http5"), "");
  EXPECT_NE(listen("127.0.0.1:65536").find("no such port"), std::string::npos);
  EXPECT_NE(listen("127.0.0.1:165535").find("no such port"), std::string::npos);
  EXPECT_NE(listen("192.0.2.1:5000"), "") << "no address of this machine";
}

}  // namespace
}  // namespace lamport::net
