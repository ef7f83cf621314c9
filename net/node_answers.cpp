// nlohmann behind node_answers.hpp. Its exceptions end in `read`.
#include "net/node_answers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace lamport::net {

namespace {

using Json = nlohmann::ordered_json;

// Calls `take` with the body as JSON; whatever does not fit is one error.
template <class Take>
auto read(std::string_view body, const std::string& url, const char* what, Take take)
    -> Result<decltype(take(std::declval<const Json&>()))> {
  try {
    return take(Json::parse(body));
  } catch (const Json::exception& error) {
    return Error{ErrorCode::bad_data,
                 url + " gives " + what + " that cannot be read: " + error.what(),
                 {},
                 "is it a node of this version?"};
  }
}

LinkStatus link_of(const Json& json) {
  LinkStatus link{{json.at("to").get<std::uint32_t>()},
                  std::nullopt,
                  json.at("unsent").get<std::uint64_t>(),
                  false,
                  0};
  if (const auto& up = json.at("up"); !up.is_null()) link.up = up.get<bool>();
  if (const auto& fault = json.at("fault"); !fault.is_null()) {
    link.cut = fault.at("cut").get<bool>();
    link.delay_ms = fault.at("delay_ms").get<std::uint64_t>();
  }
  return link;
}

std::string text_or_nothing(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Text from a node goes to terminals: no control characters.
std::string shown(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return text;
}

}  // namespace

Result<NodeStatus> parse_status(std::string_view body, const std::string& url) {
  return read(body, url, "a state", [](const Json& json) {
    NodeStatus status;
    status.run = json.at("run").get<std::string>();
    status.process = {json.at("process").get<std::uint32_t>()};
    status.name = shown(json.at("name").get<std::string>());
    status.role = shown(json.at("role").get<std::string>());
    status.protocol = json.at("protocol").get<std::string>();
    status.processes = json.at("processes").get<std::uint32_t>();
    status.seed = {std::min(json.at("seed").get<std::uint64_t>(), largest_exact_integer)};
    status.epoch = json.at("epoch").get<std::string>();
    status.incarnation = {json.at("incarnation").get<std::uint32_t>()};
    status.lamport = {json.at("lamport").get<std::uint64_t>()};
    status.index = {json.at("index").get<std::uint64_t>()};
    status.admission = shown(json.at("admission").get<std::string>());
    status.unsent = json.at("unsent").get<std::uint64_t>();
    for (const auto& link : json.at("links")) status.links.push_back(link_of(link));
    return status;
  });
}

Result<std::vector<MemberStatus>> parse_members(std::string_view body, const std::string& url) {
  return read(body, url, "members", [](const Json& json) {
    std::vector<MemberStatus> members;
    for (const auto& member : json.at("members"))
      members.push_back({{member.at("process").get<std::uint32_t>()},
                         shown(member.at("name").get<std::string>()),
                         text_or_nothing(member, "page"),
                         member.at("reachable").get<bool>()});
    return members;
  });
}

Result<std::vector<CausedEvent>> parse_events(std::string_view body, const std::string& url) {
  return read(body, url, "events", [](const Json& json) {
    std::vector<CausedEvent> events;
    for (const auto& item : json.at("events")) {
      const auto& record = item.at("record");
      events.push_back(
          {{{record.at("process").get<std::uint32_t>()}, {record.at("index").get<std::uint64_t>()}},
           {record.at("lamport").get<std::uint64_t>()},
           record.dump()});
    }
    return events;
  });
}

std::string with_links_unknown(std::string_view state) {
  auto json = Json::parse(state, nullptr, false);
  for (auto& link : json["links"]) link["up"] = nullptr;
  return json.dump();
}

Error refusal(const std::string& url, unsigned status, std::string_view body) {
  const auto json = Json::parse(body, nullptr, false);
  std::string why = "status " + std::to_string(status);
  if (json.is_object()) {
    const auto detail = text_or_nothing(json, "detail");
    const auto code = text_or_nothing(json, "code");
    if (!code.empty()) why = code + (detail.empty() ? "" : ": " + detail);
    if (const auto pointer = text_or_nothing(json, "pointer"); !pointer.empty())
      why += " at " + pointer;
  }
  const bool asked_wrongly =
      status >= 400 && status < 500 && status != 408 && status != 409 && status != 429;
  return {asked_wrongly ? ErrorCode::usage : ErrorCode::unavailable,
          url + " refuses: " + shown(why),
          {},
          ""};
}

}  // namespace lamport::net
