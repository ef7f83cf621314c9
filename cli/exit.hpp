// How a command ends, as the number a shell sees. Numbers from 64 on are those of BSD sysexits.h.
#pragma once

#include "core/base/result.hpp"

namespace lamport::cli {

enum class Exit : int {
  ok = 0,
  rule_broken = 1,      ///< a checker found something, or a comparison differs
  nothing_checked = 2,  ///< there was nothing to decide, or the data is incomplete
  usage = 64,           ///< flags or arguments that do not fit
  bad_data = 65,        ///< an input is not what its format says
  no_input = 66,        ///< an input cannot be read
  unavailable = 69,     ///< a node or a resource does not answer
  our_bug = 70,         ///< lamport itself failed
  cannot_write = 73,    ///< an output cannot be written whole
  io_error = 74,        ///< a running node's journal failed; what was durable is kept
  interrupted = 130,    ///< Ctrl-C; what was done until then is written
};

[[nodiscard]] constexpr Exit exit_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage: return Exit::usage;
    case ErrorCode::bad_data: return Exit::bad_data;
    case ErrorCode::no_input: return Exit::no_input;
    case ErrorCode::cannot_write: return Exit::cannot_write;
    case ErrorCode::unavailable: return Exit::unavailable;
  }
  return Exit::our_bug;
}

}  // namespace lamport::cli
