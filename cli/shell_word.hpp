// Text as one word of a shell's command line, for commands that people copy.
#pragma once

#include <string>

namespace lamport::cli {

/// `word` itself where a shell reads it as it stands, else in single quotes.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace lamport::cli
