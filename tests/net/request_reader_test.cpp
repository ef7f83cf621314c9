// Requests from bytes: the same in whatever pieces they come, and nothing that two readers could
// understand differently.
#include "net/request_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamport::net {
namespace {

using State = RequestReader::State;

RequestReader reader() {
  return RequestReader({}, [](const Request& head) {
    HeadDecision decision{head.path == "/big" ? 100'000U : 1'000U};
    if (head.path == "/no") decision.refusal = Response{403};
    return decision;
  });
}

unsigned refusal_of(const std::string& bytes) {
  auto one = reader();
  const auto state = one.take(bytes);
  return state == State::refused ? one.refusal().status : 0;
}

std::string with_headers(const std::string& headers) {
  return "POST /a HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}

TEST(RequestReader, ReadsARequestInWhateverPieces) {
  const std::string bytes =
      "POST /a/b?c=d&e HTTP/1.1\r\nHost: h:1\r\nX-One:  two \r\nContent-Length: 5\r\n\r\nhello"
      "PUT /next HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nOrigin: trailer\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    auto one = reader();
    std::vector<Request> requests;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      auto state = one.take(bytes.substr(at, piece));
      while (state == State::complete) {
        requests.push_back(one.request());
        EXPECT_TRUE(one.keeps_alive());
        state = one.next();
      }
      ASSERT_NE(state, State::refused) << one.refusal().detail << " at " << at;
    }
    EXPECT_EQ(one.state(), State::waiting);
    ASSERT_EQ(requests.size(), 2U) << "in pieces of " << piece;
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].path, "/a/b");
    EXPECT_EQ(requests[0].query, "c=d&e");
    EXPECT_EQ(requests[0].header("x-ONE"), "two");
    EXPECT_EQ(requests[0].body, "hello");
    EXPECT_EQ(requests[1].method, "PUT");
    EXPECT_EQ(requests[1].body, "abcde");
    EXPECT_FALSE(requests[1].has("Origin")) << "a trailer passed for a header";
  }
}

TEST(RequestReader, TellsWhatKeepsTheConnection) {
  auto one = reader();
  ASSERT_EQ(one.take("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), State::complete);
  EXPECT_FALSE(one.keeps_alive());
  auto old = reader();
  ASSERT_EQ(old.take("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), State::complete);
  EXPECT_FALSE(old.keeps_alive());
}

TEST(RequestReader, TakesTheAddressOfAProxy) {
  auto one = reader();
  ASSERT_EQ(one.take("\r\nGET http://h:1/x?y HTTP/1.1\r\nHost: h:1\r\n\r\n"), State::complete);
  const auto request = one.request();
  EXPECT_EQ(request.path, "/x");
  EXPECT_EQ(request.query, "y");
}

TEST(RequestReader, KnowsWhoWaitsForAContinue) {
  auto one = reader();
  EXPECT_EQ(one.take(with_headers("Expect: 100-continue\r\nContent-Length: 2\r\n")),
            State::reading);
  EXPECT_TRUE(one.continue_is_due());
  EXPECT_FALSE(one.continue_is_due());
  EXPECT_EQ(one.take("ok"), State::complete);
  EXPECT_EQ(refusal_of(with_headers("Expect: tea\r\nContent-Length: 2\r\n")), 417U);
}

TEST(RequestReader, RefusesWhatSmuggles) {
  const std::vector<std::string> smuggled{
      with_headers("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
      with_headers("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
      with_headers("Content-Length: 5\r\nContent-Length: 6\r\n"),
      with_headers("Content-Length: 5\r\nContent-Length: 5\r\n"),
      with_headers("Content-Length: 5, 5\r\n"),
      with_headers("Content-Length: +5\r\n"),
      with_headers("Content-Length: -1\r\n"),
      with_headers("Content-Length: 0x5\r\n"),
      with_headers("Content-Length:\r\n"),
      with_headers("Content-Length : 5\r\n"),
      with_headers(" Content-Length: 5\r\n"),
      with_headers("X: a\r\n folded\r\n"),
      with_headers("X: a\r\n\tfolded\r\n"),
      with_headers("Transfer-Encoding: gzip, chunked\r\n"),
      with_headers("Transfer-Encoding: identity\r\n"),
      with_headers("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
      with_headers("Transfer-Encoding: xchunked\r\n"),
      with_headers("X\x0b: a\r\n"),
      with_headers(std::string("X: a\0b\r\n", 8)),
      with_headers("X: a\rb\r\n"),
      with_headers("no colon\r\n"),
      with_headers(": no name\r\n"),
      with_headers("Host: other\r\n"),
      with_headers("Origin: a\r\nOrigin: b\r\n"),
      "GET / HTTP/1.1\n",
      "GET / HTTP/1.1\r\nHost: h\n\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET /  HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / x HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /\x01 HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
      "GET / HTTP/1.2\r\nHost: h\r\n\r\n",
      "GET / http/1.1\r\nHost: h\r\n\r\n",
      "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n",
      " GET / HTTP/1.1\r\nHost: h\r\n\r\n",
      "\x16\x03\x01\x02\n",
      "GET /\r\n\r\n",
  };
  for (const auto& bytes : smuggled) EXPECT_EQ(refusal_of(bytes), 400U) << bytes;
}

TEST(RequestReader, RefusesBadChunks) {
  const auto head = with_headers("Transfer-Encoding: chunked\r\n");
  for (const std::string chunks :
       {"x\r\n", "-1\r\n", "0x3\r\nabc\r\n", "3\nabc\n", "3\r\nabcd\r\n", "3\r\nabc\n0\r\n\r\n",
        "fffffffffffffffff\r\n", "\r\n", " 3\r\nabc\r\n", "3 \n", "3\r\nabcX0\r\n\r\n"})
    EXPECT_EQ(refusal_of(head + chunks + "\r\n0\r\n\r\n"), 400U) << chunks;
  EXPECT_EQ(refusal_of(head + "3;" + std::string(5'000, 'x')), 400U) << "an endless extension";
}

TEST(RequestReader, HoldsItsLimits) {
  const std::string end = " HTTP/1.1\r\nHost: h\r\n\r\n";
  EXPECT_EQ(refusal_of("GET /" + std::string(8'191, 'a') + end), 0U);
  EXPECT_EQ(refusal_of("GET /" + std::string(8'192, 'a') + end), 414U);
  EXPECT_EQ(refusal_of("GET /" + std::string(9'000, 'a')), 414U) << "before its line ends";
  std::string headers;
  for (int i = 0; i < 99; ++i) headers += "X: y\r\n";
  EXPECT_EQ(refusal_of(with_headers(headers)), 0U);
  EXPECT_EQ(refusal_of(with_headers(headers + "X: y\r\n")), 431U);
  EXPECT_EQ(refusal_of(with_headers("X: " + std::string(17'000, 'y') + "\r\n")), 431U);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nX: " + std::string(17'000, 'y')), 431U)
      << "before its line ends";
  EXPECT_EQ(refusal_of(with_headers("Content-Length: 1000\r\n")), 0U);
  EXPECT_EQ(refusal_of(with_headers("Content-Length: 1001\r\n")), 413U);
  EXPECT_EQ(refusal_of(with_headers("Content-Length: 99999999999999999999\r\n")), 413U);
  EXPECT_EQ(refusal_of(with_headers("Transfer-Encoding: chunked\r\n") + "3e9\r\n"), 413U);
  EXPECT_EQ(refusal_of(with_headers("Content-Encoding: gzip\r\nContent-Length: 3\r\n")), 415U);
  auto big = reader();
  EXPECT_EQ(big.take("POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 99999\r\n\r\n"),
            State::reading);
}

TEST(RequestReader, AsksAboutAHeadBeforeItReadsTheBody) {
  auto one = reader();
  EXPECT_EQ(one.take("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n"),
            State::refused);
  ASSERT_TRUE(one.refusal().answer);
  EXPECT_EQ(one.refusal().answer->status, 403U);
  EXPECT_EQ(one.held(), reader().held());
}

TEST(RequestReader, SaysWhatItHolds) {
  auto one = reader();
  const auto nothing = one.held();
  const std::string head = "POST /big HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n";
  one.take(head.substr(0, 40));
  EXPECT_GE(one.held(), nothing + 25);
  one.take(head.substr(40));
  EXPECT_LE(one.held(), nothing + head.size()) << "a promise is no body";
  one.take(std::string(30'000, 'x'));
  EXPECT_GE(one.held(), 30'000U);
  EXPECT_LE(one.held(), 31'000U);
  EXPECT_EQ(one.take(std::string(20'000, 'x')), State::complete);
  EXPECT_GE(one.held(), 50'000U);
  EXPECT_EQ(one.request().body.size(), 50'000U);
  EXPECT_EQ(one.held(), nothing);
  one.next();
  EXPECT_EQ(one.take("nonsense\n"), State::refused);
  EXPECT_EQ(one.held(), nothing);
}

TEST(RequestReader, TakesNothingAfterARefusal) {
  auto one = reader();
  EXPECT_EQ(one.take("nonsense\r\n\r\n"), State::refused);
  EXPECT_EQ(one.take("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), State::refused);
  EXPECT_FALSE(one.keeps_alive());
}

}  // namespace
}  // namespace lamport::net
