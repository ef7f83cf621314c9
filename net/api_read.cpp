// Nothing here changes the node.
#include "net/api_read.hpp"

#include <utility>

#include "net/cursor_text.hpp"
#include "net/problem_response.hpp"
#include "net/query.hpp"

namespace lamport::net {

namespace {

std::string page_json(const EventsPage& page, const std::string& run) {
  std::size_t size = 128;
  for (const auto& item : page.items) size += item.json.size() + 1;
  std::string json;
  json.reserve(size);
  json += R"({"run":")" + run + R"(","items":[)";
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    if (i != 0) json += ',';
    json += page.items[i].json;
  }
  json += R"(],"next":")" + cursor_text(page.next, run) + R"(","more":)";
  json += page.more ? "true}" : "false}";
  return json;
}

}  // namespace

void ReadApi::add_to(Router& router, std::function<void(std::vector<Metric>&)> more_metrics) {
  router.add("GET", "/api/v1/state", [this](const Request&, const Respond& respond) {
    respond(json_response(200, node_.state_json()));
  });
  router.add("GET", "/api/v1/members", [this](const Request&, const Respond& respond) {
    respond(json_response(200, node_.members_json()));
  });
  router.add("GET", "/api/v1/events",
             [this](const Request& request, const Respond& respond) { events(request, respond); });
  router.add("GET", "/metrics",
             [this, more = std::move(more_metrics)](const Request&, const Respond& respond) {
               auto metrics = node_.metrics();
               more(metrics);
               respond({200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics_text(metrics),
                        {{"Cache-Control", "no-store"}}});
             });
  router.add("GET", "/healthz", [](const Request&, const Respond& respond) {
    respond(json_response(200, R"({"status":"ok"})"));
  });
  router.add("GET", "/readyz", [this](const Request&, const Respond& respond) {
    const auto why = node_.not_ready();
    respond(why ? problem_response(*why) : json_response(200, R"({"status":"ready"})"));
  });
}

void ReadApi::events(const Request& request, const Respond& respond) {
  constexpr std::uint64_t most = 10'000;
  constexpr std::uint64_t usual = 1'000;
  Query query(request.query);
  EventsQuery wanted;
  wanted.limit = static_cast<std::uint32_t>(query.number("limit", 1, most, usual));
  wanted.inputs = query.truth("inputs", false);
  auto run = node_.identity().run;
  if (query.has("after")) {
    const auto after = parse_cursor(query.text("after"), run);
    if (after && *after <= node_.durable())
      wanted.after = *after;
    else
      query.refuse("after must be a cursor that this node gave out in this run");
  }
  if (query.problem()) return respond(problem_response(*query.problem()));
  node_.events(wanted, [respond, run = std::move(run)](const EventsPage& page) {
    respond(json_response(200, page_json(page, run)));
  });
}

}  // namespace lamport::net
