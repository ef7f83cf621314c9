// See node_access.hpp.
#include "cli/node_access.hpp"

#include <cstdlib>
#include <random>

namespace lamport::cli {

namespace {

// Where a node that listens on `listen` answers on its own machine.
std::string local_url(const std::string& listen) {
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) return listen;
  const auto host = listen.substr(0, colon);
  const bool any = host.empty() || host == "0.0.0.0" || host == "[::]";
  return (any ? std::string("127.0.0.1") : host) + listen.substr(colon);
}

}  // namespace

Result<net::NodeClient> node_at(const std::optional<std::string>& url) {
  const char* listen = std::getenv("LAMPORT_LISTEN");
  const auto text = url                                    ? *url
                    : listen != nullptr && *listen != '\0' ? local_url(listen)
                                                           : std::string("http://localhost:5000");
  auto checked = net::node_url(text);
  if (!checked) return checked.error();
  return net::NodeClient(*checked);
}

std::string unique_key() {
  std::random_device entropy;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string key;
  for (int word = 0; word < 4; ++word) {
    auto bits = entropy();
    for (int i = 0; i < 8; ++i, bits >>= 4) key += digits[bits & 15];
  }
  return key;
}

}  // namespace lamport::cli
