// Stands in for libFuzzer's main: gives every file of the directory named on the command line to
// the fuzz target once, in the order of their names, and its cut-off halves too. It ends well if
// nothing crashed and there was at least one input.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run_on(const std::string& input) {
  // A copy of exactly this size, so that AddressSanitizer sees a read past its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: <target>_fuzz CORPUS_DIRECTORY\n", stderr);
    return 64;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const std::string input(std::istreambuf_iterator<char>(stream), {});
    run_on(input);
    run_on(input.substr(0, input.size() / 2));
    run_on(input.substr(input.size() / 2));
  }
  std::printf("%zu inputs\n", files.size());
  return files.empty() ? 1 : 0;
}
