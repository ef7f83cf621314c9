// See results.hpp.
#include "bench/table/results.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace lamport::bench {

namespace {

using nlohmann::json;

json parse(const std::string& file) {
  std::ifstream in(file);
  auto value = json::parse(in, nullptr, false);
  if (value.is_discarded()) give_up(file + " is not JSON");
  return value;
}

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "an unnamed processor";
}

std::string machine_of(const json& context) {
  auto text = processor() + ", " + std::to_string(context.at("num_cpus").get<int>()) + " cores";
  for (const auto& cache : context.at("caches"))
    if (const auto level = cache.at("level").get<int>(); level > 1)
      text += ", L" + std::to_string(level) + " " +
              std::to_string(cache.at("size").get<std::size_t>() >> 10) + " KiB";
  return text;
}

// "load|role|what/manual_time" -> a row without values.
Row row_of(const std::string& program, const std::string& name) {
  const auto first = name.find('|');
  const auto second = name.find('|', first + 1);
  if (second == std::string::npos) give_up("not named by bench/benchmark.hpp: " + name);
  auto what = name.substr(second + 1);
  what = what.substr(0, what.find('/'));
  return {program, name.substr(0, first), name.substr(first + 1, second - first - 1), what, "", {},
          {}};
}

void add_round(Results& results, const std::string& program, const json& benchmark) {
  const auto name = benchmark.at("name").get<std::string>();
  if (benchmark.value("error_occurred", false))
    give_up(name + ": " + benchmark.value("error_message", "failed"));
  auto row = row_of(program, name);
  const auto same = [&](const Row& other) {
    return other.program == row.program && other.load == row.load && other.role == row.role &&
           other.what == row.what;
  };
  auto at = std::find_if(results.rows.begin(), results.rows.end(), same);
  if (at == results.rows.end()) at = results.rows.insert(at, row);
  at->unit = benchmark.contains("bytes") ? "bytes" : benchmark.contains("ns") ? "ns once" : "ns";
  const auto* figure = at->unit == "bytes" ? "bytes" : at->unit == "ns" ? "items_per_second" : "ns";
  if (!benchmark.contains(figure)) give_up(name + " counts no items");
  const auto measured = benchmark.at(figure).get<double>();
  at->rounds.push_back(at->unit == "ns" ? 1e9 / measured : measured);
  for (const auto& [key, value] : benchmark.items())
    for (const auto* kind : {"floor_", "ceiling_", "goal_"})
      if (key.rfind(kind, 0) == 0) at->floors[key] = value;
}

}  // namespace

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}
double least(const std::vector<double>& values) {
  return *std::min_element(values.begin(), values.end());
}
double most(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

Results read_rounds(const std::string& directory, const std::vector<std::string>& programs) {
  Results results;
  results.compiler = LAMPORT_COMPILER;
  results.lowest_load = 1e9;
  for (const auto& program : programs)
    for (int round = 1;; ++round) {
      const auto file = directory + "/" + program + "." + std::to_string(round) + ".json";
      if (!std::filesystem::exists(file)) break;
      const auto read = parse(file);
      const auto& context = read.at("context");
      results.machine = machine_of(context);
      const auto busy = context.at("load_avg").at(0).get<double>();
      results.lowest_load = std::min(results.lowest_load, busy);
      results.highest_load = std::max(results.highest_load, busy);
      for (const auto& benchmark : read.at("benchmarks")) add_round(results, program, benchmark);
    }
  if (results.rows.empty()) give_up("nothing was measured in " + directory);
  return results;
}

void save(const Results& results, const std::string& file) {
  json rows = json::array();
  for (const auto& row : results.rows)
    rows.push_back({{"program", row.program},
                    {"load", row.load},
                    {"role", row.role},
                    {"what", row.what},
                    {"unit", row.unit},
                    {"median", median(row.rounds)},
                    {"min", least(row.rounds)},
                    {"max", most(row.rounds)},
                    {"rounds", row.rounds},
                    {"floors", row.floors}});
  const json whole{{"format", "lamport-bench"},
                   {"version", 1},
                   {"machine", results.machine},
                   {"compiler", results.compiler},
                   {"load_average", {results.lowest_load, results.highest_load}},
                   {"results", rows}};
  std::ofstream out(file);
  out << whole.dump(1) << '\n';
  if (!out.flush()) give_up("could not write " + file);
}

Results load(const std::string& file) {
  if (!std::filesystem::exists(file)) give_up("no such file: " + file);
  const auto whole = parse(file);
  if (!whole.is_object() || whole.value("format", "") != "lamport-bench")
    give_up(file + " was not written by scripts/bench");
  Results results;
  results.machine = whole.at("machine");
  results.compiler = whole.at("compiler");
  results.lowest_load = whole.at("load_average").at(0);
  results.highest_load = whole.at("load_average").at(1);
  for (const auto& row : whole.at("results"))
    results.rows.push_back({row.at("program"), row.at("load"), row.at("role"), row.at("what"),
                            row.at("unit"), row.at("rounds"), row.at("floors")});
  return results;
}

void give_up(const std::string& message) {
  std::cerr << "bench_table: " << message << '\n';
  std::exit(1);
}

}  // namespace lamport::bench
