// Reads the tree once. It walks the directories instead of asking git, so that the tests also work
// in an unpacked archive and in a container.
#include "tests/architecture/source_tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace lamport::architecture {
namespace {

namespace fs = std::filesystem;

bool is_foreign(const std::string& directory) {
  static const std::array<std::string_view, 7> names = {
      ".git", "build", "out", "node_modules", "corpus", "screenshots", ".cache"};
  return std::find(names.begin(), names.end(), directory) != names.end() ||
         directory.rfind("cmake-build", 0) == 0;
}

void collect(const fs::path& root, const fs::path& directory, std::vector<SourceFile>& files) {
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.is_symlink()) continue;
    if (entry.is_directory()) {
      if (!is_foreign(entry.path().filename().string())) collect(root, entry.path(), files);
    } else if (entry.path().filename() != ".git") {
      std::ifstream stream(entry.path(), std::ios::binary);
      std::string text(std::istreambuf_iterator<char>(stream), {});
      const bool binary = text.find('\0') != std::string::npos;
      if (!binary)
        files.push_back({entry.path().lexically_relative(root).string(), std::move(text)});
    }
  }
}

}  // namespace

bool SourceFile::below(std::string_view directory) const {
  return path.size() > directory.size() && path.compare(0, directory.size(), directory) == 0 &&
         path[directory.size()] == '/';
}

bool SourceFile::ends_with(std::string_view suffix) const {
  return path.size() >= suffix.size() &&
         path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0;
}

bool SourceFile::is_cpp() const {
  return ends_with(".cpp") || ends_with(".hpp");
}

const std::vector<SourceFile>& source_tree() {
  static const auto files = [] {
    std::vector<SourceFile> found;
    const fs::path root = LAMPORT_SOURCE_DIR;
    collect(root, root, found);
    std::sort(found.begin(), found.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return found;
  }();
  return files;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string code_only(std::string_view cpp) {
  std::string code(cpp);
  // Blanks from `begin` up to the end of `terminator` (found from `from` on), and returns where it
  // ends.
  const auto blank = [&](std::size_t begin, std::size_t from, std::string_view terminator) {
    auto end = cpp.find(terminator, from);
    end = end == std::string_view::npos ? cpp.size() : end + terminator.size();
    for (auto i = begin; i < end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    return end;
  };
  const auto literal_end = [&](std::size_t begin) {
    auto at = begin + 1;
    while (at < cpp.size() && cpp[at] != cpp[begin] && cpp[at] != '\n')
      at += cpp[at] == '\\' ? 2 : 1;
    return at;
  };
  for (std::size_t at = 0; at < cpp.size();) {
    const auto rest = cpp.substr(at);
    if (rest.rfind("//", 0) == 0) {
      at = blank(at, at, "\n");
    } else if (rest.rfind("/*", 0) == 0) {
      at = blank(at, at + 2, "*/");
    } else if (rest.rfind("R\"", 0) == 0) {
      const auto open = cpp.find('(', at);
      at = blank(at, open, ")" + std::string(cpp.substr(at + 2, open - at - 2)) + "\"");
    } else if (cpp[at] == '#') {
      at = std::min(cpp.size(), cpp.find('\n', at));  // an include names its file in quotes
    } else if (cpp[at] == '"' || (cpp[at] == '\'' && (at == 0 || !std::isalnum(cpp[at - 1])))) {
      const auto end = std::min(cpp.size(), literal_end(at));
      for (auto i = at + 1; i < end; ++i) code[i] = ' ';
      at = end + 1;
    } else {
      ++at;
    }
  }
  return code;
}

std::string finding(const SourceFile& file, std::size_t line, std::string_view what) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

testing::AssertionResult holds_on_the_tree(const Rule& rule) {
  std::string message;
  for (const auto& file : source_tree()) {
    for (const auto& one : rule(file)) message += one + "\n";
  }
  if (message.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "\n" << message;
}

}  // namespace lamport::architecture
