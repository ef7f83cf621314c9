// How an error reads in one line.
#include "core/base/result.hpp"

namespace lamport {

std::string to_string(const Error& error) {
  std::string text;
  if (!error.place.file.empty()) text += error.place.file + ":";
  if (error.place.line != 0) text += std::to_string(error.place.line) + ":";
  if (error.place.column != 0) text += std::to_string(error.place.column) + ":";
  if (!text.empty()) text += " ";
  text += error.message;
  if (!error.hint.empty()) text += " (" + error.hint + ")";
  return text;
}

}  // namespace lamport
