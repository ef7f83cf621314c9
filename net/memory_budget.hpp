// MemoryBudget: how many bytes the connections of a server hold together, for requests that are
// not whole yet and answers that nobody has taken yet. It counts; who is refused, and what a slow
// reader goes without, is decided where bytes come and go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "net/http_types.hpp"

namespace lamport::net {

/// Thread rule: the loop thread.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t most) : most_(most) {}

  [[nodiscard]] bool has_room_for(std::size_t bytes) const { return used_ + bytes <= most_; }
  /// Streams live in one half, so that they never keep requests out.
  [[nodiscard]] bool has_room_for_streams() const { return used_ < most_ / 2; }
  [[nodiscard]] std::size_t used() const { return used_; }

  /// Whoever held `held` holds `now` instead.
  void change(std::size_t& held, std::size_t now) {
    used_ += now - held;
    held = now;
  }

  /// Bytes that several streams hold are held once.
  void hold(const ByteStream::Bytes& bytes) {
    if (holders_[bytes.get()]++ == 0) used_ += bytes->size();
  }
  void let_go(const ByteStream::Bytes& bytes) {
    const auto at = holders_.find(bytes.get());
    if (--at->second != 0) return;
    holders_.erase(at);
    used_ -= bytes->size();
  }

 private:
  std::size_t most_;
  std::size_t used_ = 0;
  std::unordered_map<const std::string*, std::uint32_t> holders_;
};

}  // namespace lamport::net
