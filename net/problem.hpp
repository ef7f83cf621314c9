// Why a request was not done, as a value: what becomes an RFC 9457 problem document. Codes are
// those of docs/http-api.openapi.yaml; how they are rendered is the HTTP layer's business.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace lamport::net {

struct Problem {
  unsigned status = 500;
  std::string code = {};     ///< stable: programs decide by it
  std::string detail = {};   ///< one sentence for people; user text in it is not escaped
  std::string pointer = {};  ///< JSON pointer to the field that is wrong; empty: none
  std::uint32_t retry_after_seconds = 0;  ///< 0: no Retry-After
  bool may_have_happened = false;
};

/// What was asked for, or why not.
template <class T>
using Answer = std::variant<T, Problem>;

}  // namespace lamport::net
