// Collects the logs of running nodes into one trace, without stopping anything: reads each member
// to its present index, reads further while a receive names a send event not read, cuts. Where the
// trace is written is its caller's business; what belongs into it, core/trace/consistent_cut's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/formats/jsonl_writer.hpp"
#include "core/trace/consistent_cut.hpp"
#include "core/trace/records.hpp"

namespace lamport::net {

/// A member whose records are missing in part or whole, and why.
struct Unread {
  ProcessId process;
  std::string name;
  std::string why;
};

/// A consistent cut through a run. Memory: all of its records.
class Collected {
 public:
  [[nodiscard]] const Header& header() const { return header_; }
  [[nodiscard]] const std::vector<Unread>& unread() const { return unread_; }
  [[nodiscard]] std::uint64_t records() const { return trace_.records.size(); }
  [[nodiscard]] std::uint64_t undelivered() const { return trace_.undelivered.size(); }

  /// Writes the trace, end record included. Fails as the writer's sink does.
  Result<EndRecord> write(JsonlWriter& writer) const;

 private:
  friend class Collector;
  Header header_;
  std::vector<Unread> unread_;
  CutTrace trace_;
  std::vector<std::string> lines_;  // by handle
};

struct CollectOptions {
  Duration timeout = seconds(10);  ///< the longest wait for one answer of a node
  /// Told how many records have been read, after each page; false stops the collecting.
  std::function<bool(std::uint64_t records)> on_page = [](auto) { return true; };
  /// Told again and again while a node is waited for, and for how long; false stops as well.
  std::function<bool(const std::string& url, Duration waited)> waiting = [](const auto&, auto) {
    return true;
  };
};

/// Collects the run that the first of `urls` to answer belongs to, from the members it knows.
/// Further urls say where members are that cannot be found where they say themselves. Fails if no
/// node answers; members that hang, or whose records cannot be read, are no failure but are in
/// unread(). What such a member gave before stays, as far as nothing is missing for it.
[[nodiscard]] Result<Collected> collect(const std::vector<std::string>& urls,
                                        const CollectOptions& options = {});

}  // namespace lamport::net
