// See input_file.hpp.
#include "cli/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/interrupt.hpp"

namespace lamport::cli {

namespace {

Error cannot_read(const std::string& name, int error) {
  return {ErrorCode::no_input,
          "cannot read " + name + ": " + std::strerror(error),
          {},
          error == EISDIR ? "name a file in it" : ""};
}

}  // namespace

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
  const bool standard = path == "-";
  const std::string name = standard ? "standard input" : path;
  const int descriptor =
      standard ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_read(name, errno);
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  const auto size =
      known && S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  std::unique_ptr<InputFile> file(new InputFile(name, descriptor, size));
  if (known && S_ISDIR(status.st_mode)) return cannot_read(name, EISDIR);
  return file;
}

InputFile::~InputFile() {
  ::close(descriptor_);
}

Result<std::size_t> InputFile::read(std::span<char> into) {
  for (;;) {
    const auto count = ::read(descriptor_, into.data(), into.size());
    if (count < 0 && errno == EINTR && !interrupted()) continue;
    if (count < 0) return cannot_read(name_, errno);
    position_ += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }
}

}  // namespace lamport::cli
