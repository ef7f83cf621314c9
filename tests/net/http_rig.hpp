// HttpRig: the HTTP interface over a SampleNode on a port of its own, turning on a thread of its
// own, so that tests can be its clients.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "net/api.hpp"
#include "net/http_server.hpp"
#include "tests/net/raw_client.hpp"
#include "tests/net/sample_node.hpp"

namespace lamport::net {

class HttpRig {
 public:
  explicit HttpRig(const HttpSettings& settings = {}, ApiSettings api = {})
      : api_(context_, node_, std::move(api)), server_(context_, api_, settings) {
    api_.count([this] { return server_.counters(); });
    const auto listening = server_.listen("127.0.0.1:0");
    EXPECT_TRUE(listening) << to_string(listening.error());
    port_ = server_.port();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~HttpRig() {
    on_loop([this] { server_.stop(); });
    guard_.reset();
    context_.stop();
    thread_.join();
  }
  HttpRig(const HttpRig&) = delete;
  HttpRig& operator=(const HttpRig&) = delete;

  /// Runs `what` on the loop thread and gives its result.
  template <class What>
  std::invoke_result_t<What> on_loop(What what) {
    std::packaged_task<std::invoke_result_t<What>()> task(std::move(what));
    auto result = task.get_future();
    boost::asio::post(context_, [&task] { task(); });
    return result.get();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// On the loop thread only.
  SampleNode& node() { return node_; }
  HttpServer& server() { return server_; }
  HttpCounters counters() {
    return on_loop([this] { return server_.counters(); });
  }

  /// One request on a connection of its own.
  RawAnswer ask(std::string_view request) {
    RawClient client(port_);
    client.say(request);
    return client.answer(request.starts_with("HEAD "));
  }
  RawAnswer get(const std::string& path, const std::string& headers = "") {
    return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }
  /// The node still answers, and nothing has happened to it.
  void expect_well(std::size_t commands = 0) {
    EXPECT_EQ(get("/healthz").status, 200U);
    EXPECT_EQ(on_loop([this] { return node_.commands.size(); }), commands);
  }

 private:
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
      context_.get_executor()};
  SampleNode node_;
  Api api_;
  HttpServer server_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace lamport::net
