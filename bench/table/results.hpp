// What was measured: one value a round for every row, as Google Benchmark's files say it, and the
// file in which scripts/bench keeps it. It decides how a benchmark's name is read and which of its
// figures counts; what the figures mean is the table's.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lamport::bench {

struct Row {
  std::string program;  ///< "clock", "engine", ...
  std::string load;
  std::string role;  ///< "ours", "limit", "instead"
  std::string what;
  std::string unit;                      ///< "ns" an item, "ns once" of one thing, or "bytes"
  std::vector<double> rounds;            ///< one value a round
  std::map<std::string, double> floors;  ///< by counter name, see bench/benchmark.hpp
};

/// The middle one of the values; of an even number, the lower of the two.
[[nodiscard]] double median(std::vector<double> values);
[[nodiscard]] double least(const std::vector<double>& values);
[[nodiscard]] double most(const std::vector<double>& values);

struct Results {
  std::string machine;
  std::string compiler;
  double lowest_load = 0;  ///< the machine's one-minute load average, at the rounds' starts
  double highest_load = 0;
  std::vector<Row> rows;
};

/// Reads DIRECTORY/<program>.<round>.json for the given programs and all rounds that are there.
/// Exits with a message when a file is not what Google Benchmark writes or a benchmark failed.
[[nodiscard]] Results read_rounds(const std::string& directory,
                                  const std::vector<std::string>& programs);

void save(const Results& results, const std::string& file);
[[nodiscard]] Results load(const std::string& file);

/// Prints the message and ends the program with 1.
[[noreturn]] void give_up(const std::string& message);

}  // namespace lamport::bench
