// Host and origin are looked at before any route; bodies and tokens by the routes that need them.
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
  wanted.method = std::move(request.method);
  wanted.authorization = request.header("Authorization");
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
    router_.add("*", "/peer/v1/*", [&node](Request request, const Respond& respond) {
      serve_peer(node, std::move(request), respond);
    });
    read_.add_to(router_, [this](std::vector<Metric>& metrics) {
      append_http_metrics(metrics, counters_ ? counters_() : HttpCounters{}, streams_.open());
    });
    streams_.add_to(router_);
    fault_.add_to(router_);
    pages_.add_to(router_);
  }

  void serve(Request request, Respond respond) {
    if (request.has("Host") && !is_served_host(request.header("Host"), settings_.hosts))
      return respond(problem_response(
          {421, "foreign_host", "this node does not serve that host name; see its hosts setting"}));
    if (const auto why = objection_to_origin(request)) return respond(problem_response(*why));
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

std::size_t Api::longest_body(std::string_view path) const {
  return path.starts_with(peer_paths) ? largest_peer_body : longest_api_body;
}

void Api::serve(Request request, Respond respond) {
  impl_->serve(std::move(request), std::move(respond));
}

Response Api::refused(unsigned status, std::string_view detail) const {
  return problem_response({status, std::string(code_of(status)), std::string(detail)});
}

std::string_view Api::common_headers() const {
  return strict_headers;
}

}  // namespace lamport::net
