// cpp-httplib behind NodeClient.
#include "net/node_client.hpp"

#include <httplib.h>

#include "core/formats/json_string.hpp"
#include "net/node_answers.hpp"

namespace lamport::net {

namespace {

std::string link_path(ProcessId from, ProcessId to) {
  return "/api/v1/links/" + std::to_string(from.value) + "/" + std::to_string(to.value);
}

std::string text_body(std::string_view text) {
  std::string body = "{\"text\":";
  append_json_string(body, text);
  return body + "}";
}

httplib::Headers bearer(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

std::pair<time_t, time_t> timeout(Duration duration) {
  const auto us = duration.nanoseconds / 1000;
  return {static_cast<time_t>(us / 1'000'000), static_cast<time_t>(us % 1'000'000)};
}

// Whether the request may have been done although no answer came.
bool answer_lost(httplib::Error error) {
  return error == httplib::Error::Read || error == httplib::Error::Write;
}

}  // namespace

Result<std::string> node_url(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  auto rest = text;
  if (rest.substr(0, scheme.size()) == scheme) rest.remove_prefix(scheme.size());
  if (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  const auto port = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
  const bool fits = colon != 0 && !port.empty() && port.size() <= 5 &&
                    port.find_first_not_of("0123456789") == std::string_view::npos &&
                    rest.find_first_of("/?#@ \t\r\n") == std::string_view::npos;
  if (!fits)
    return Error{ErrorCode::usage,
                 "\"" + std::string(text) + "\" is not the address of a node",
                 {},
                 "such as http://localhost:5000"};
  return std::string(scheme) + std::string(rest);
}

struct NodeClient::Connection {
  explicit Connection(const std::string& url) : http(url) {}
  httplib::Client http;
};

struct NodeClient::Request {
  std::string method;
  std::string path;
  std::string body;
  httplib::Headers headers;
  bool repeatable = false;
};

NodeClient::NodeClient(std::string url, const ClientTimeouts& timeouts)
    : url_(std::move(url)), connection_(std::make_unique<Connection>(url_)) {
  auto& http = connection_->http;
  http.set_tcp_nodelay(true);
  http.set_keep_alive(true);
  const auto connect = timeout(timeouts.connect);
  const auto answer = timeout(timeouts.answer);
  http.set_connection_timeout(connect.first, connect.second);
  http.set_read_timeout(answer.first, answer.second);
  http.set_write_timeout(answer.first, answer.second);
}
NodeClient::NodeClient(NodeClient&&) noexcept = default;
NodeClient& NodeClient::operator=(NodeClient&&) noexcept = default;
NodeClient::~NodeClient() = default;

Result<std::string> NodeClient::ask(const Request& request) {
  httplib::Request made;
  made.method = request.method;
  made.path = request.path;
  made.headers = request.headers;
  made.body = request.body;
  if (!request.body.empty()) made.set_header("Content-Type", "application/json");
  auto result = connection_->http.send(made);
  if (!result && request.repeatable && answer_lost(result.error()))
    result = connection_->http.send(made);
  if (!result)
    return Error{ErrorCode::unavailable,
                 url_ + " does not answer (" + httplib::to_string(result.error()) + ")",
                 {},
                 "is the node running there?"};
  if (result->status / 100 == 2) return result->body;
  return refusal(url_, static_cast<unsigned>(result->status), result->body);
}

Result<std::string> NodeClient::get(const std::string& path) {
  return ask({"GET", path, "", {}, true});
}

Result<NodeStatus> NodeClient::status() {
  auto body = get("/api/v1/state");
  if (!body) return body.error();
  return parse_status(*body, url_);
}

Result<std::vector<MemberStatus>> NodeClient::members() {
  auto body = get("/api/v1/members");
  if (!body) return body.error();
  return parse_members(*body, url_);
}

Result<RecordsPage> NodeClient::records(const std::string& after, std::uint32_t limit) {
  auto path = "/api/v1/events?inputs=true&limit=" + std::to_string(limit);
  if (!after.empty()) path += "&after=" + httplib::detail::encode_query_param(after);
  auto body = get(path);
  if (!body) return body.error();
  auto page = parse_records_page(*body);
  if (page) return page;
  auto error = page.error();
  error.message = url_ + ": " + error.message;
  return error;
}

Result<std::vector<CausedEvent>> NodeClient::command(const std::string& path,
                                                     const std::string& body,
                                                     const std::string& key) {
  Request request{"POST", path, body, {}, !key.empty()};
  if (!key.empty()) request.headers.emplace("Idempotency-Key", key);
  auto answer = ask(request);
  if (!answer) return answer.error();
  return parse_events(*answer, url_);
}

Result<std::vector<CausedEvent>> NodeClient::send(ProcessId to, std::string_view text,
                                                  const std::string& key) {
  std::string body = "{\"to\":" + std::to_string(to.value) + ",\"text\":";
  append_json_string(body, text);
  return command("/api/v1/messages", body + "}", key);
}

Result<std::vector<CausedEvent>> NodeClient::broadcast(std::string_view text,
                                                       const std::string& key) {
  return command("/api/v1/broadcasts", text_body(text), key);
}

Result<std::vector<CausedEvent>> NodeClient::internal(std::string_view text,
                                                      const std::string& key) {
  return command("/api/v1/internal", text_body(text), key);
}

Result<Done> NodeClient::automatic(bool enabled, std::uint64_t mean_ms) {
  const auto body = std::string("{\"enabled\":") + (enabled ? "true" : "false") +
                    ",\"mean_ms\":" + std::to_string(mean_ms) + "}";
  auto answer = ask({"PUT", "/api/v1/automatic", body, {}, true});
  if (!answer) return answer.error();
  return Done{};
}

Result<Done> NodeClient::cut_link(ProcessId from, ProcessId to, const std::string& token) {
  auto answer =
      ask({"PUT", link_path(from, to), "{\"cut\":true,\"delay_ms\":0}", bearer(token), true});
  if (!answer) return answer.error();
  return Done{};
}

Result<Done> NodeClient::delay_link(ProcessId from, ProcessId to, std::uint64_t delay_ms,
                                    const std::string& token) {
  const auto body = "{\"cut\":false,\"delay_ms\":" + std::to_string(delay_ms) + "}";
  auto answer = ask({"PUT", link_path(from, to), body, bearer(token), true});
  if (!answer) return answer.error();
  return Done{};
}

Result<Done> NodeClient::heal_link(ProcessId from, ProcessId to, const std::string& token) {
  auto answer = ask({"DELETE", link_path(from, to), "", bearer(token), true});
  if (!answer) return answer.error();
  return Done{};
}

}  // namespace lamport::net
