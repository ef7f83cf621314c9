// Result<T>: a value, or an error that says what is wrong with the input, where, and how to mend
// it. Spelled like std::expected, so that C++23 makes it an alias. For wrong outside input only.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "core/base/assert.hpp"

namespace lamport {

/// Codes exist only where a caller acts differently.
enum class ErrorCode : std::uint8_t {
  usage,         ///< the caller asked for something that does not exist or does not fit
  bad_data,      ///< the bytes are not what their format says
  no_input,      ///< a file cannot be read
  cannot_write,  ///< an output cannot be written whole
  unavailable,   ///< a peer or resource does not answer
};

/// Where in the input an error is. Line and column count from 1; 0 means unknown.
struct Place {
  std::string file;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

/// One sentence for people: what is wrong, and, in `hint`, how to mend it.
struct Error {
  ErrorCode code = ErrorCode::bad_data;
  std::string message;
  Place place;
  std::string hint;
};

/// "file:line:column: message (hint)", leaving out what is unknown.
[[nodiscard]] std::string to_string(const Error& error);

/// Success without a value.
struct Done {};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Precondition: has_value().
  [[nodiscard]] T& value() & {
    LAMPORT_ASSERT(has_value(), "value() of a Result that holds an error");
    return *std::get_if<0>(&content_);
  }
  [[nodiscard]] const T& value() const& {
    LAMPORT_ASSERT(has_value(), "value() of a Result that holds an error");
    return *std::get_if<0>(&content_);
  }
  [[nodiscard]] T&& value() && { return std::move(value()); }

  /// Precondition: !has_value().
  [[nodiscard]] const Error& error() const {
    LAMPORT_ASSERT(!has_value(), "error() of a Result that holds a value");
    return *std::get_if<1>(&content_);
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> content_;
};

}  // namespace lamport
