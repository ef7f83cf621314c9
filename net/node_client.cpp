// Paths, bodies and headers of what a NodeClient asks.
#include "net/node_client.hpp"

#include <utility>

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

std::vector<HeaderField> bearer(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

// As a parameter of a query.
std::string escaped(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos)
      out += c;
    else
      out.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
  return out;
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

NodeClient::NodeClient(std::string url, ClientBounds bounds)
    : url_(std::move(url)), client_(url_, std::move(bounds)) {}

Result<std::string> NodeClient::ask(const ClientRequest& request) {
  auto answer = client_.ask(request);
  if (!answer) return answer.error();
  if (answer->status / 100 == 2) return std::move(answer->body);
  return refusal(url_, answer->status, answer->body);
}

Result<std::string> NodeClient::get(const std::string& path) {
  return ask({"GET", path, {}, "", true});
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
  if (!after.empty()) path += "&after=" + escaped(after);
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
  ClientRequest request{"POST", path, {}, body, !key.empty()};
  if (!key.empty()) request.headers.push_back({"Idempotency-Key", key});
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
  auto answer = ask({"PUT", "/api/v1/automatic", {}, body, true});
  if (!answer) return answer.error();
  return Done{};
}

Result<Done> NodeClient::cut_link(ProcessId from, ProcessId to, const std::string& token) {
  auto answer =
      ask({"PUT", link_path(from, to), bearer(token), "{\"cut\":true,\"delay_ms\":0}", true});
  if (!answer) return answer.error();
  return Done{};
}

Result<Done> NodeClient::delay_link(ProcessId from, ProcessId to, std::uint64_t delay_ms,
                                    const std::string& token) {
  const auto body = "{\"cut\":false,\"delay_ms\":" + std::to_string(delay_ms) + "}";
  auto answer = ask({"PUT", link_path(from, to), bearer(token), body, true});
  if (!answer) return answer.error();
  return Done{};
}

Result<Done> NodeClient::heal_link(ProcessId from, ProcessId to, const std::string& token) {
  auto answer = ask({"DELETE", link_path(from, to), bearer(token), "", true});
  if (!answer) return answer.error();
  return Done{};
}

}  // namespace lamport::net
