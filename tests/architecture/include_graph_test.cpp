// Holds the dependency picture: cli -> {sim, net} -> core, where sim and net never see each other,
// core sees the standard library (without its impure parts) and Boost.Random, and third-party
// headers stay out of ours. It reads every #include; what the linker sees is
// core_symbols_test.cpp's business.
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "tests/architecture/source_tree.hpp"

namespace lamport::architecture {
namespace {

struct Include {
  std::size_t line;
  bool quoted;
  std::string name;
};

std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<Include> includes;
  std::size_t number = 0;
  for (const auto& line : lines_of(file.text)) {
    ++number;
    std::smatch match;
    if (line.find("include") != std::string::npos && std::regex_match(line, match, pattern)) {
      includes.push_back({number, match[1] == "\"", match[2]});
    }
  }
  return includes;
}

bool starts_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool any_prefix(const std::string& text, const std::vector<std::string>& prefixes) {
  for (const auto& prefix : prefixes) {
    if (starts_with(text, prefix)) return true;
  }
  return false;
}

// "core/check" of "core/check/checker.hpp"; "sim" of "sim/links.hpp".
std::string folder_of(const std::string& path) {
  return path.substr(0, path.find_last_of('/'));
}

// What a file below `directory` may include. The first entry that fits a path is the one that
// holds.
struct Permission {
  std::string directory;
  std::vector<std::string> ours;            // quoted, by prefix
  std::vector<std::string> foreign;         // in angle brackets, beside the standard library's
  std::vector<std::string> foreign_in_cpp;  // the same, but in no header that others include
  bool pure;  // no clock, thread, file, entropy of the standard library
};

const std::vector<Permission>& permissions() {
  static const std::vector<std::string> pure_core = {"core/base/",    "core/clock/",
                                                     "core/process/", "core/trace/",
                                                     "core/check/",   "core/protocols/"};
  static const std::vector<Permission> all = {
      {"core/formats", {"core/"}, {}, {"zstd.h", "xxhash.h", "simdjson.h", "nlohmann/"}, true},
      {"core/base/random.hpp", {"core/base/"}, {"boost/random/"}, {}, true},
      {"core/process", pure_core, {"boost/random/"}, {}, true},
      {"core", pure_core, {}, {}, true},
      {"sim/huge_pages.hpp", {}, {"sys/mman.h"}, {}, true},
      {"sim", {"core/", "sim/"}, {}, {"toml++/"}, true},
      {"net",
       {"core/", "net/", "web/embedded.hpp"},
       {"boost/asio", "boost/beast", "boost/system/", "boost/core/", "unistd.h", "sys/", "fcntl.h"},
       {"httplib.h", "SQLiteCpp/", "sqlite3.h", "nlohmann/", "toml++/", "netdb.h", "arpa/",
        "netinet/", "ifaddrs.h"},
       false},
      {"web", {"web/"}, {}, {}, true},
      {"cli",
       {"core/", "sim/", "net/", "web/embedded.hpp", "cli/"},
       {},
       {"CLI/", "nlohmann/", "boost/", "httplib.h", "zlib.h", "unistd.h", "fcntl.h", "sys/"},
       false},
  };
  return all;
}

const Permission* permission_of(const SourceFile& file) {
  for (const auto& one : permissions()) {
    if (file.path == one.directory || file.below(one.directory)) return &one;
  }
  return nullptr;
}

bool is_standard(const std::string& name) {
  return name.find_first_of("./") == std::string::npos;
}

bool is_impure(const std::string& name) {
  static const std::set<std::string> impure = {
      "chrono",     "condition_variable",
      "csignal",    "ctime",
      "filesystem", "fstream",
      "future",     "iostream",
      "locale",     "mutex",
      "random",     "regex",
      "semaphore",  "shared_mutex",
      "stop_token", "syncstream",
      "thread",     "barrier",
      "latch",      "clocale",
  };
  return impure.count(name) != 0;
}

// Why this include breaks the picture; empty if it does not.
std::string complaint(const Permission& may, const Include& include) {
  const auto& name = include.name;
  if (include.quoted) {
    return any_prefix(name, may.ours) ? "" : may.directory + " must not see " + name;
  }
  if (is_standard(name)) return may.pure && is_impure(name) ? "impure: <" + name + ">" : "";
  const bool known = any_prefix(name, may.foreign) || any_prefix(name, may.foreign_in_cpp);
  return known ? "" : may.directory + " must not see <" + name + ">";
}

Findings dependencies(const SourceFile& file) {
  Findings findings;
  const auto* may = permission_of(file);
  if (!file.is_cpp() || may == nullptr) return findings;
  for (const auto& include : includes_of(file)) {
    const auto what = complaint(*may, include);
    if (!what.empty()) findings.push_back(finding(file, include.line, what));
  }
  return findings;
}

// A header that shows a library, though its directory keeps that library to itself.
bool is_private(const SourceFile& file) {
  const auto* may = permission_of(file);
  if (!file.ends_with(".hpp") || may == nullptr) return false;
  for (const auto& include : includes_of(file)) {
    if (!include.quoted && any_prefix(include.name, may->foreign_in_cpp)) return true;
  }
  return false;
}

// Includes of a private header from anywhere but sources and private headers of its own directory.
Findings escapes(const std::vector<SourceFile>& files) {
  std::set<std::string> hidden;
  for (const auto& file : files) {
    if (is_private(file)) hidden.insert(file.path);
  }
  Findings findings;
  // Each round finds headers that are private because they include a private one.
  for (std::size_t known = 0; known != hidden.size();) {
    known = hidden.size();
    findings.clear();
    for (const auto& file : files) {
      if (!file.is_cpp()) continue;
      for (const auto& include : includes_of(file)) {
        if (!include.quoted || hidden.count(include.name) == 0) continue;
        if (folder_of(file.path) != folder_of(include.name)) {
          findings.push_back(finding(file, include.line, include.name + " shows a library"));
        } else if (file.ends_with(".hpp")) {
          hidden.insert(file.path);
        }
      }
    }
  }
  return findings;
}

Findings from_the_root(const SourceFile& file) {
  Findings findings;
  if (!file.is_cpp()) return findings;
  for (const auto& include : includes_of(file)) {
    if (include.quoted &&
        !std::filesystem::exists(std::filesystem::path(LAMPORT_SOURCE_DIR) / include.name)) {
      findings.push_back(
          finding(file, include.line, "no such file from the root: " + include.name));
    }
  }
  return findings;
}

using Graph = std::map<std::string, std::set<std::string>>;

Graph folder_graph(const std::vector<SourceFile>& files) {
  Graph graph;
  for (const auto& file : files) {
    if (!file.is_cpp() || permission_of(file) == nullptr) continue;
    for (const auto& include : includes_of(file)) {
      const auto from = folder_of(file.path);
      const auto to = folder_of(include.name);
      if (include.quoted && from != to) graph[from].insert(to);
    }
  }
  return graph;
}

// A folder that reaches itself, with the way; empty if there is none.
std::string cycle_through(const Graph& graph, const std::string& start) {
  std::map<std::string, std::string> way = {{start, start}};
  std::vector<std::string> open = {start};
  while (!open.empty()) {
    const auto from = open.back();
    open.pop_back();
    const auto edges = graph.find(from);
    if (edges == graph.end()) continue;
    for (const auto& to : edges->second) {
      if (to == start) return way[from] + " -> " + to;
      if (way.emplace(to, way[from] + " -> " + to).second) open.push_back(to);
    }
  }
  return "";
}

TEST(IncludeGraph, PointsOneWay) {
  EXPECT_TRUE(holds_on_the_tree(dependencies));
}

TEST(IncludeGraph, LibrariesStayBehindTheHeadersThatOthersInclude) {
  const auto findings = escapes(source_tree());
  EXPECT_TRUE(findings.empty()) << testing::PrintToString(findings);
}

TEST(IncludeGraph, NamesFilesFromTheRoot) {
  EXPECT_TRUE(holds_on_the_tree(from_the_root));
}

TEST(IncludeGraph, FoldersFormNoCycle) {
  const auto graph = folder_graph(source_tree());
  EXPECT_FALSE(graph.empty());
  for (const auto& [folder, edges] : graph) EXPECT_EQ(cycle_through(graph, folder), "");
}

TEST(IncludeGraph, CatchesWhatBreaksIt) {
  const auto broken = [](const std::string& path, const std::string& include) {
    return !dependencies({path, "// head\n#include " + include + "\n"}).empty();
  };
  EXPECT_TRUE(broken("core/base/a.hpp", "\"sim/links.hpp\""));
  EXPECT_TRUE(broken("core/check/a.cpp", "\"core/formats/digest.hpp\""));
  EXPECT_TRUE(broken("core/clock/a.hpp", "<chrono>"));
  EXPECT_TRUE(broken("core/clock/a.hpp", "<boost/random/normal_distribution.hpp>"));
  EXPECT_TRUE(broken("core/formats/a.hpp", "<sqlite3.h>"));
  EXPECT_TRUE(broken("sim/a.cpp", "\"net/host.hpp\""));
  EXPECT_TRUE(broken("sim/a.cpp", "<random>"));
  EXPECT_TRUE(broken("net/a.hpp", "\"sim/links.hpp\""));
  EXPECT_TRUE(broken("net/a.cpp", "\"cli/console.hpp\""));
  EXPECT_FALSE(broken("core/base/random.hpp", "<boost/random/normal_distribution.hpp>"));
  EXPECT_FALSE(broken("core/formats/a.cpp", "<zstd.h>"));
  EXPECT_FALSE(broken("cli/a.cpp", "\"net/host.hpp\""));
}

TEST(IncludeGraph, CatchesALibraryThatEscapes) {
  const SourceFile wrapper{"core/formats/a.hpp", "#include <zstd.h>\n"};
  const SourceFile over{"core/formats/b.hpp", "#include \"core/formats/a.hpp\"\n"};
  const SourceFile user{"cli/c.cpp", "#include \"core/formats/b.hpp\"\n"};
  const SourceFile source{"core/formats/b.cpp", "#include \"core/formats/b.hpp\"\n"};
  EXPECT_EQ(escapes({wrapper, over, source}).size(), 0U);
  EXPECT_EQ(escapes({wrapper, over, user}).size(), 1U);
}

TEST(IncludeGraph, CatchesACycle) {
  const std::vector<SourceFile> files = {{"core/base/a.hpp", "#include \"core/clock/b.hpp\"\n"},
                                         {"core/clock/b.hpp", "#include \"core/trace/c.hpp\"\n"},
                                         {"core/trace/c.hpp", "#include \"core/base/a.hpp\"\n"}};
  EXPECT_EQ(cycle_through(folder_graph(files), "core/base"),
            "core/base -> core/clock -> core/trace -> core/base");
}

}  // namespace
}  // namespace lamport::architecture
