// What happens when our own code is wrong: say where, and stop before anything wrong is recorded.
#include "core/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace lamport {

void assertion_failed(const char* condition, const char* message, const char* file,
                      int line) noexcept {
  std::fprintf(stderr, "lamport: this is a bug in lamport: %s (%s) at %s:%d\n", message, condition,
               file, line);
  std::abort();
}

}  // namespace lamport
