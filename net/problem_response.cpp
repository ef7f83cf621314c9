// Problem documents are written by hand: five fields, of which two may hold what a user wrote.
#include "net/problem_response.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/formats/json_string.hpp"

namespace lamport::net {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 33> titles{{
    {"admin_disabled", "Admin actions are off"},
    {"admin_token_required", "The admin token is needed"},
    {"admin_token_wrong", "Wrong admin token"},
    {"bad_json", "The body is not JSON"},
    {"bad_request", "The request is malformed"},
    {"body_too_large", "The body is too large"},
    {"clock_exhausted", "The clock is at its end"},
    {"cluster_token_wrong", "Wrong cluster token"},
    {"cross_origin", "Asked from a foreign page"},
    {"draining", "The node is shutting down"},
    {"duplicate_key", "A key occurs twice"},
    {"expectation_failed", "The expectation cannot be met"},
    {"foreign_host", "This host name is not served here"},
    {"headers_too_large", "The headers are too large"},
    {"idempotency_key_reused", "The key was used for another request"},
    {"invalid_field", "A field does not fit"},
    {"member_unreachable", "The member does not answer"},
    {"method_not_allowed", "The method does not fit"},
    {"not_coordinator", "Only the coordinator has this"},
    {"not_found", "No such path"},
    {"not_now", "Not in the present state"},
    {"not_ready", "The node is not ready"},
    {"overloaded", "The node has no memory for this now"},
    {"queue_full", "The queue is full"},
    {"request_timeout", "The request took too long"},
    {"state_lost", "The node's storage is gone"},
    {"too_many_attempts", "Too many attempts"},
    {"too_many_connections", "Too many connections"},
    {"too_many_streams", "Too many streams"},
    {"unknown_command", "No such command"},
    {"unknown_process", "No such process"},
    {"unsupported_media_type", "Only application/json is taken"},
    {"uri_too_long", "The address is too long"},
}};

void append_member(std::string& json, std::string_view name, std::string_view text) {
  json += ",\"";
  json += name;
  json += "\":";
  append_json_string(json, is_utf8(text) ? text : std::string_view("(not UTF-8)"));
}

}  // namespace

std::string_view problem_title(std::string_view code) {
  const auto* found = std::lower_bound(titles.begin(), titles.end(), code,
                                       [](const auto& a, auto b) { return a.first < b; });
  return found != titles.end() && found->first == code ? found->second : "Not done";
}

Response problem_response(const Problem& problem) {
  std::string json = R"({"type":"about:blank")";
  append_member(json, "title", problem_title(problem.code));
  json += ",\"status\":" + std::to_string(problem.status);
  append_member(json, "code", problem.code);
  if (!problem.detail.empty()) append_member(json, "detail", problem.detail);
  if (!problem.pointer.empty()) append_member(json, "pointer", problem.pointer);
  if (problem.may_have_happened) json += R"(,"may_have_happened":true)";
  json += '}';
  auto response = json_response(problem.status, std::move(json));
  response.content_type = "application/problem+json";
  if (problem.retry_after_seconds > 0)
    response.headers.push_back({"Retry-After", std::to_string(problem.retry_after_seconds)});
  return response;
}

Response json_response(unsigned status, std::string json) {
  Response response{status, "application/json", std::move(json), {}};
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

}  // namespace lamport::net
