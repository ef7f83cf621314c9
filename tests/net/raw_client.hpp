// RawClient: a TCP connection that says exactly the bytes a test wants, and reads answers with a
// deadline. It is deliberately no HTTP client: most of what is tested here no client would say.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace lamport::net {

struct RawAnswer {
  unsigned status = 0;  ///< 0: the connection ended, or nothing came in time
  std::string head;
  std::string body;

  /// The value of a header; empty if there is none.
  [[nodiscard]] std::string header(const std::string& name) const;
  /// The member `code` of a problem document.
  [[nodiscard]] std::string code() const;
};

class RawClient {
 public:
  static constexpr std::chrono::seconds patience{30};

  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False if the other side has gone.
  bool say(std::string_view bytes);
  /// The next answer with its body (by Content-Length, or until the end); `head_only` for HEAD.
  RawAnswer answer(bool head_only = false);
  /// What has come once `text` is in it, or at the end; not taken away.
  const std::string& until(std::string_view text);
  /// Whether the other side ends the connection within `patience`.
  bool is_ended();
  /// No more bytes will be said.
  void half_close();
  [[nodiscard]] bool is_connected() const { return file_ >= 0; }

 private:
  bool more();

  int file_ = -1;
  std::string come_;
  bool ended_ = false;
};

/// A whole request with a JSON body.
[[nodiscard]] std::string json_request(const std::string& method, const std::string& path,
                                       const std::string& body, const std::string& headers = "");

}  // namespace lamport::net
