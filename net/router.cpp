// Paths are split at every '/' and compared as they came: "%2e%2e" and ".." name nothing here.
#include "net/router.hpp"

#include <utility>

#include "net/problem_response.hpp"

namespace lamport::net {

namespace {

// The part of `path` from its '/' on; takes it off. Precondition: `path` begins with '/'.
std::string_view next_part(std::string_view& path) {
  const auto end = path.find('/', 1);
  const auto part = path.substr(1, end == std::string_view::npos ? end : end - 1);
  path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  return part;
}

}  // namespace

void Router::add(std::string method, std::string_view pattern, Handler handler) {
  Route route{std::move(method), {}, false, std::move(handler)};
  while (!pattern.empty()) {
    const auto part = next_part(pattern);
    if (part == "*")
      route.open_ended = true;
    else
      route.parts.emplace_back(part);
  }
  routes_.push_back(std::move(route));
}

bool Router::matches(const Route& route, std::string_view path,
                     std::vector<std::string>& parameters) {
  parameters.clear();
  for (const auto& part : route.parts) {
    if (path.empty()) return false;
    const auto given = next_part(path);
    if (part.starts_with('{')) {
      if (given.empty()) return false;
      parameters.emplace_back(given);
    } else if (given != part) {
      return false;
    }
  }
  return route.open_ended ? !path.empty() : path.empty();
}

void Router::serve(Request request, Respond respond) const {
  std::string allowed;
  for (const auto& route : routes_) {
    if (!request.path.starts_with('/') || !matches(route, request.path, request.parameters))
      continue;
    const bool asked =
        route.method == request.method || (route.method == "GET" && request.method == "HEAD");
    if (asked || route.method == "*") return route.handler(std::move(request), std::move(respond));
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  if (request.method == "OPTIONS" && (!allowed.empty() || request.path == "*")) {
    if (allowed.empty()) allowed = "GET, HEAD, POST, PUT, DELETE";
    return respond({204, "", "", {{"Allow", allowed + ", OPTIONS"}}});
  }
  if (allowed.empty()) return respond(problem_response({404, "not_found", "nothing is here"}));
  auto response =
      problem_response({405, "method_not_allowed", request.method + " does not fit here"});
  response.headers.push_back({"Allow", allowed + ", OPTIONS"});
  respond(std::move(response));
}

}  // namespace lamport::net
