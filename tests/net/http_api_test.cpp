// The interface over a node that does as it is told: bodies good and bad, answers, repetitions,
// pages of records, metrics. What real nodes answer is held against the OpenAPI description by
// tests/web/contract.test.mjs.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/net/http_rig.hpp"

namespace lamport::net {
namespace {

RawAnswer post(HttpRig& rig, const std::string& path, const std::string& body,
               const std::string& headers = "") {
  return rig.ask(json_request("POST", "/api/v1/" + path, body, headers));
}

// After the shapes of JSONTestSuite's n_ files (github.com/nst/JSONTestSuite).
std::vector<std::string> not_json() {
  std::vector<std::string> all{"",
                               " ",
                               "{",
                               "}",
                               "[",
                               "]",
                               "{}x",
                               "{} {}",
                               "{\"a\":1,}",
                               "{\"a\":1 \"b\":2}",
                               "{\"a\" 1}",
                               "{\"a\":}",
                               "{a:1}",
                               "{'a':1}",
                               "{\"a\":'b'}",
                               "{1:1}",
                               "{\"a\":1}]",
                               "[1,]",
                               "[,1]",
                               "[1,,2]",
                               "{\"a\":NaN}",
                               "{\"a\":Infinity}",
                               "{\"a\":-Infinity}",
                               "{\"a\":nan}",
                               "{\"a\":+1}",
                               "{\"a\":01}",
                               "{\"a\":-01}",
                               "{\"a\":1.}",
                               "{\"a\":.5}",
                               "{\"a\":1e}",
                               "{\"a\":1e+}",
                               "{\"a\":0x1}",
                               "{\"a\":1_0}",
                               "{\"a\":1e999}",
                               "{\"a\":-1e999}",
                               "{\"a\":tru}",
                               "{\"a\":True}",
                               "{\"a\":nul}",
                               "{\"a\":\"b}",
                               "{\"a\":\"\\\"}",
                               "{\"a\":\"\\x41\"}",
                               "{\"a\":\"\\u12\"}",
                               "{\"a\":\"\\u12G4\"}",
                               "{\"a\":\"\\ud800\"}",
                               "{\"a\":\"\\udc00\"}",
                               "{\"a\":\"\\ud800\\ud800\"}",
                               "{\"a\":\"\\ud800x\"}",
                               "{\"a\":\"\t\"}",
                               "{\"a\":\"\n\"}",
                               "{\"a\":\"\xff\"}",
                               "{\"a\":\"\xc0\xaf\"}",
                               "{\"a\":\"\xed\xa0\x80\"}",
                               "{\"a\":\"\xf4\x90\x80\x80\"}",
                               "{\"a\":\"\xe2\x82\"}",
                               "\xef\xbb\xbf{\"text\":\"x\"}",
                               "{\"a\":1}//x",
                               "/**/{\"a\":1}",
                               "{\"a\":/**/1}",
                               "{\"a\":1}#",
                               "{\"a\"\xc2\xa0:1}",
                               "\xfe\xff",
                               "{\"a\":1;}",
                               "<x>",
                               "{\"a\":(1)}",
                               "\"",
                               "nul",
                               "{\"\\u000\":1}",
                               "\f{}",
                               "{}\f"};
  all.emplace_back("{\"text\":\"x\"\0}", 13);
  all.emplace_back(std::string(60'000, '['));
  all.emplace_back(std::string(30'000, '[') + std::string(30'000, ']'));
  std::string objects;
  for (int i = 0; i < 10'000; ++i) objects += "{\"a\":";
  all.push_back(objects);
  all.emplace_back("{\"text\":\"x\",\"deep\":" + std::string(32, '[') + std::string(32, ']') + "}");
  return all;
}

TEST(HttpBodies, WhatIsNotJsonIsRefused) {
  HttpRig rig;
  for (const auto& body : not_json()) {
    const auto answer = post(rig, "internal", body);
    EXPECT_EQ(answer.status, 400U) << body.substr(0, 80);
    EXPECT_EQ(answer.code(), "bad_json") << body.substr(0, 80);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  }
  rig.expect_well();
}

TEST(HttpBodies, KeysThatComeTwiceAreRefused) {
  HttpRig rig;
  for (const std::string body :
       {R"({"text":"a","text":"a"})", R"({"text":"a","\u0074ext":"b"})",
        R"({"text":"a","more":{"x":1,"x":2}})", R"({"text":"a","more":[{"x":1},{"y":1,"y":1}]})"}) {
    const auto answer = post(rig, "internal", body);
    EXPECT_EQ(answer.status, 400U) << body;
    EXPECT_EQ(answer.code(), "duplicate_key") << body;
  }
  rig.expect_well();
}

TEST(HttpBodies, UnknownFieldsAreIgnored) {
  HttpRig rig;
  const auto answer = post(
      rig, "messages",
      R"( {"half":1.5,"to":2,"text":"hola","n":null,"list":[{"to":3}],"deep":{"text":"no"},"x":-1} )");
  EXPECT_EQ(answer.status, 201U) << answer.body;
  const auto commands = rig.on_loop([&] { return rig.node().commands; });
  ASSERT_EQ(commands.size(), 1U);
  EXPECT_EQ(commands[0].name, "send");
  EXPECT_EQ(commands[0].to, std::vector{ProcessId{2}});
  EXPECT_EQ(commands[0].text, "hola");
}

TEST(HttpBodies, FieldsThatDoNotFitAreNamed) {
  HttpRig rig;
  const auto expect = [&](const std::string& path, const std::string& body,
                          const std::string& pointer) {
    const auto answer = post(rig, path, body);
    EXPECT_EQ(answer.status, 422U) << body;
    EXPECT_EQ(answer.code(), "invalid_field") << body;
    const auto shown = R"("pointer":")" + pointer + '"';
    EXPECT_EQ(answer.body.find(shown) != std::string::npos, !pointer.empty())
        << body << answer.body;
  };
  for (const std::string to : {"-1", "1.5", "1.0", "1e2", "\"2\"", "null", "true", "[2]", "{}",
                               "4294967296", "18446744073709551616"})
    expect("messages", R"({"text":"x","to":)" + to + "}", "/to");
  for (const std::string text : {"1", "null", "[\"x\"]", "false"})
    expect("internal", R"({"text":)" + text + "}", "/text");
  expect("internal", "{\"text\":\"" + std::string(257, 'x') + "\"}", "/text");
  expect("internal", "{}", "/text");
  expect("messages", R"({"text":"x"})", "/to");
  expect("messages", R"({"to":1})", "/text");
  for (const std::string body : {"[]", "5", "null", "\"x\"", "true", "[{\"text\":\"x\"}]"})
    expect("internal", body, "");
  expect("commands/request", R"({"value":9007199254740992})", "/value");
  rig.expect_well();
  EXPECT_EQ(post(rig, "internal", "{\"text\":\"" + std::string(256, 'x') + "\"}").status, 201U);
  EXPECT_EQ(post(rig, "commands/request", R"({"value":9007199254740991})").status, 201U);
}

TEST(HttpBodies, UserTextIsDataEverywhere) {
  HttpRig rig;
  const std::string text = R"(<img onerror=alert(1)>\u001b[31m\u0000 \u202e=1+1)";
  const auto answer = post(rig, "internal", "{\"text\":\"" + text + "\"}");
  EXPECT_EQ(answer.status, 201U);
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(answer.body.find('\x1b'), std::string::npos) << "a control character in an answer";
  const auto unknown = post(rig, "commands/x%1b", "{}");
  EXPECT_EQ(unknown.code(), "unknown_command");
}

TEST(HttpApi, PathsAndMethodsAreAnswered) {
  HttpRig rig;
  EXPECT_EQ(rig.get("/api/v1/nothing").code(), "not_found");
  const auto wrong = rig.get("/api/v1/messages");
  EXPECT_EQ(wrong.status, 405U);
  EXPECT_EQ(wrong.code(), "method_not_allowed");
  EXPECT_EQ(wrong.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(rig.ask(json_request("PATCH", "/api/v1/state", "{}")).header("Allow"),
            "GET, HEAD, OPTIONS");
  EXPECT_EQ(rig.ask(json_request("BREW", "/api/v1/links/1/2", "")).header("Allow"),
            "PUT, DELETE, OPTIONS");
  for (const std::string name : {"Upper", "1x", "-x", "x.y", "x%20y"})
    EXPECT_EQ(post(rig, "commands/" + name, "{}").code(), "unknown_command") << name;
  EXPECT_EQ(post(rig, "commands/" + std::string(64, 'x'), "{}").code(), "unknown_command");
  EXPECT_EQ(post(rig, "commands/", "{}").code(), "not_found");
}

TEST(HttpApi, ARepetitionIsAnsweredAgain) {
  HttpRig rig;
  const std::string key = "Idempotency-Key: k1\r\n";
  const auto first = post(rig, "internal", R"({"text":"once"})", key);
  EXPECT_EQ(first.status, 201U);
  EXPECT_EQ(first.header("Idempotency-Replayed"), "");
  const auto again = post(rig, "internal", R"({"text":"once"})", key);
  EXPECT_EQ(again.status, 201U);
  EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(post(rig, "internal", R"({"text":"else"})", key).code(), "idempotency_key_reused");
  EXPECT_EQ(post(rig, "broadcasts", R"({"text":"once"})", key).code(), "idempotency_key_reused")
      << "the same body on another path";
  for (const auto& bad : {std::string(), std::string("a b"), std::string(129, 'x')})
    EXPECT_EQ(post(rig, "internal", R"({"text":"x"})", "Idempotency-Key: " + bad + "\r\n").code(),
              "bad_request");
}

TEST(HttpApi, ProblemsOfTheNodeAreRendered) {
  HttpRig rig;
  rig.on_loop([&] {
    rig.node().refusal = Problem{503, "queue_full", "\"full\"\n"};
    rig.node().refusal->retry_after_seconds = 3;
    rig.node().unready = Problem{503, "draining", "going"};
  });
  const auto answer = post(rig, "internal", R"({"text":"x"})");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_EQ(answer.header("Retry-After"), "3");
  EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"The queue is full","status":503,)"
                         R"("code":"queue_full","detail":"\"full\"\u000a"})");
  EXPECT_EQ(rig.get("/readyz").code(), "draining");
  EXPECT_EQ(rig.get("/healthz").status, 200U);
}

TEST(HttpApi, AutomaticEventsAreChangedInPart) {
  HttpRig rig;
  const auto put = [&](const std::string& body) {
    return rig.ask(json_request("PUT", "/api/v1/automatic", body));
  };
  EXPECT_EQ(put(R"({"mean_ms":5})").body, R"({"enabled":false,"mean_ms":5})");
  EXPECT_EQ(put(R"({"enabled":true})").body, R"({"enabled":true,"mean_ms":5})");
  for (const std::string body :
       {"{}", R"({"mean_ms":0})", R"({"mean_ms":3600001})", R"({"enabled":1})", R"({"other":1})"})
    EXPECT_EQ(put(body).code(), "invalid_field") << body;
}

TEST(HttpApi, FaultsAreCheckedAndPassedOn) {
  const std::string admin = "Authorization: Bearer secret\r\n";
  HttpRig member({}, {.admin_token = "secret"});
  HttpRig coordinator({}, {.admin_token = "secret"});
  const auto put = [&](HttpRig& rig, const std::string& path, const std::string& body) {
    return rig.ask(json_request("PUT", "/api/v1/links/" + path, body, admin));
  };
  EXPECT_EQ(put(member, "1/2", R"({"cut":false,"delay_ms":7,"for_ms":1})").body,
            R"({"from":1,"to":2,"fault":7})");
  for (const std::string body :
       {"{}", R"({"cut":true})", R"({"cut":1,"delay_ms":0})", R"({"cut":true,"delay_ms":60001})",
        R"({"cut":true,"delay_ms":0,"for_ms":0})"})
    EXPECT_EQ(put(member, "1/2", body).code(), "invalid_field") << body;
  const std::string cut = R"({"cut":true,"delay_ms":0})";
  for (const std::string link : {"1/1", "1/x", "1/-2", "4294967296/1", "1/99999999999999999999"})
    EXPECT_EQ(put(member, link, cut).code(), "unknown_process") << link;
  const auto heal =
      member.ask("DELETE /api/v1/links/1/2 HTTP/1.1\r\nHost: localhost\r\n" + admin + "\r\n");
  EXPECT_EQ(heal.body, R"({"from":1,"to":2,"fault":null})");

  // The sample node calls itself 1, so that 1 is the member of a coordinator that is 0.
  member.on_loop([&] { member.node().coordinator = false; });
  EXPECT_EQ(put(member, "2/1", cut).code(), "not_coordinator");
  const auto address = member.url();
  coordinator.on_loop([&] {
    coordinator.node().self = ProcessId{0};
    coordinator.node().known_peers = {{ProcessId{1}, "member", address},
                                      {ProcessId{2}, "new", ""},
                                      {ProcessId{3}, "gone", "http://127.0.0.1:1"}};
  });
  EXPECT_EQ(put(coordinator, "1/2", R"({"cut":false,"delay_ms":9})").body,
            R"({"from":1,"to":2,"fault":9})");
  const auto there =
      coordinator.ask("DELETE /api/v1/links/1/2 HTTP/1.1\r\nHost: localhost\r\n" + admin + "\r\n");
  EXPECT_EQ(there.body, R"({"from":1,"to":2,"fault":null})");
  EXPECT_EQ(there.header("Content-Type"), "application/json");
  EXPECT_EQ(put(coordinator, "2/1", cut).code(), "member_unreachable");
  const auto gone = put(coordinator, "3/1", cut);
  EXPECT_EQ(gone.status, 502U);
  EXPECT_EQ(gone.code(), "member_unreachable");
  EXPECT_EQ(put(coordinator, "4/1", cut).code(), "unknown_process");
}

TEST(HttpApi, RecordsComeInPages) {
  HttpRig rig;
  rig.on_loop([&] {
    for (int i = 0; i < 5; ++i) rig.node().add(std::to_string(i));
  });
  const auto page = rig.get("/api/v1/events?limit=2");
  EXPECT_EQ(page.body,
            R"({"run":"sample-run","items":[)"
            R"({"record":{"type":"event","process":1,"index":1,"kind":"internal","label":"0"}},)"
            R"({"record":{"type":"event","process":1,"index":2,"kind":"internal","label":"1"}}],)"
            R"("next":"4.sample-run","more":true})");
  const auto rest = rig.get("/api/v1/events?after=4.sample%2Drun&inputs=true&unknown=x");
  EXPECT_NE(rest.body.find(R"("type":"input")"), std::string::npos);
  EXPECT_NE(rest.body.find(R"("next":"10.sample-run","more":false)"), std::string::npos);
  const auto end = rig.get("/api/v1/events?after=10.sample-run");
  EXPECT_EQ(end.body, R"({"run":"sample-run","items":[],"next":"10.sample-run","more":false})");
  for (const std::string query :
       {"limit=0", "limit=10001", "limit=x", "limit=-1", "limit=1.5", "inputs=yes",
        "after=", "after=4", "after=4.other-run", "after=11.sample-run", "after=-1.sample-run"}) {
    const auto answer = rig.get("/api/v1/events?" + query);
    EXPECT_EQ(answer.status, 400U) << query;
    EXPECT_EQ(answer.code(), "bad_request") << query;
  }
}

TEST(HttpApi, MetricsAreText) {
  HttpRig rig;
  const auto answer = rig.get("/metrics");
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(answer.body.find("# HELP lamport_events_total Events.\n"
                             "# TYPE lamport_events_total counter\n"
                             "lamport_events_total{kind=\"internal\"} 0\n"
                             "lamport_events_total{kind=\"send\"} 2.5\n"),
            0U);
  EXPECT_NE(answer.body.find("\nlamport_http_requests_total 1\n"), std::string::npos);
  EXPECT_NE(answer.body.find("\nlamport_http_connections 1\n"), std::string::npos);
}

TEST(HttpApi, PagesAreServedOnce) {
  HttpRig rig;
  const auto page = rig.get("/");
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(rig.get("/index.html").body, page.body);
  EXPECT_EQ(rig.get("/app.js").header("Content-Type"), "text/javascript; charset=utf-8");
  const auto tag = page.header("ETag");
  EXPECT_NE(tag, "");
  const auto known = rig.get("/", "If-None-Match: \"x\", " + tag + "\r\n");
  EXPECT_EQ(known.status, 304U);
  EXPECT_EQ(known.header("ETag"), tag);
  EXPECT_EQ(rig.get("/", "If-None-Match: \"x\"\r\n").status, 200U);
}

}  // namespace
}  // namespace lamport::net
