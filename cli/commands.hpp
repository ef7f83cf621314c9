// Every subcommand of lamport, each in the file of its name.
#pragma once

namespace lamport::cli {

class CommandLine;

void add_check(CommandLine& line);
void add_collect(CommandLine& line);
void add_cut(CommandLine& line);
void add_demo(CommandLine& line);
void add_internal(CommandLine& line);
void add_node(CommandLine& line);
void add_replay(CommandLine& line);
void add_report(CommandLine& line);
void add_send(CommandLine& line);
void add_show(CommandLine& line);
void add_sim(CommandLine& line);
void add_status(CommandLine& line);
void add_why(CommandLine& line);

}  // namespace lamport::cli
