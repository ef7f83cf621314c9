// A trace's bytes when nobody wants them: only their digest counts.
#pragma once

#include "core/formats/byte_sink.hpp"

namespace lamport::cli {

class NoSink final : public ByteSink {
 public:
  Result<Done> write(std::string_view) override { return Done{}; }
};

}  // namespace lamport::cli
