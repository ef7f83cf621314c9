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

NodeClient client_of(const std::string& url, const CollectOptions& options) {
  ClientBounds bounds;
  bounds.connect = std::min(bounds.connect, options.timeout);
  bounds.answer = options.timeout;
  bounds.still = [url, &options](Duration waited) { return options.waiting(url, waited); };
  return NodeClient(url, std::move(bounds));
}

// A node that answers, and what it says of its run.
struct First {
  NodeClient client;
  NodeStatus status;
  std::vector<MemberStatus> members;
};

Result<First> meet(const std::string& url, const CollectOptions& options) {
  auto client = client_of(url, options);
  auto status = client.status();
  if (!status) return status.error();
  if (status->process.value >= status->processes || status->processes > most_processes)
    return Error{ErrorCode::bad_data,
                 url + " is process " + std::to_string(status->process.value) + " of " +
                     std::to_string(status->processes),
                 {},
                 ""};
  auto members = client.members();
  if (!members) return members.error();
  return First{std::move(client), std::move(*status), std::move(*members)};
}

}  // namespace

class Collector {
 public:
  Collector(First first, const CollectOptions& options)
      : options_(options),
        run_(first.status.run),
        registry_(std::move(first.members)),
        cut_(first.status.processes),
        members_(first.status.processes) {
    collected_.header_ = header_of(first.status);
    members_[first.status.process.value].client.emplace(std::move(first.client));
  }

  /// Finds the members: where the registry and `others` say.
  Result<Done> find(const std::vector<std::string>& others) {
    for (const auto& known : registry_) {
      if (known.process.value >= members_.size()) continue;
      auto& member = members_[known.process.value];
      member.registered = true;
      collected_.header_.processes[known.process.value].name = shortened_label(known.name);
      if (member.client || known.page.empty()) continue;
      if (auto url = node_url(known.page)) member.client.emplace(client_of(*url, options_));
    }
    for (const auto& url : others) {
      auto client = client_of(url, options_);
      const auto status = client.status();
      if (!status) {
        silent_ += "; " + to_string(status.error());
        continue;
      }
      if (status->run != run_ || status->process.value >= members_.size())
        return Error{ErrorCode::usage, url + " belongs to another run", {}, ""};
      members_[status->process.value].client.emplace(std::move(client));
      members_[status->process.value].registered = true;
    }
    return lines_.header(collected_.header_);
  }

  Result<Collected> collect() {
    for (std::uint32_t id = 0; id < members_.size(); ++id) look_up({id});
    while (const auto process = cut_.wanting()) {
      read_some(*process);
      if (!options_.on_page(collected_.lines_.size()))
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
    std::uint64_t records = 0;
  };

  // How far the member is now. One that never registered has no log; should somebody have received
  // from it all the same, reading it fails then.
  void look_up(ProcessId process) {
    auto& member = members_[process.value];
    if (!member.client) {
      if (member.registered)
        return give_up(process, "the registry does not say where it is" + silent_);
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

  void read_some(ProcessId process) {
    auto& member = members_[process.value];
    auto page = member.client->records(member.cursor, page_size);
    if (!page) return give_up(process, to_string(page.error()));
    if (page->run != run_) return give_up(process, member.client->url() + " has begun another run");
    for (auto& line : page->lines) {
      ++member.records;
      if (auto taken = take(process, std::move(line)); !taken)
        return give_up(process, member.client->url() + ", record " +
                                    std::to_string(member.records) + ": " +
                                    to_string(taken.error()));
    }
    if (!page->more) cut_.at_end(process);
    if (page->more && page->lines.empty()) give_up(process, "it promises records and gives none");
    member.cursor = page->next;
  }

  Result<Done> take(ProcessId process, std::string line) {
    auto record = lines_.record(line);
    if (!record) return record.error();
    auto handle = cut_.add(process, **record);
    if (!handle) return handle.error();
    collected_.lines_.push_back(std::move(line));
    return Done{};
  }

  const CollectOptions& options_;
  std::string run_;
  std::vector<MemberStatus> registry_;
  ConsistentCut cut_;
  std::vector<Member> members_;
  LineParser lines_;
  std::string silent_;  // what is wrong with nodes that were named and do not answer
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

Result<Collected> collect(const std::vector<std::string>& urls, const CollectOptions& options) {
  std::optional<Error> why;
  for (auto url = urls.begin(); url != urls.end(); ++url) {
    auto first = meet(*url, options);
    if (!first) {
      if (!why) why = first.error();
      continue;
    }
    Collector collector(std::move(*first), options);
    if (auto found = collector.find({url + 1, urls.end()}); !found) return found.error();
    return collector.collect();
  }
  return *why;
}

}  // namespace lamport::net
