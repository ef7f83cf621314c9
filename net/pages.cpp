// A file is served under its name; the template of reports is no page.
#include "net/pages.hpp"

#include <utility>

#include "core/formats/digest.hpp"
#include "web/embedded.hpp"

namespace lamport::net {

namespace {

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

Pages::Pages() {
  for (const auto& file : web::embedded_files()) {
    if (file.path == "report.html") continue;
    Page page{file.bytes, type_of(file.path), '"' + digest_text(digest_of(file.bytes)) + '"'};
    if (file.path == "index.html") pages_.emplace("/", page);
    pages_.emplace("/" + std::string(file.path), std::move(page));
  }
}

void Pages::add_to(Router& router) const {
  for (const auto& entry : pages_)
    router.add("GET", entry.first,
               [&page = entry.second](const Request& request, const Respond& respond) {
                 serve(page, request, respond);
               });
}

void Pages::serve(const Page& page, const Request& request, const Respond& respond) {
  Response response{200, std::string(page.type), "", {}};
  response.headers = {{"ETag", page.tag}, {"Cache-Control", "no-cache"}};
  const auto known = request.header("If-None-Match");
  if (known == "*" || known.find(page.tag) != std::string_view::npos)
    response.status = 304;
  else
    response.body = page.bytes;
  respond(std::move(response));
}

}  // namespace lamport::net
