#!/usr/bin/env bash
# Does what docs/your-protocol.md tells a reader to do, word for word: writes its files, then runs
# its commands. A block of code whose first line names a file is that file; a block "sh" is run.
#   story.sh TEXT DIRECTORY INSTALLED
# INSTALLED is where lamport is. The environment says which compiler to use.
set -euo pipefail
text=$(realpath "$1")
export CMAKE_PREFIX_PATH=$3 PATH=$3/bin:$PATH
mkdir -p "$2/new"
cd "$2"

rm -f new/*
awk '
  /^```/ && inside { inside = 0; next }
  /^```/ { inside = 1; file = $2 != "" ? "new/" $2 : $1 == "```sh" ? "new/commands" : ""; next }
  inside && file != "" { print > file }
' "$text"
# A file that is as it was keeps its age, so that a second run builds nothing.
for file in new/*; do
  cmp -s "$file" "${file#new/}" || cp "$file" "${file#new/}"
done

# The one port in the text may be taken here.
port=$((20000 + RANDOM % 10000))
while (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((20000 + RANDOM % 10000)); done
sed "s/7100/$port/g" commands > commands_here
rm -rf data
bash -euxo pipefail -c 'trap "kill \$(jobs -pr) 2> /dev/null || true; wait" EXIT; . ./commands_here'
