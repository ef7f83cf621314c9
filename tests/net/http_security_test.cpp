// Who may ask: foreign hosts and pages, bodies that are no JSON, the admin token; and what every
// answer says to browsers.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/security.hpp"
#include "tests/net/http_rig.hpp"

namespace lamport::net {
namespace {

std::string post(const std::string& headers, const std::string& host = "localhost") {
  return "POST /api/v1/internal HTTP/1.1\r\nHost: " + host + "\r\n" + headers +
         "Content-Length: 12\r\n\r\n{\"text\":\"x\"}";
}
const std::string json = "Content-Type: application/json\r\n";

TEST(HttpSecurity, RefusesForeignHosts) {
  HttpRig rig({}, {.hosts = {"client1"}});
  for (const std::string host :
       {"evil.example", "evil.example:5000", "localhost.evil.example", "", "localhost:x",
        "localhost@evil.example", "[::1", "127.0.0.1.evil.example", "client12"}) {
    const auto answer = rig.ask(post(json, host));
    EXPECT_EQ(answer.status, 421U) << host;
    EXPECT_EQ(answer.code(), "foreign_host") << host;
    EXPECT_EQ(rig.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status, 421U) << host;
  }
  rig.expect_well();
  std::size_t served = 0;
  for (const std::string host : {"localhost", "LOCALHOST:5000", "127.0.0.1:1", "[::1]:5000",
                                 "192.168.1.7", "client1", "Client1:5001"}) {
    EXPECT_EQ(rig.ask(post(json, host)).status, 201U) << host;
    ++served;
  }
  rig.expect_well(served);
}

TEST(HttpSecurity, RefusesForeignPages) {
  HttpRig rig;
  for (const std::string headers :
       {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: \r\n",
        "Origin: http://localhost:81\r\n", "Origin: localhost\r\n",
        "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
        "Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\nOrigin: http://localhost\r\n"}) {
    const auto answer = rig.ask(post(json + headers));
    EXPECT_EQ(answer.status, 403U) << headers;
    EXPECT_EQ(answer.code(), "cross_origin") << headers;
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "");
  }
  const auto fault = rig.ask(
      "DELETE /api/v1/links/1/2 HTTP/1.1\r\nHost: localhost\r\n"
      "Origin: http://evil.example\r\n\r\n");
  EXPECT_EQ(fault.code(), "cross_origin");
  const auto peer = rig.ask(
      "POST /peer/v1/messages/2 HTTP/1.1\r\nHost: localhost\r\n"
      "Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(peer.code(), "cross_origin");
  rig.expect_well();
  std::size_t done = 0;
  for (const std::string headers :
       {"", "Origin: http://localhost\r\n", "Sec-Fetch-Site: same-origin\r\n",
        "Sec-Fetch-Site: none\r\n",
        "Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n"}) {
    EXPECT_EQ(rig.ask(post(json + headers)).status, 201U) << headers;
    ++done;
  }
  rig.expect_well(done);
  EXPECT_EQ(rig.get("/api/v1/state", "Origin: http://evil.example\r\n").status, 200U)
      << "reading changes nothing, and the browser keeps it from the page";
}

TEST(HttpSecurity, TakesJsonAlone) {
  HttpRig rig;
  for (const std::string type :
       {"", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n",
        "Content-Type: multipart/form-data; boundary=x\r\n", "Content-Type: application/jsonx\r\n",
        "Content-Type: application/json; charset=latin1\r\n",
        "Content-Type: text/plain; application/json\r\n"}) {
    const auto answer = rig.ask(post(type));
    EXPECT_EQ(answer.status, 415U) << type;
    EXPECT_EQ(answer.code(), "unsupported_media_type") << type;
  }
  rig.expect_well();
  EXPECT_EQ(rig.ask(post("Content-Type: Application/JSON; Charset=UTF-8\r\n")).status, 201U);
}

std::string fault(const std::string& headers) {
  return json_request("PUT", "/api/v1/links/1/2", R"({"cut":true,"delay_ms":0})", headers);
}

TEST(HttpSecurity, KeepsFaultsForTheAdmin) {
  HttpRig without;
  EXPECT_EQ(without.ask(fault("Authorization: Bearer \r\n")).code(), "admin_disabled");

  HttpRig rig({}, {.admin_token = "secret"});
  EXPECT_EQ(rig.ask(fault("")).status, 401U);
  EXPECT_EQ(rig.ask(fault("Authorization: Basic secret\r\n")).code(), "admin_token_required");
  EXPECT_EQ(rig.ask(fault("Authorization: Bearer secret\r\n")).status, 200U);
  for (const std::string wrong : {"Secret", "secre", "secrets", "x", "secret secret"}) {
    const auto answer = rig.ask(fault("Authorization: Bearer " + wrong + "\r\n"));
    EXPECT_EQ(answer.status, 403U) << wrong;
    EXPECT_EQ(answer.code(), "admin_token_wrong") << wrong;
  }
  for (const std::string token : {"sixth", "secret"}) {
    const auto answer = rig.ask(fault("Authorization: Bearer " + token + "\r\n"));
    EXPECT_EQ(answer.status, 429U) << token;
    EXPECT_EQ(answer.code(), "too_many_attempts");
    EXPECT_NE(answer.header("Retry-After"), "");
  }
  EXPECT_EQ(rig.on_loop([&] { return rig.node().faults; }), 1U);
}

// Who may ask is decided by the head: none of these sends the body that it promises.
TEST(HttpSecurity, RefusesByTheHeadBeforeTheBodyIsRead) {
  HttpRig rig({}, {.cluster_token = "ours"});
  const auto ask = [&](const std::string& path, const std::string& headers) {
    RawClient client(rig.port());
    client.say("POST " + path + " HTTP/1.1\r\n" + headers + "Content-Length: 60000\r\n\r\n");
    auto answer = client.answer();
    EXPECT_TRUE(client.is_ended()) << headers;
    EXPECT_EQ(answer.header("Connection"), "close");
    return answer;
  };
  const std::string host = "Host: localhost\r\n";
  for (const std::string token :
       {"", "Authorization: \r\n", "Authorization: Bearer \r\n", "Authorization: Bearer our\r\n",
        "Authorization: Bearer ours2\r\n", "Authorization: Basic ours\r\n",
        "Authorization: ours\r\n"}) {
    const auto answer = ask("/peer/v1/messages/2", host + token);
    EXPECT_EQ(answer.status, 401U) << token;
    EXPECT_EQ(answer.code(), "cluster_token_wrong") << token;
  }
  EXPECT_EQ(ask("/api/v1/internal", "Host: evil.example\r\n").status, 421U);
  EXPECT_EQ(ask("/api/v1/internal", host + "Origin: http://evil.example\r\n").status, 403U);
  rig.expect_well();
  EXPECT_EQ(rig.counters().refused, 9U);
  EXPECT_EQ(
      rig.ask(json_request("POST", "/peer/v1/messages/2", "xyz", "Authorization: Bearer ours\r\n"))
          .status,
      200U);
  EXPECT_EQ(rig.on_loop([&] { return rig.node().peer_bytes; }), 3U);
}

TEST(AdminGuard, ForgivesAfterAMinute) {
  AdminGuard guard("secret");
  const AdminGuard::Clock::time_point begin;
  Request request;
  request.remote = "10.0.0.1";
  request.headers = {{"Authorization", "Bearer wrong"}};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(guard.objection(request, begin)->code, "admin_token_wrong");
  EXPECT_EQ(guard.objection(request, begin)->retry_after_seconds, 61U);
  auto other = request;
  other.remote = "10.0.0.2";
  other.headers = {{"Authorization", "Bearer secret"}};
  EXPECT_FALSE(guard.objection(other, begin)) << "another address pays for it";
  request.headers = other.headers;
  EXPECT_EQ(guard.objection(request, begin + std::chrono::seconds(59))->code, "too_many_attempts");
  EXPECT_FALSE(guard.objection(request, begin + std::chrono::seconds(60)));
}

TEST(HttpSecurity, EveryAnswerIsStrict) {
  HttpRig rig;
  for (const auto& answer :
       {rig.get("/"), rig.get("/healthz"), rig.get("/nothing"), rig.ask("nonsense\r\n\r\n"),
        rig.ask("OPTIONS /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")}) {
    EXPECT_NE(answer.status, 0U);
    EXPECT_NE(answer.header("Content-Security-Policy").find("default-src 'self'"),
              std::string::npos);
    EXPECT_NE(answer.header("Content-Security-Policy").find("frame-ancestors 'none'"),
              std::string::npos);
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "");
    EXPECT_EQ(answer.header("Server"), "");
  }
}

TEST(HttpSecurity, TheresNoFileSystemBehindPaths) {
  HttpRig rig;
  for (const std::string path :
       {"/../etc/passwd", "/%2e%2e/etc/passwd", "/..%5cetc", "/..\\etc", "/%00", "//etc/passwd",
        "/./app.js", "/app.js/", "/api/v1/../v1/state", "/report.html", "/API/V1/STATE"}) {
    const auto answer = rig.get(path);
    EXPECT_EQ(answer.status, 404U) << path;
    EXPECT_EQ(answer.code(), "not_found") << path;
  }
}

}  // namespace
}  // namespace lamport::net
