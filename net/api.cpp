// Who may ask at all is decided by a request's head: host, origin, a peer's token. Bodies and the
// admin token are looked at by the routes that need them.
#include "net/api.hpp"

#include <utility>

#include "net/api_command.hpp"
#include "net/api_fault.hpp"
#include "net/api_read.hpp"
#include "net/event_streams.hpp"
#include "net/pages.hpp"
#include "net/problem_response.hpp"
#include "net/router.hpp"
#include "net/security.hpp"

namespace lamport::net {

namespace {

constexpr std::size_t longest_api_body = 65'536;
constexpr std::string_view peer_paths = "/peer/v1/";

void serve_peer(LiveNode& node, Request request, const Respond& respond) {
  PeerRequest wanted;
  wanted.run = request.header("Lamport-Run");
  wanted.path = std::move(request.path);
  wanted.body = std::move(request.body);
  node.peer(std::move(wanted), [respond](PeerResponse answer) {
    respond({answer.status, std::move(answer.content_type), std::move(answer.body), {}});
  });
}

std::string_view code_of(unsigned status) {
  switch (status) {
    case 408: return "request_timeout";
    case 413: return "body_too_large";
    case 414: return "uri_too_long";
    case 415: return "unsupported_media_type";
    case 417: return "expectation_failed";
    case 431: return "headers_too_large";
    case 503: return "overloaded";
    default: return "bad_request";
  }
}

}  // namespace

class Api::Impl {
 public:
  Impl(boost::asio::io_context& context, LiveNode& node, ApiSettings settings)
      : settings_(std::move(settings)),
        read_(node),
        command_(node),
        fault_(context, node, settings_.admin_token),
        streams_(context, node, settings_.streams) {
    command_.add_to(router_);
    router_.add("POST", "/peer/v1/*", [&node](Request request, const Respond& respond) {
      serve_peer(node, std::move(request), respond);
    });
    read_.add_to(router_, [this](std::vector<Metric>& metrics) {
      append_http_metrics(metrics, counters_ ? counters_() : HttpCounters{}, streams_.open());
    });
    streams_.add_to(router_);
    fault_.add_to(router_);
    pages_.add_to(router_);
  }

  [[nodiscard]] std::optional<Problem> objection(const Request& head) const {
    if (head.has("Host") && !is_served_host(head.header("Host"), settings_.hosts))
      return Problem{421, "foreign_host",
                     "this node does not serve that host name; see its hosts setting"};
    if (auto why = objection_to_origin(head)) return why;
    if (!head.path.starts_with(peer_paths)) return std::nullopt;
    return objection_to_peer(head, settings_.cluster_token);
  }

  void serve(Request request, Respond respond) const {
    router_.serve(std::move(request), std::move(respond));
  }

  void count(std::function<HttpCounters()> counters) { counters_ = std::move(counters); }

 private:
  ApiSettings settings_;
  std::function<HttpCounters()> counters_;
  Router router_;
  ReadApi read_;
  CommandApi command_;
  FaultApi fault_;
  EventStreams streams_;
  Pages pages_;
};

Api::Api(boost::asio::io_context& context, LiveNode& node, ApiSettings settings)
    : impl_(std::make_unique<Impl>(context, node, std::move(settings))) {}

Api::~Api() = default;

void Api::count(std::function<HttpCounters()> counters) {
  impl_->count(std::move(counters));
}

HeadDecision Api::decide(const Request& head) const {
  HeadDecision decision;
  decision.longest_body = head.path.starts_with(peer_paths) ? largest_peer_body : longest_api_body;
  if (const auto why = impl_->objection(head)) decision.refusal = problem_response(*why);
  return decision;
}

void Api::serve(Request request, Respond respond) {
  impl_->serve(std::move(request), std::move(respond));
}

Response Api::refused(unsigned status, std::string_view detail) const {
  Problem problem{status, std::string(code_of(status)), std::string(detail)};
  if (status == 503) problem.retry_after_seconds = 1;
  return problem_response(problem);
}

std::string_view Api::common_headers() const {
  return strict_headers;
}

}  // namespace lamport::net
