// The pages that the binary carries (web/dist), served at "/". They never change while the node
// runs, and every copy of the same build names them by the same ETag.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "net/router.hpp"

namespace lamport::net {

class Pages {
 public:
  Pages();
  void add_to(Router& router) const;

 private:
  struct Page {
    std::string_view bytes;
    std::string_view type;
    std::string tag;
  };
  static void serve(const Page& page, const Request& request, const Respond& respond);

  std::map<std::string, Page> pages_;  // by path
};

}  // namespace lamport::net
