// A member checks the token again: it is the same for the whole cluster.
#include "net/api_fault.hpp"

#include <boost/asio/post.hpp>
#include <limits>
#include <utility>

#include "net/json_fields.hpp"
#include "net/problem_response.hpp"
#include "net/query.hpp"

namespace lamport::net {

namespace {

constexpr std::uint64_t longest_delay_ms = 60'000;
constexpr std::uint64_t longest_fault_ms = 86'400'000;

Answer<LinkFault> fault_of(const Request& request) {
  if (auto why = objection_to_body_type(request)) return *why;
  JsonFields fields(request.body);
  fields.require("cut");
  fields.require("delay_ms");
  LinkFault fault;
  fault.cut = fields.truth("cut").value_or(false);
  fault.delay_ms = fields.number("delay_ms", 0, longest_delay_ms).value_or(0);
  fault.for_ms = fields.number("for_ms", 1, longest_fault_ms);
  if (fields.problem()) return *fields.problem();
  return fault;
}

}  // namespace

void FaultApi::add_to(Router& router) {
  for (const auto* method : {"PUT", "DELETE"})
    router.add(
        method, "/api/v1/links/{from}/{to}",
        [this](const Request& request, const Respond& respond) { change(request, respond); });
}

void FaultApi::change(const Request& request, const Respond& respond) {
  if (const auto why = guard_.objection(request, AdminGuard::Clock::now()))
    return respond(problem_response(*why));
  std::optional<LinkFault> fault;
  if (request.method == "PUT") {
    auto wanted = fault_of(request);
    if (const auto* problem = std::get_if<Problem>(&wanted))
      return respond(problem_response(*problem));
    fault = std::get<LinkFault>(wanted);
  }
  constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
  const auto from = parse_number(request.parameters[0], largest);
  const auto to = parse_number(request.parameters[1], largest);
  if (!from || !to || *from == *to)
    return respond(problem_response({404, "unknown_process", "no such link"}));
  const auto self = node_.identity();
  if (*from != self.process.value) {
    if (!self.coordinator)
      return respond(problem_response(
          {404, "not_coordinator", "only the coordinator passes this on to another process"}));
    return pass_on(request, respond, ProcessId{static_cast<std::uint32_t>(*from)});
  }
  node_.set_fault(
      ProcessId{static_cast<std::uint32_t>(*to)}, fault,
      [respond](const Answer<std::string>& answer) {
        const auto* problem = std::get_if<Problem>(&answer);
        const auto* json = std::get_if<std::string>(&answer);
        respond(problem != nullptr ? problem_response(*problem) : json_response(200, *json));
      });
}

void FaultApi::pass_on(const Request& request, const Respond& respond, ProcessId from) {
  std::string address;
  bool known = false;
  for (const auto& peer : node_.peers()) {
    if (peer.process != from) continue;
    known = true;
    address = peer.address;
  }
  if (!known) return respond(problem_response({404, "unknown_process", "no such process"}));
  if (address.empty())
    return respond(problem_response({502, "member_unreachable", "it has not registered yet"}));
  HttpCall::Wanted wanted{address, request.method, request.path, {}, request.body};
  wanted.headers.push_back({"Authorization", std::string(request.header("Authorization"))});
  if (!request.body.empty()) wanted.headers.push_back({"Content-Type", "application/json"});
  const auto number = next_++;
  auto& passed = passed_[number];
  passed.call = std::make_unique<HttpCall>(
      context_, std::move(wanted),
      HttpCall::Hooks{[&passed](std::string_view bytes) { passed.answer += bytes; },
                      [this, number, respond](unsigned status, const std::string& what) {
                        const auto answer = std::move(passed_[number].answer);
                        passed_.erase(number);
                        if (status != 0) {
                          auto response = json_response(status, answer);
                          response.content_type = what;
                          return respond(std::move(response));
                        }
                        Problem problem{502, "member_unreachable", what};
                        problem.may_have_happened = true;
                        respond(problem_response(problem));
                      }});
}

}  // namespace lamport::net
