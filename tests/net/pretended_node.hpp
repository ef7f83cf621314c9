// A node that only pretends: serves a log that a test made, as docs/http-api.openapi.yaml says, on
// a port of its own. What clients do with answers is tested against it; real nodes are elsewhere.
#pragma once

#include <httplib.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace lamport::net {

class PretendedNode {
 public:
  /// The node of `process`; `log` is its records, `present` its index as its state says.
  PretendedNode(std::uint32_t process, std::vector<std::string> log, std::uint64_t present,
                std::uint32_t processes = 4)
      : process_(process), processes_(processes), log_(std::move(log)), present_(present) {
    server_.Get("/api/v1/state", [this](const auto&, auto& response) {
      response.set_content(state(), "application/json");
    });
    server_.Get("/api/v1/members", [this](const auto&, auto& response) {
      response.set_content(members, "application/json");
    });
    server_.Get("/api/v1/events",
                [this](const auto& request, auto& response) { events(request, response); });
    server_.set_tcp_nodelay(true);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  PretendedNode(const PretendedNode&) = delete;
  PretendedNode& operator=(const PretendedNode&) = delete;
  ~PretendedNode() { stop(); }

  void stop() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] httplib::Server& server() { return server_; }
  /// The farthest record that anybody has read.
  [[nodiscard]] std::size_t read() const { return read_; }

  std::string run = "run-1";                ///< before it is asked
  std::string members;                      ///< the answer to that question
  std::size_t largest_page = 10000;         ///< however many are asked for
  std::size_t breaks_at = ~std::size_t{0};  ///< no records can be read from there on

  [[nodiscard]] std::string state() const {
    return R"({"run":")" + run + R"(","process":)" + std::to_string(process_) + R"(,"name":"n)" +
           std::to_string(process_) + R"(","role":"client","protocol":"cluster","processes":)" +
           std::to_string(processes_) +
           R"(,"seed":7,"epoch":"2026-11-23T17:00:00Z","time":9,"incarnation":2,"lamport":12,)"
           R"("index":)" +
           std::to_string(present_) +
           R"(,"last":null,"automatic":null,"admission":"open","unsent":3,"events_per_second":0.5,)"
           R"("admin":true,"coordinator":null,"links":[{"from":1,"to":2,"up":true,"since":1,)"
           R"("round_trip_ns":null,"unsent":3,"fault":{"cut":true,"delay_ms":0,"until":null}}]})";
  }

 private:
  void events(const httplib::Request& request, httplib::Response& response) {
    const auto after = request.get_param_value("after");
    const auto first = after.empty() ? 0 : std::stoul(after);
    const auto limit = std::min(largest_page, std::stoul(request.get_param_value("limit")));
    const auto last = std::min(log_.size(), first + limit);
    if (first >= breaks_at) {
      response.status = 500;
      return;
    }
    std::string items;
    for (auto i = first; i < last; ++i)
      items += (items.empty() ? "{\"record\":" : ",{\"record\":") + log_[i] + "}";
    read_ = std::max(read_, last);
    response.set_content(R"({"run":")" + run + R"(","items":[)" + items + R"(],"next":")" +
                             std::to_string(last) + R"(","more":)" +
                             (last < log_.size() ? "true" : "false") + "}",
                         "application/json");
  }

  std::uint32_t process_;
  std::uint32_t processes_;
  std::vector<std::string> log_;
  std::uint64_t present_;
  std::size_t read_ = 0;
  int port_ = 0;
  httplib::Server server_;
  std::thread thread_;
};

}  // namespace lamport::net
