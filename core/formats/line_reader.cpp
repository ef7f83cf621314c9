// See line_reader.hpp.
#include "core/formats/line_reader.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace lamport {

namespace {
constexpr std::size_t first_capacity = std::size_t{256} << 10;
}

LineReader::LineReader(ByteSource& source)
    : source_(source),
      buffer_(new char[first_capacity + line_padding]{}),
      capacity_(first_capacity) {}

/// Moves what is left to the front, grows if a line fills the buffer, reads more. False at the end.
Result<bool> LineReader::refill() {
  digest_.update({buffer_.get() + hashed_, next_ - hashed_});
  const auto left = end_ - next_;
  if (left == capacity_) {
    if (capacity_ >= longest_line)
      return Error{ErrorCode::bad_data,
                   "the line is longer than " + std::to_string(longest_line >> 20) + " MiB",
                   {{}, line_.number + 1, 0},
                   ""};
    capacity_ = std::min(2 * capacity_, longest_line);
    std::unique_ptr<char[]> larger(new char[capacity_ + line_padding]{});
    std::copy_n(buffer_.get() + next_, left, larger.get());
    buffer_ = std::move(larger);
  } else {
    std::memmove(buffer_.get(), buffer_.get() + next_, left);
  }
  scanned_ -= next_;
  hashed_ = next_ = begin_ = 0;
  end_ = left;
  auto got = source_.read({buffer_.get() + end_, capacity_ - end_});
  if (!got) {
    auto error = got.error();
    error.place.line = line_.number + 1;
    return error;
  }
  end_ += *got;
  bytes_ += *got;
  return *got != 0;
}

Result<const Line*> LineReader::next() {
  for (;;) {
    const auto* feed =
        static_cast<const char*>(std::memchr(buffer_.get() + scanned_, '\n', end_ - scanned_));
    if (feed != nullptr) {
      begin_ = next_;
      next_ = static_cast<std::size_t>(feed - buffer_.get()) + 1;
      scanned_ = next_;
      line_ = {{buffer_.get() + begin_, next_ - begin_ - 1}, line_.number + 1, true};
      return &line_;
    }
    scanned_ = end_;
    auto more = refill();
    if (!more) return more.error();
    if (*more) continue;
    if (next_ == end_) return nullptr;
    begin_ = next_;
    next_ = scanned_ = end_;
    line_ = {{buffer_.get() + begin_, end_ - begin_}, line_.number + 1, false};
    return &line_;
  }
}

std::uint64_t LineReader::digest_before() {
  digest_.update({buffer_.get() + hashed_, begin_ - hashed_});
  hashed_ = begin_;
  return digest_.value();
}

}  // namespace lamport
