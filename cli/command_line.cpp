// CLI11 behind CommandLine; the only file that includes it.
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <charconv>

#include "core/base/ids.hpp"
#include "core/base/time_text.hpp"

namespace lamport::cli {

namespace {

/// Help that begins with examples, then usage, then every flag.
class ExamplesFirst final : public CLI::Formatter {
 public:
  explicit ExamplesFirst(std::string examples) : examples_(std::move(examples)) {
    column_width(32);
    label("OPTIONS", "options");
    label("SUBCOMMAND", "COMMAND");
    label("Options", "Flags");
    label("Positionals", "Arguments");
    label("Subcommands", "Commands");
    label("REQUIRED", "");
  }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string text = "\nExamples:\n";
    std::size_t begin = 0;
    while (begin < examples_.size()) {
      const auto end = std::min(examples_.find('\n', begin), examples_.size());
      text += "  " + examples_.substr(begin, end - begin) + "\n";
      begin = end + 1;
    }
    return text + "\n" + CLI::Formatter::make_usage(app, std::move(name));
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_name().empty() ? "" : " " + option->get_type_name();
  }

 private:
  std::string examples_;
};

}  // namespace

struct Subcommand::Parser {
  CLI::App app;
  std::function<Exit(Console&)> action;

  Parser(const std::string& summary, const std::string& name, const std::string& examples)
      : app(summary, name) {
    app.formatter(std::make_shared<ExamplesFirst>(examples));
    app.set_help_flag("-h,--help", "Show this help");
  }
};

std::string take_value(const std::string& text, std::string& target) {
  target = text;
  return "";
}

std::string take_value(const std::string& text, std::uint64_t& target) {
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, target);
  if (error == std::errc{} && stop == end && target <= largest_exact_integer) return "";
  return "\"" + text + "\" is not a whole number from 0 to 2^53 - 1";
}

std::string take_value(const std::string& text, Duration& target) {
  const auto duration = parse_duration(text);
  if (!duration) return to_string(duration.error());
  target = *duration;
  return "";
}

Subcommand& Subcommand::flag(const std::string& names, bool& target, const std::string& help) {
  parser_->app.add_flag(names, target, help);
  return *this;
}

Subcommand& Subcommand::choice(const std::string& names, std::string& target,
                               const std::vector<std::string>& words, const std::string& help) {
  std::string shown;
  for (const auto& word : words) shown += (shown.empty() ? "" : "|") + word;
  const auto take = [&target, words, shown](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) == words.end())
      return "\"" + text + "\" is not one of " + shown;
    target = text;
    return "";
  };
  return add(names, shown, help, take, {false, false});
}

Subcommand& Subcommand::add(const std::string& names, const std::string& value,
                            const std::string& help, Take take, Shape shape) {
  auto* option = parser_->app.add_option(
      names,
      [take = std::move(take), names](const CLI::results_t& results) {
        for (const auto& text : results)
          if (auto wrong = take(text); !wrong.empty()) throw CLI::ValidationError(names, wrong);
        return true;
      },
      help);
  const bool is_argument = names.front() != '-';
  option->type_name(is_argument ? "" : value);
  if (shape.many)
    option->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args(is_argument);
  if (shape.required) option->required();
  return *this;
}

void Subcommand::run(std::function<Exit(Console&)> action) {
  parser_->action = std::move(action);
}

CommandLine::CommandLine(const std::string& summary, const std::string& version,
                         const std::string& examples)
    : parser_(std::make_shared<Subcommand::Parser>(summary, "lamport", examples)) {
  parser_->app.set_version_flag("--version", "lamport " + version, "Show the version");
  parser_->app.require_subcommand(1);
}

CommandLine::~CommandLine() = default;

Subcommand CommandLine::command(const std::string& name, const std::string& summary,
                                const std::string& examples) {
  auto parser = std::make_shared<Subcommand::Parser>(summary, name, examples);
  // CLI11 shares the child; this list keeps the Parser around it alive.
  parser_->app.add_subcommand(CLI::App_p(parser, &parser->app));
  commands_.push_back(Subcommand(parser));
  return commands_.back();
}

Exit CommandLine::run(int count, const char* const* arguments, Console& console) {
  try {
    parser_->app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      std::ostringstream help;
      parser_->app.exit(error, help, help);
      console.print(help.str());
      return Exit::ok;
    }
    std::string asked = "lamport";
    for (const auto* app : parser_->app.get_subcommands()) asked += " " + app->get_name();
    const auto rest = parser_->app.remaining();
    const auto wrong =
        parser_->app.get_subcommands().empty() && !rest.empty() && rest.front()[0] != '-'
            ? "there is no command \"" + rest.front() + "\""
            : std::string(error.what());
    console.say("lamport: " + wrong + "\ntry: " + asked + " --help\n");
    return Exit::usage;
  }
  for (const auto& command : commands_)
    if (command.parser_->app.parsed()) return command.parser_->action(console);
  return Exit::usage;
}

}  // namespace lamport::cli
