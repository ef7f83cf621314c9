// NodeClient against a node that only pretends: what it asks, how it reads answers, and what
// becomes of those that are wrong or missing.
#include "net/node_client.hpp"

#include <gmock/gmock.h>

#include "net/node_answers.hpp"
#include "tests/net/pretended_node.hpp"

namespace lamport::net {
namespace {

using testing::HasSubstr;

TEST(NodeUrl, TakesAnAddressWithOrWithoutScheme) {
  EXPECT_EQ(*node_url("localhost:5000"), "http://localhost:5000");
  EXPECT_EQ(*node_url("http://client1:5001/"), "http://client1:5001");
  EXPECT_EQ(*node_url("[::1]:5001"), "http://[::1]:5001");
  for (const auto* text : {"", "localhost", "https://x:1", "http://x:1/api", "x:", ":5000", "x:1a",
                           "x y:1", "x:1\n", "u@x:1"})
    EXPECT_FALSE(node_url(text)) << text;
}

TEST(NodeClient, ReadsAState) {
  PretendedNode node(1, {}, 5);
  const auto status = NodeClient(node.url()).status();
  ASSERT_TRUE(status) << to_string(status.error());
  EXPECT_EQ(status->run, "run-1");
  EXPECT_EQ(status->process, ProcessId{1});
  EXPECT_EQ(status->processes, 4u);
  EXPECT_EQ(status->seed, Seed{7});
  EXPECT_EQ(status->lamport, LamportTime{12});
  EXPECT_EQ(status->index, EventIndex{5});
  ASSERT_EQ(status->links.size(), 1u);
  EXPECT_EQ(status->links[0].up, true);
  EXPECT_TRUE(status->links[0].cut);
  EXPECT_EQ(status->links[0].unsent, 3u);
}

TEST(NodeClient, ReadsALinkOfWhichThereIsNoNews) {
  PretendedNode node(1, {}, 5);
  auto state = node.state();
  const auto unknown = parse_status(with_links_unknown(state), "node");
  ASSERT_TRUE(unknown) << to_string(unknown.error());
  EXPECT_EQ(unknown->links[0].up, std::nullopt);
  EXPECT_TRUE(unknown->links[0].cut);
}

TEST(NodeClient, SendsWithAKeyAndReadsWhatItCaused) {
  PretendedNode node(1, {}, 0);
  httplib::Request seen;
  node.server().Post("/api/v1/messages", [&](const auto& request, auto& response) {
    seen = request;
    response.status = 201;
    response.set_content(
        R"({"events":[{"record":{"type":"event","process":1,"index":2,"kind":"send","lamport":9}}]})",
        "application/json");
  });
  const auto caused = NodeClient(node.url()).send({2}, "ho\"la", "key-1");
  ASSERT_TRUE(caused) << to_string(caused.error());
  EXPECT_EQ(seen.body, R"({"to":2,"text":"ho\"la"})");
  EXPECT_EQ(seen.get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(seen.get_header_value("Idempotency-Key"), "key-1");
  ASSERT_EQ(caused->size(), 1u);
  EXPECT_EQ(caused->at(0).event, (EventId{{1}, {2}}));
  EXPECT_EQ(caused->at(0).lamport, LamportTime{9});
  EXPECT_THAT(caused->at(0).line, testing::StartsWith(R"({"type":"event","process":1,"index":2)"));
}

TEST(NodeClient, SetsFaultsWithTheToken) {
  PretendedNode node(1, {}, 0);
  std::string seen;
  const auto note = [&](const httplib::Request& request, httplib::Response& response) {
    seen += request.method + " " + request.path + " " + request.body + " " +
            request.get_header_value("Authorization") + "\n";
    response.set_content("{}", "application/json");
  };
  node.server().Put("/api/v1/links/1/2", note);
  node.server().Delete("/api/v1/links/1/2", note);
  NodeClient client(node.url());
  EXPECT_TRUE(client.cut_link({1}, {2}, "t"));
  EXPECT_TRUE(client.delay_link({1}, {2}, 30, "t"));
  EXPECT_TRUE(client.heal_link({1}, {2}, "t"));
  EXPECT_EQ(seen,
            "PUT /api/v1/links/1/2 {\"cut\":true,\"delay_ms\":0} Bearer t\n"
            "PUT /api/v1/links/1/2 {\"cut\":false,\"delay_ms\":30} Bearer t\n"
            "DELETE /api/v1/links/1/2  Bearer t\n");
}

TEST(NodeClient, SaysWhatANodeRefuses) {
  PretendedNode node(1, {}, 0);
  unsigned status = 404;
  node.server().Post("/api/v1/internal", [&](const auto&, auto& response) {
    response.status = static_cast<int>(status);
    response.set_content(
        R"({"code":"unknown_process","detail":"there is\u001b no 9","pointer":"/to"})",
        "application/problem+json");
  });
  NodeClient client(node.url());
  auto answer = client.internal("x", "k");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::usage);
  EXPECT_THAT(answer.error().message, HasSubstr("unknown_process: there is  no 9 at /to"));
  status = 503;
  answer = client.internal("x", "k");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
}

TEST(NodeClient, AnswersThatCannotBeReadAreBadData) {
  PretendedNode node(1, {}, 0);
  node.members = R"({"members":[{"process":-1}]})";
  NodeClient client(node.url());
  EXPECT_EQ(client.members().error().code, ErrorCode::bad_data);
  node.members = "{";
  EXPECT_EQ(client.members().error().code, ErrorCode::bad_data);
  node.members = R"({"members":[{"process":1,"name":"a","page":null,"reachable":true}]})";
  const auto members = client.members();
  ASSERT_TRUE(members);
  EXPECT_EQ(members->at(0).page, "");
}

TEST(NodeClient, ANodeThatIsGoneIsUnavailable) {
  PretendedNode node(1, {}, 0);
  const auto url = node.url();
  node.stop();
  const auto answer = NodeClient(url).status();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr(url));
}

}  // namespace
}  // namespace lamport::net
