// Holds that the core asks the machine for nothing, by what its archive leaves for the linker to
// find: no socket, file, clock, thread, environment or entropy. An include can hide behind another;
// a symbol cannot. Standard error is allowed, for the last words of an assertion.
#include <cstdio>
#include <regex>

#include "tests/architecture/source_tree.hpp"

namespace lamport::architecture {
namespace {

// The undefined symbols of an archive, one a line.
std::vector<std::string> undefined_symbols(const std::string& archive) {
  const auto command = "nm -uC '" + archive + "' 2>/dev/null";
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  char buffer[4096];
  while (pipe && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) output += buffer;
  return lines_of(output);
}

bool is_impure(const std::string& symbol) {
  static const std::regex function(
      R"(\s+U (socket|connect|bind|listen|accept4?|send|recv|open(64)?|fopen(64)?|read|mmap(64)?|)"
      R"(clock_gettime|clock|time|gettimeofday|localtime|nanosleep|getenv|secure_getenv|getpid|)"
      R"(rand|srand|random|getrandom|arc4random|setlocale|fork|system|pthread_create|)"
      R"(getaddrinfo)(@.*)?)");
  static const std::regex type(
      R"(_clock::now|random_device|std::thread|std::jthread|std::basic_[io]?f(ile|stream)|)"
      R"(std::filesystem|std::this_thread|std::locale::global|std::condition_variable)");
  return std::regex_match(symbol, function) || std::regex_search(symbol, type);
}

void expect_pure(const std::string& archive) {
  const auto symbols = undefined_symbols(archive);
  EXPECT_GT(symbols.size(), 10U) << "nm shows nothing of " << archive;
  for (const auto& symbol : symbols) EXPECT_FALSE(is_impure(symbol)) << archive << ":" << symbol;
}

TEST(CoreSymbols, CoreAsksTheMachineForNothing) {
  expect_pure(LAMPORT_CORE_LIBRARY);
}

TEST(CoreSymbols, FormatsAskTheMachineForNothing) {
  expect_pure(LAMPORT_FORMATS_LIBRARY);
}

TEST(CoreSymbols, CatchesWhatAsks) {
  for (const auto* symbol :
       {"                 U socket", "                 U clock_gettime",
        "                 U getenv", "                 U fopen",
        "                 U pthread_create@GLIBC_2.34",
        "                 U std::chrono::_V2::steady_clock::now()",
        "                 U std::random_device::_M_getval()",
        "                 U std::thread::_M_start_thread(...)",
        "                 U std::basic_ifstream<char, std::char_traits<char> >::open(...)"}) {
    EXPECT_TRUE(is_impure(symbol)) << symbol;
  }
  EXPECT_FALSE(is_impure("                 U memcpy"));
  EXPECT_FALSE(is_impure("                 U lamport::time_text(lamport::Time)"));
}

}  // namespace
}  // namespace lamport::architecture
