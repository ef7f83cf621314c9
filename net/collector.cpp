// The reading half of a collection: pages into lines, lines into a ConsistentCut.
#include "net/collector.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "core/check/rule.hpp"
#include "core/formats/byte_sink.hpp"
#include "core/formats/json_string.hpp"
#include "core/formats/line_reader.hpp"
#include "core/formats/record_parser.hpp"
#include "net/node_client.hpp"

namespace lamport::net {

namespace {

constexpr std::uint32_t page_size = 5000;
constexpr std::uint32_t most_processes = 100'000;  // more than can be live nodes

/// Parses lines whose processes are those of a header.
class LineParser {
 public:
  Result<Done> header(const Header& header) {
    StringSink sink;
    JsonlWriter writer(sink);
    writer.header(header);
    if (auto end = writer.end(); !end) return end.error();
    auto parsed = parse(sink.text().substr(0, sink.text().find('\n')));
    if (!parsed) return parsed.error();
    return Done{};
  }

  /// Valid until the next line.
  Result<const Record*> record(const std::string& line) {
    auto kind = parse(line);
    if (!kind) return kind.error();
    if (*kind != LineKind::record)
      return Error{ErrorCode::bad_data, "a node's records hold a header or an end", {}, ""};
    return &parser_.record();
  }

 private:
  Result<LineKind> parse(const std::string& line) {
    padded_ = line;
    padded_.append(line_padding, ' ');
    return parser_.parse(std::string_view(padded_).substr(0, line.size()));
  }

  RecordParser parser_;
  std::string padded_;
};

Header header_of(const NodeStatus& status) {
  Header header;
  header.source = TraceSource::live;
  header.protocol = shortened_label(status.protocol);
  header.seed = status.seed;
  header.epoch = shortened_label(status.epoch);
  header.rules = {"fifo"};  // peer links are
  if (make_rule(header.protocol) != nullptr) header.rules.push_back(header.protocol);
  for (std::uint32_t id = 0; id < status.processes; ++id)
    header.processes.push_back({{id}, "p" + std::to_string(id)});
  return header;
}

}  // namespace

class Collector {
 public:
  Collector(NodeClient first, const NodeStatus& status, const OnPage& on_page)
      : on_page_(on_page), run_(status.run), cut_(status.processes), members_(status.processes) {
    collected_.header_ = header_of(status);
    members_[status.process.value].client.emplace(std::move(first));
  }

  /// Finds the members: where `registry` and the further urls say.
  Result<Done> find(const std::vector<MemberStatus>& registry,
                    const std::vector<std::string>& urls) {
    for (const auto& known : registry) {
      if (known.process.value >= members_.size()) continue;
      auto& member = members_[known.process.value];
      member.registered = true;
      collected_.header_.processes[known.process.value].name = shortened_label(known.name);
      if (member.client || known.page.empty()) continue;
      if (auto url = node_url(known.page)) member.client.emplace(*url);
    }
    for (std::size_t i = 1; i < urls.size(); ++i) {
      NodeClient client(urls[i]);
      const auto status = client.status();
      if (!status) return status.error();
      if (status->run != run_ || status->process.value >= members_.size())
        return Error{ErrorCode::usage, urls[i] + " belongs to another run", {}, ""};
      members_[status->process.value].client.emplace(std::move(client));
      members_[status->process.value].registered = true;
    }
    return lines_.header(collected_.header_);
  }

  Result<Collected> collect() {
    for (std::uint32_t id = 0; id < members_.size(); ++id) look_up({id});
    while (const auto process = cut_.wanting()) {
      if (auto done = read_some(*process); !done) return done.error();
      if (!on_page_(collected_.lines_.size()))
        return Error{ErrorCode::unavailable, "the collecting was stopped", {}, ""};
    }
    collected_.trace_ = cut_.trace();
    collected_.header_.complete = collected_.trace_.complete && collected_.unread_.empty();
    return std::move(collected_);
  }

 private:
  struct Member {
    std::optional<NodeClient> client;
    bool registered = false;
    std::string cursor;
  };

  // How far the member is now. One that never registered has no log; should somebody have received
  // from it all the same, reading it fails then.
  void look_up(ProcessId process) {
    auto& member = members_[process.value];
    if (!member.client) {
      if (member.registered) return give_up(process, "the registry does not say where it is");
      return cut_.at_end(process);
    }
    const auto status = member.client->status();
    if (!status) return give_up(process, to_string(status.error()));
    if (status->run != run_ || status->process != process)
      return give_up(process, member.client->url() + " belongs to another run or process");
    cut_.require(process, status->index);
  }

  void give_up(ProcessId process, const std::string& why) {
    cut_.give_up(process);
    collected_.unread_.push_back({process, collected_.header_.processes[process.value].name, why});
  }

  Result<Done> read_some(ProcessId process) {
    auto& member = members_[process.value];
    auto page = member.client->records(member.cursor, page_size);
    if (!page) {
      give_up(process, to_string(page.error()));
      return Done{};
    }
    if (page->run != run_) {
      give_up(process, member.client->url() + " has begun another run");
      return Done{};
    }
    for (auto& line : page->lines) {
      auto record = lines_.record(line);
      if (!record) return at(member, record.error());
      auto handle = cut_.add(process, **record);
      if (!handle) return at(member, handle.error());
      collected_.lines_.push_back(std::move(line));
    }
    if (!page->more) cut_.at_end(process);
    if (page->more && page->lines.empty()) give_up(process, "it promises records and gives none");
    member.cursor = page->next;
    return Done{};
  }

  static Error at(const Member& member, Error error) {
    error.message = member.client->url() + ": " + error.message;
    return error;
  }

  const OnPage& on_page_;
  std::string run_;
  ConsistentCut cut_;
  std::vector<Member> members_;
  LineParser lines_;
  Collected collected_;
};

Result<EndRecord> Collected::write(JsonlWriter& writer) const {
  writer.header(header_);
  LineParser parser;
  if (auto done = parser.header(header_); !done) return done.error();
  for (const auto& placed : trace_.records) {
    if (placed.handle >= trace_.first_undelivered) {
      writer.fate(trace_.undelivered[placed.handle - trace_.first_undelivered]);
      continue;
    }
    auto record = parser.record(lines_[placed.handle]);
    if (!record) return record.error();
    writer.record(**record);
  }
  return writer.end();
}

Result<Collected> collect(const std::vector<std::string>& urls, const OnPage& on_page) {
  NodeClient first(urls.front());
  const auto status = first.status();
  if (!status) return status.error();
  if (status->process.value >= status->processes || status->processes > most_processes)
    return Error{ErrorCode::bad_data,
                 urls.front() + " is process " + std::to_string(status->process.value) + " of " +
                     std::to_string(status->processes),
                 {},
                 ""};
  const auto members = first.members();
  if (!members) return members.error();
  Collector collector(std::move(first), *status, on_page);
  if (auto found = collector.find(*members, urls); !found) return found.error();
  return collector.collect();
}

}  // namespace lamport::net
