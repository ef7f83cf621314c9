// Bodies are checked field by field before the node hears of them.
#include "net/api_command.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "net/problem_response.hpp"
#include "net/security.hpp"

namespace lamport::net {

namespace {

constexpr std::uint64_t largest_process = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t longest_mean_ms = 3'600'000;

void read_recipient(JsonFields& fields, Command& command) {
  if (const auto to = fields.number("to", 0, largest_process))
    command.to = {ProcessId{static_cast<std::uint32_t>(*to)}};
}

void read_text(JsonFields& fields, Command& command) {
  if (auto text = fields.text("text")) command.text = std::move(*text);
}

bool is_command_name(std::string_view name) {
  constexpr std::size_t longest = 63;
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= longest && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), fits);
}

std::optional<Problem> objection_to_key(const Request& request) {
  constexpr std::size_t longest = 128;
  if (!request.has("Idempotency-Key")) return std::nullopt;
  const auto key = request.header("Idempotency-Key");
  const bool fits = !key.empty() && key.size() <= longest &&
                    std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (fits) return std::nullopt;
  return Problem{400, "bad_request", "an Idempotency-Key has 1 to 128 visible ASCII characters"};
}

Response caused(const CommandOutcome& outcome) {
  std::string json = R"({"events":[)";
  for (std::size_t i = 0; i < outcome.events.size(); ++i) {
    if (i != 0) json += ',';
    json += outcome.events[i];
  }
  json += "]}";
  auto response = json_response(201, std::move(json));
  if (outcome.replayed) response.headers.push_back({"Idempotency-Replayed", "true"});
  return response;
}

}  // namespace

void CommandApi::add_to(Router& router) {
  router.add("POST", "/api/v1/messages", [this](const Request& request, const Respond& respond) {
    if (const auto why = objection_to_body_type(request)) return respond(problem_response(*why));
    JsonFields fields(request.body);
    Command command{"send", {}, "", 0};
    fields.require("to");
    fields.require("text");
    read_recipient(fields, command);
    read_text(fields, command);
    if (fields.problem()) return respond(problem_response(*fields.problem()));
    run(request, respond, std::move(command));
  });
  for (const auto& [path, name] :
       {std::pair{"/api/v1/broadcasts", "broadcast"}, std::pair{"/api/v1/internal", "internal"}})
    router.add("POST", path, [this, name = name](const Request& request, const Respond& respond) {
      if (const auto why = objection_to_body_type(request)) return respond(problem_response(*why));
      JsonFields fields(request.body);
      Command command{name, {}, "", 0};
      fields.require("text");
      read_text(fields, command);
      if (fields.problem()) return respond(problem_response(*fields.problem()));
      run(request, respond, std::move(command));
    });
  router.add(
      "POST", "/api/v1/commands/{name}",
      [this](const Request& request, const Respond& respond) { own_command(request, respond); });
  router.add("PUT", "/api/v1/automatic", [this](const Request& request, const Respond& respond) {
    automatic(request, respond);
  });
}

void CommandApi::own_command(const Request& request, const Respond& respond) {
  if (const auto why = objection_to_body_type(request)) return respond(problem_response(*why));
  Command command{request.parameters.front(), {}, "", 0};
  if (!is_command_name(command.name))
    return respond(problem_response({404, "unknown_command", "no command is called that"}));
  JsonFields fields(request.body);
  read_recipient(fields, command);
  read_text(fields, command);
  command.value = fields.number("value", 0, largest_exact_integer).value_or(0);
  if (fields.problem()) return respond(problem_response(*fields.problem()));
  run(request, respond, std::move(command));
}

void CommandApi::run(const Request& request, const Respond& respond, Command command) {
  if (const auto why = objection_to_key(request)) return respond(problem_response(*why));
  CommandRequest wanted{std::move(command), std::string(request.header("Idempotency-Key")), ""};
  if (!wanted.key.empty()) wanted.body = request.path + '\n' + request.body;
  node_.command(std::move(wanted), [respond](const Answer<CommandOutcome>& answer) {
    if (const auto* problem = std::get_if<Problem>(&answer))
      return respond(problem_response(*problem));
    if (const auto* outcome = std::get_if<CommandOutcome>(&answer)) respond(caused(*outcome));
  });
}

void CommandApi::automatic(const Request& request, const Respond& respond) {
  if (const auto why = objection_to_body_type(request)) return respond(problem_response(*why));
  JsonFields fields(request.body);
  AutomaticChange change;
  change.enabled = fields.truth("enabled");
  change.mean_ms = fields.number("mean_ms", 1, longest_mean_ms);
  if (!change.enabled && !change.mean_ms) fields.refuse("", "say enabled, mean_ms, or both");
  if (fields.problem()) return respond(problem_response(*fields.problem()));
  node_.set_automatic(change, [respond](const Answer<std::string>& answer) {
    const auto* problem = std::get_if<Problem>(&answer);
    const auto* json = std::get_if<std::string>(&answer);
    respond(problem != nullptr ? problem_response(*problem) : json_response(200, *json));
  });
}

}  // namespace lamport::net
