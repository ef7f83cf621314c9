// Router: from method and path to a handler. It answers what is not there (404) and what is not
// allowed there (405, OPTIONS, HEAD) by itself; it decides nothing about who may ask.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_types.hpp"

namespace lamport::net {

using Handler = std::function<void(Request, Respond)>;

/// Thread rule: routes are added before the first request.
class Router {
 public:
  /// `pattern` is a path whose parts may be {..}, each of which matches one part that is not empty;
  /// or it ends with "/*", which matches whatever follows. The first route that matches serves.
  /// `method` "*" is every one. A GET route serves HEAD as well.
  void add(std::string method, std::string_view pattern, Handler handler);

  void serve(Request request, Respond respond) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> parts;
    bool open_ended = false;
    Handler handler;
  };

  [[nodiscard]] static bool matches(const Route& route, std::string_view path,
                                    std::vector<std::string>& parameters);

  std::vector<Route> routes_;
};

}  // namespace lamport::net
