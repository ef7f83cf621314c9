// bench_table: Markdown tables out of what the benchmarks measured, with floors and ratios.
//
//   bench_table DIRECTORY PROGRAM... [--json FILE] [--readme FILE] [--compare FILE]
//
// The tables go to standard output; --json keeps the values; --readme puts each program's table
// between its marks in a file; --compare says instead what changed since an earlier --json FILE,
// and ends with 1 when something became slower.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "bench/table/results.hpp"

namespace lamport::bench {
namespace {

// Three digits that mean something: 0.512, 38.4, 1,240,000.
std::string number(double value) {
  char text[64];
  const auto digits = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  std::string shown = text;
  if (digits == 0)
    for (auto at = static_cast<std::ptrdiff_t>(shown.size()) - 3; at > 0; at -= 3)
      shown.insert(static_cast<std::size_t>(at), ",");
  return shown;
}

std::string spread(const std::vector<double>& values) {
  return number(median(values)) + " [" + number(least(values)) + " " + number(most(values)) + "]";
}

std::string rate(const Row& row) {
  if (row.unit != "ns") return "";
  const auto per_second = 1e9 / median(row.rounds);
  return per_second >= 1e6 ? number(per_second / 1e6) + " M" : number(per_second);
}

// Round by round, so that what slowed both cancels.
std::vector<double> ratios(const Row& above, const Row& below) {
  std::vector<double> all;
  for (std::size_t i = 0; i < std::min(above.rounds.size(), below.rounds.size()); ++i)
    all.push_back(above.rounds[i] / below.rounds[i]);
  return all;
}

// The first row of the same load and that role.
const Row* beside(const Results& results, const Row& row, const std::string& role) {
  const auto found = std::find_if(results.rows.begin(), results.rows.end(), [&](const Row& other) {
    return other.program == row.program && other.load == row.load && other.role == role;
  });
  return found == results.rows.end() ? nullptr : &*found;
}

std::string verdict(const Results& results, const Row& row, const std::string& floor,
                    double bound) {
  const auto judged = [](bool holds, const std::string& what) {
    return (holds ? "holds: " : "**missed**: ") + what;
  };
  const auto middle = median(row.rounds);
  if (floor == "floor_per_second")
    return judged(1e9 / middle >= bound, "at least " + number(bound) + " a second");
  if (floor == "ceiling_bytes" || floor == "ceiling_ns")
    return judged(middle <= bound, "at most " + number(bound));
  if (floor == "floor_limit") {
    const auto* limit = beside(results, row, "limit");
    if (limit == nullptr) give_up("nothing to hold \"" + row.load + "\" against");
    const auto value = median(ratios(*limit, row));
    return judged(value >= bound,
                  number(value) + " of the limit's rate, at least " + number(bound));
  }
  const bool goal = floor == "goal_limit";
  const auto* other = beside(results, row, goal ? "limit" : "instead");
  if (other == nullptr) give_up("nothing to hold \"" + row.load + "\" against");
  const auto value = median(goal ? ratios(row, *other) : ratios(*other, row));
  if (!goal)
    return judged(value >= bound, number(value) + " times as fast, at least " + number(bound));
  return std::string(value <= bound ? "goal reached: " : "goal missed: ") + number(value) +
         " times the limit, at most " + number(bound);
}

std::string table(const Results& results, const std::string& program) {
  std::ostringstream out;
  out << results.machine << "; " << results.compiler << "; load average "
      << number(results.lowest_load) << " to " << number(results.highest_load)
      << ". Median [least most] of the rounds.\n\n"
      << "| load | who | ns an item, or bytes | items a second | times ours | floor |\n"
      << "| --- | --- | --- | --- | --- | --- |\n";
  std::string load;
  for (const auto& row : results.rows) {
    if (row.program != program) continue;
    const bool ours = row.role == "ours";
    const auto* first = beside(results, row, "ours");
    std::string verdicts;
    for (const auto& [floor, bound] : row.floors)
      verdicts += (verdicts.empty() ? "" : "; ") + verdict(results, row, floor, bound);
    out << "| " << (row.load == load ? "" : row.load) << " | "
        << (ours ? "**" + row.what + "**" : row.role + ": " + row.what) << " | "
        << spread(row.rounds) << " | " << rate(row) << " | "
        << (first == nullptr || first == &row ? "" : spread(ratios(row, *first))) << " | "
        << verdicts << " |\n";
    load = row.load;
  }
  return out.str();
}

std::string read_file(const std::string& file) {
  std::ifstream in(file);
  if (!in) give_up("could not read " + file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void put_into(const std::string& file, const std::string& program, const std::string& content) {
  auto text = read_file(file);
  const auto begin_mark = "<!-- " + program + ": begin -->\n";
  const auto end_mark = "<!-- " + program + ": end -->";
  const auto begin = text.find(begin_mark);
  const auto end = text.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    give_up(file + " has no place for " + program);
  text.replace(begin, end - begin, begin_mark + content);
  std::ofstream out(file);
  out << text;
  if (!out.flush()) give_up("could not write " + file);
}

// A difference counts when the two spreads do not overlap and the medians are 5 % apart.
int compare(const Results& before, const Results& now) {
  std::cout << "before: " << before.machine << "; " << before.compiler << "\nnow: " << now.machine
            << "; " << now.compiler << "\n\n| load | who | before | now | now : before | |\n"
            << "| --- | --- | --- | --- | --- | --- |\n";
  int slower = 0;
  int faster = 0;
  for (const auto& row : now.rows) {
    const auto old = std::find_if(before.rows.begin(), before.rows.end(), [&](const Row& other) {
      return other.program == row.program && other.load == row.load && other.what == row.what;
    });
    if (old == before.rows.end()) continue;
    const auto ratio = median(row.rounds) / median(old->rounds);
    const bool up = ratio > 1.05 && least(row.rounds) > most(old->rounds);
    const bool down = ratio < 1 / 1.05 && most(row.rounds) < least(old->rounds);
    if (row.role == "ours") slower += up, faster += down;
    std::cout << "| " << row.load << " | " << row.what << " | " << spread(old->rounds) << " | "
              << spread(row.rounds) << " | " << number(ratio) << " | "
              << (up     ? "more"
                  : down ? "less"
                         : "no difference seen")
              << " |\n";
  }
  std::cout << "\nVerdict: of ours, " << slower << " cost more than before, " << faster
            << " less.\n";
  return slower > 0 ? 1 : 0;
}

int run(const std::vector<std::string>& arguments) {
  std::vector<std::string> programs;
  std::string json;
  std::string readme;
  std::string earlier;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const auto value = [&] {
      if (++i == arguments.size()) give_up(arguments[i - 1] + " wants a file");
      return arguments[i];
    };
    if (arguments[i] == "--json")
      json = value();
    else if (arguments[i] == "--readme")
      readme = value();
    else if (arguments[i] == "--compare")
      earlier = value();
    else
      programs.push_back(arguments[i]);
  }
  if (arguments.empty() || programs.empty()) give_up("usage: bench_table DIRECTORY PROGRAM...");
  const auto results = read_rounds(arguments[0], programs);
  const auto before = earlier.empty() ? Results{} : load(earlier);  // `json` may be the same file
  if (!json.empty()) save(results, json);
  for (const auto& program : programs) {
    const auto content = table(results, program);
    std::cout << "## " << program << "\n\n" << content << '\n';
    if (!readme.empty()) put_into(readme, program, content);
  }
  return earlier.empty() ? 0 : compare(before, results);
}

}  // namespace
}  // namespace lamport::bench

int main(int argc, char** argv) {
  return lamport::bench::run({argv + 1, argv + argc});
}
