// Collects the logs of running nodes into one trace, without stopping anything: reads each member
// to its present index, reads further while a receive names a send event not read, cuts. Where the
// trace is written is its caller's business; what belongs into it, core/trace/consistent_cut's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
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

/// Told how many records have been read, after each page; false stops the collecting.
using OnPage = std::function<bool(std::uint64_t records)>;

/// Collects the run that the node at `urls.front()` belongs to, from the members it knows. Further
/// urls say where members are that cannot be found where they say themselves.
/// Fails if that first node does not answer, or if what a log says does not fit together; members
/// that cannot be read are no failure but are in unread().
[[nodiscard]] Result<Collected> collect(const std::vector<std::string>& urls,
                                        const OnPage& on_page);

}  // namespace lamport::net
