// Blocking calls with poll before each read.
#include "tests/net/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <utility>

namespace lamport::net {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string RawAnswer::header(const std::string& name) const {
  const auto at = lower(head).find("\r\n" + lower(name) + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string RawAnswer::code() const {
  const std::string key = R"("code":")";
  const auto at = body.find(key);
  if (at == std::string::npos) return "";
  return body.substr(at + key.size(), body.find('"', at + key.size()) - at - key.size());
}

RawClient::RawClient(std::uint16_t port) : file_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(file_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return;
  ::close(file_);
  file_ = -1;
}

RawClient::~RawClient() {
  if (file_ >= 0) ::close(file_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : file_(std::exchange(other.file_, -1)), come_(std::move(other.come_)), ended_(other.ended_) {}

bool RawClient::say(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::more() {
  if (ended_ || file_ < 0) return false;
  pollfd wait{file_, POLLIN, 0};
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(patience);
  if (::poll(&wait, 1, static_cast<int>(limit.count())) <= 0) return false;
  std::array<char, 65536> bytes;
  const auto count = ::recv(file_, bytes.data(), bytes.size(), 0);
  if (count <= 0) ended_ = true;
  if (count > 0) come_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

const std::string& RawClient::until(std::string_view text) {
  // From where it cannot have been seen yet: a reader that searches all again and again is slow.
  std::size_t from = 0;
  while (come_.find(text, from) == std::string::npos) {
    from = come_.size() - std::min(come_.size(), text.size());
    if (!more()) break;
  }
  return come_;
}

RawAnswer RawClient::answer(bool head_only) {
  RawAnswer answer;
  const auto end = until("\r\n\r\n").find("\r\n\r\n");
  if (end == std::string::npos) return answer;
  answer.head = come_.substr(0, end + 2);
  come_.erase(0, end + 4);
  const auto* digits = answer.head.c_str() + sizeof "HTTP/1.1";
  answer.status = static_cast<unsigned>(std::strtoul(digits, nullptr, 10));
  const auto length = answer.header("Content-Length");
  if (head_only || answer.status == 100 || answer.status == 204 || answer.status == 304)
    return answer;
  const auto wanted = length.empty() ? std::string::npos : std::stoul(length);
  while (come_.size() < wanted && more()) {
  }
  answer.body = come_.substr(0, wanted);
  come_.erase(0, wanted);
  return answer;
}

bool RawClient::is_ended() {
  while (more()) {
  }
  return ended_;
}

void RawClient::half_close() {
  ::shutdown(file_, SHUT_WR);
}

std::string json_request(const std::string& method, const std::string& path,
                         const std::string& body, const std::string& headers) {
  return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" +
         "Content-Type: application/json\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace lamport::net
