// Temporary file, write, fsync, rename: the order in which a crash at any moment leaves either the
// old output or the whole new one.
#include "cli/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace lamport::cli {

namespace {

Error cannot_write(const std::string& shown, int error) {
  const char* hint = "";
  if (error == ENOSPC || error == EDQUOT) hint = "free some space or write elsewhere";
  if (error == ENOENT) hint = "make the directory first";
  if (error == EPIPE) hint = "its reader has gone";
  return {
      ErrorCode::cannot_write,
      "cannot write " + (shown == "-" ? "standard output" : shown) + ": " + std::strerror(error),
      {},
      hint};
}

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Where symbolic links lead, so that a rename replaces the file and not the link.
std::string resolved(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string result = real;
  std::free(real);
  return result;
}

/// The permissions a new file would get, or those of the file that is replaced.
mode_t permissions_of(const std::string& target) {
  struct stat status {};
  if (::stat(target.c_str(), &status) == 0) return status.st_mode & 07777;
  const auto mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Error OutputFile::failed(int error) const {
  return cannot_write(shown_, error);
}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path) {
  const auto made = [](auto... arguments) {
    return std::unique_ptr<OutputFile>(new OutputFile(std::move(arguments)...));
  };
  if (path == "-") return made(path, path, std::string(), ::dup(STDOUT_FILENO));
  if (path.empty()) return Error{ErrorCode::usage, "the output has no name", {}, ""};

  const auto target = resolved(path);
  struct stat status {};
  const bool exists = ::stat(target.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return cannot_write(path, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    const int direct = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
    if (direct < 0) return cannot_write(path, errno);
    return made(path, target, std::string(), direct);
  }
  if (exists && ::access(target.c_str(), W_OK) != 0) return cannot_write(path, errno);

  auto temporary = target + ".partial-XXXXXX";
  const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, errno);
  auto file = made(path, target, temporary, descriptor);
  if (::fchmod(descriptor, permissions_of(target)) != 0) return file->failed(errno);
  return file;
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<Done> OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(errno);
    size_ += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return Done{};
}

Result<Done> OutputFile::commit() {
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) return failed(errno);
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) return failed(errno);
  if (temporary_.empty()) return Done{};
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) return failed(errno);
  temporary_.clear();
  // The name must be as durable as the bytes; a directory that cannot be opened for reading cannot
  // be synced, and the file is there whole all the same.
  const int directory = ::open(directory_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    ::fsync(directory);
    ::close(directory);
  }
  return Done{};
}

}  // namespace lamport::cli
