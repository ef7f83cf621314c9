// LAMPORT_ASSERT: for our own bugs only; always on. Wrong input from outside is a Result, an
// unreliable world is an input; neither is ever asserted.
#pragma once

namespace lamport {

/// Prints the failed condition and its place on standard error and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* message, const char* file,
                                   int line) noexcept;

}  // namespace lamport

#define LAMPORT_ASSERT(condition, message)                                    \
  do {                                                                        \
    if (!(condition)) [[unlikely]]                                            \
      ::lamport::assertion_failed(#condition, (message), __FILE__, __LINE__); \
  } while (false)
