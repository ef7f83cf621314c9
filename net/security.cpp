// The rule for pages is the one of Go 1.25's CrossOriginProtection (net/http/csrf.go), with the
// check of Origin always made: browsers leave Sec-Fetch-Site out on plain-http addresses.
#include "net/security.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace lamport::net {

namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? std::string_view() : host.substr(1, end - 1);
  }
  const auto colon = host.find(':');
  const auto port = colon == std::string_view::npos ? "" : host.substr(colon + 1);
  if (port.find_first_not_of("0123456789") != std::string_view::npos) return {};
  return host.substr(0, colon);
}

// As long for every answer of the same length.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

// What follows "Bearer "; nothing if the header is another.
std::optional<std::string_view> token_in(const Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const auto given = request.header("Authorization");
  if (given.size() <= scheme.size() || !same_name(given.substr(0, scheme.size()), scheme))
    return std::nullopt;
  return given.substr(scheme.size());
}

}  // namespace

bool is_served_host(std::string_view host, const std::vector<std::string>& names) {
  const auto name = without_port(host);
  if (name.empty()) return false;
  if (same_name(name, "localhost")) return true;
  if (std::any_of(names.begin(), names.end(),
                  [&](const auto& one) { return same_name(one, name); }))
    return true;
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

std::optional<Problem> objection_to_origin(const Request& request) {
  if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS")
    return std::nullopt;
  const Problem foreign{403, "cross_origin", "a page of another origin asked for this"};
  const auto site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return foreign;
  if (!request.has("Origin")) return std::nullopt;
  const auto origin = request.header("Origin");
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return foreign;
  return same_name(origin.substr(scheme + 3), request.header("Host")) ? std::nullopt
                                                                      : std::optional(foreign);
}

std::optional<Problem> objection_to_peer(const Request& request, std::string_view token) {
  if (token.empty() || equal_in_constant_time(token_in(request).value_or(""), token))
    return std::nullopt;
  return Problem{401, "cluster_token_wrong", "the cluster token is not this cluster's"};
}

std::optional<Problem> objection_to_body_type(const Request& request) {
  const auto given = request.header("Content-Type");
  const auto end = given.find_first_of("; \t");
  const auto parameters = end == std::string_view::npos ? "" : given.substr(end);
  const auto charset = parameters.find_first_not_of("; \t");
  const bool json = same_name(given.substr(0, end), "application/json");
  if (json &&
      (charset == std::string_view::npos || same_name(parameters.substr(charset), "charset=utf-8")))
    return std::nullopt;
  return Problem{415, "unsupported_media_type", "send Content-Type: application/json"};
}

std::optional<Problem> AdminGuard::objection(const Request& request, Clock::time_point now) {
  if (token_.empty())
    return Problem{403, "admin_disabled", "the node was started without an admin token"};
  auto& guesses = guesses_[request.remote];
  while (!guesses.empty() && now - guesses.front() >= window) guesses.pop_front();
  if (guesses.size() >= most_guesses) {
    Problem problem{429, "too_many_attempts", "too many wrong tokens; wait"};
    const auto left =
        std::chrono::duration_cast<std::chrono::seconds>(window - (now - guesses.front()));
    problem.retry_after_seconds = static_cast<std::uint32_t>(left.count()) + 1;
    return problem;
  }
  const auto given = token_in(request);
  std::optional<Problem> answer;
  if (!given) {
    answer = Problem{401, "admin_token_required", "send Authorization: Bearer <admin token>"};
  } else if (!equal_in_constant_time(*given, token_)) {
    guesses.push_back(now);
    answer = Problem{403, "admin_token_wrong", "this is not the node's admin token"};
  }
  if (guesses.empty()) guesses_.erase(request.remote);
  if (guesses_.size() > most_addresses) guesses_.erase(guesses_.begin());
  return answer;
}

}  // namespace lamport::net
