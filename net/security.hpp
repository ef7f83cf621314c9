// Who may ask: which host names are served (against DNS rebinding), which pages may change
// something (against cross-site requests), which bodies count, and the tokens. Pure decisions.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_types.hpp"
#include "net/problem.hpp"

namespace lamport::net {

/// Whether `host` (a Host header) names this node: localhost, an IP address (no DNS stands behind
/// it), or one of `names`; with any port.
[[nodiscard]] bool is_served_host(std::string_view host, const std::vector<std::string>& names);

/// Problem cross_origin for a change that a foreign page asks for: Sec-Fetch-Site, where a browser
/// sends it, must be same-origin or none, and Origin must be the Host. Programs send neither.
[[nodiscard]] std::optional<Problem> objection_to_origin(const Request& request);

/// Problem cluster_token_wrong unless the request carries the cluster's token; an empty one is
/// asked of nobody.
[[nodiscard]] std::optional<Problem> objection_to_peer(const Request& request,
                                                       std::string_view token);

/// Problem unsupported_media_type unless the body is application/json in UTF-8.
[[nodiscard]] std::optional<Problem> objection_to_body_type(const Request& request);

/// The admin token. An address that guesses wrongly five times within a minute is not listened to
/// until the minute is over. Thread rule: one caller at a time.
class AdminGuard {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t most_guesses = 5;
  static constexpr std::chrono::seconds window{60};

  /// An empty token: admin actions are off.
  explicit AdminGuard(std::string token) : token_(std::move(token)) {}

  /// Why not: admin_disabled, admin_token_required, admin_token_wrong, too_many_attempts.
  [[nodiscard]] std::optional<Problem> objection(const Request& request, Clock::time_point now);

 private:
  static constexpr std::size_t most_addresses = 1'024;

  std::string token_;
  std::map<std::string, std::deque<Clock::time_point>> guesses_;
};

}  // namespace lamport::net
