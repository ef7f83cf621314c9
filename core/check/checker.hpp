// The checker's interface as the simulator uses it; its rules are to come.
#pragma once

#include <cstdint>

#include "core/trace/records.hpp"

namespace lamport {

class Checker {
 public:
  void header(const Header&) {}
  void record(const Record&, std::uint64_t /*line*/) {}
};

}  // namespace lamport
