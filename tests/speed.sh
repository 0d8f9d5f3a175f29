#!/bin/sh
# How fast sayso starts and reads: tests/speed.sh FOLDER [ARTICLE]
# FOLDER holds articles as plain text. Needs `cargo build --release` first; instruction counts, which a busy machine does
# not blur, are told where valgrind is installed.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:?usage: tests/speed.sh FOLDER [ARTICLE]}
article=${2:-$here/examples/clean-copy/article.txt}
sayso=${SAYSO:-$here/target/release/sayso}
bytes=$(find "$folder" -type f -name '*.txt' -exec cat {} + | wc -c)

# Runs sayso with the arguments; findings are not failures here.
run() { "$sayso" check --output-format jsonl "$@" >/dev/null 2>&1 || [ $? -eq 1 ]; }
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$sayso" check --output-format jsonl "$@" 2>&1 >/dev/null |
        sed -n 's/.*refs: *//p' | tr -d ,
}
# User CPU seconds of what this shell has run so far, into $now. A substitution or a pipe would have times of its own.
clock=$(mktemp)
trap 'rm -f "$clock"' EXIT
cpu() {
    times >"$clock"
    now=$(sed -n '2s/m\([0-9.]*\)s .*/ \1/p' "$clock" | awk '{ print $1 * 60 + $2 }')
}

times_run=50
cpu && before=$now
i=0
while [ $i -lt $times_run ]; do run "$article"; i=$((i + 1)); done
cpu && after=$now
awk "BEGIN { printf \"one article   %8.1f ms of user CPU, whole process\\n\", ($after - $before) * 1000 / $times_run }"
cpu && before=$now
run --jobs 1 "$folder"
cpu && after=$now
awk "BEGIN { s = $after - $before; printf \"%s bytes %8.2f s of user CPU, %.1f MB/s, one job\\n\", $bytes, s, $bytes / s / 1e6 }"
if command -v valgrind >/dev/null; then
    one=$(instructions "$article")
    all=$(instructions --jobs 1 "$folder")
    awk "BEGIN { printf \"instructions  %8.1f million for one article, %.0f a byte of the folder\\n\", $one / 1e6, $all / $bytes }"
fi
