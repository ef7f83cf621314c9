// lamport node: one process of the live cluster, until it is told to end.
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "net/config.hpp"
#include "net/log.hpp"
#include "net/node_program.hpp"
#include "net/protocols.hpp"

namespace lamport::cli {
namespace {

struct NodeFlags {
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  bool ephemeral = false;
};

Exit node(const NodeFlags& flags, Console& console) {
  net::GivenSettings given;
  for (const auto& [name, values] : flags.values)
    for (const auto& value : values) {
      auto& target = given[name];
      target = name == "set" && !target.empty() ? target + "," + value : value;
    }
  if (flags.ephemeral) given["ephemeral"] = "true";
  auto settings = net::read_settings(given, net::environment_variable);
  if (!settings) return console.fail(settings.error());
  const auto protocol = net::find_protocol(settings->protocol_name);
  if (!protocol) return console.fail(protocol.error());
  const net::Log log;
  const auto served = net::serve(std::move(*settings), *protocol, log);
  return served ? Exit::ok : console.fail(served.error());
}

}  // namespace

void add_node(CommandLine& line) {
  auto flags = std::make_shared<NodeFlags>();
  auto command =
      line.command("node", "Run one process of a live cluster",
                   "lamport node --id 0 --processes 2 --listen 127.0.0.1:5000 --data node0\n"
                   "lamport node --id 1 --coordinator http://127.0.0.1:5000 --listen "
                   "127.0.0.1:5001 --data node1\n");
  for (const auto& setting : net::node_settings()) {
    const auto flag = "--" + std::string(setting.name);
    if (setting.value.empty())
      command.flag(flag, flags->ephemeral, std::string(setting.help));
    else
      command.option(flag, flags->values[std::string(setting.name)], std::string(setting.value),
                     std::string(setting.help));
  }
  command.run([flags](Console& console) { return node(*flags, console); });
}

}  // namespace lamport::cli
