// How decoding words its errors.
#include "core/formats/fields_codec.hpp"

#include <algorithm>

namespace lamport::codec {

bool Reader::fail(const std::string& why) {
  error_ = {ErrorCode::bad_data, path_ + " " + why, {}, ""};
  return false;
}

bool Reader::misfit(const JsonTree& tree, const std::string& allowed) {
  return fail("is " + tree.shown() + ", not " + allowed);
}

bool Reader::unknown(const JsonObjectTree& members, const std::vector<std::string_view>& names) {
  std::string known;
  for (const auto name : names) known += (known.empty() ? "" : ", ") + std::string(name);
  for (const auto& [key, ignored] : members)
    if (std::find(names.begin(), names.end(), key) == names.end())
      return fail("has \"" + key + "\", which it does not know; it knows " +
                  (known.empty() ? "nothing" : known));
  return true;
}

}  // namespace lamport::codec
