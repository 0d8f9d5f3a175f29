#!/usr/bin/env bash
# Fuzzes: `fuzz/run.sh SECONDS [TARGET...]`, each target for so long, starting from the examples and rules there are and
# from the corpus that is kept. Fails at the first input that breaks something and says where it is; what is new is kept in
# `fuzz/found/TARGET`. Builds as `cargo fuzz build --sanitizer none` would, but with any compiler: our code has no
# `unsafe`, so a sanitizer would see little, and only sanitizers need a nightly one. `cargo fuzz` itself works here too.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?how many seconds for each target}
shift
targets=("$@")
[ $# -gt 0 ] || targets=(plain markdown rule config pattern check)

# libFuzzer is C++.
command -v c++ >/dev/null || { apt-get update && apt-get install -y --no-install-recommends g++; }
host=$(rustc -vV | sed -n 's/^host: //p')
flags="--cfg fuzzing -Cpasses=sancov-module -Cdebug-assertions"
for coverage in level=4 inline-8bit-counters pc-table trace-compares; do
  flags+=" -Cllvm-args=-sanitizer-coverage-$coverage"
done
# With `--target`, build scripts and macros are built without the flags.
RUSTFLAGS=$flags cargo build --locked --release --quiet --manifest-path fuzz/Cargo.toml --target "$host"
SEEDS=$PWD/fuzz/seeds cargo test --quiet --test corpus >/dev/null

for target in "${targets[@]}"; do
  case $target in
    rule | config) dict=toml ;;
    pattern) dict=pattern ;;
    *) dict=copy ;;
  esac
  mkdir -p "fuzz/found/$target" "fuzz/artifacts/$target"
  printf '\n== fuzz %s for %s s\n' "$target" "$seconds"
  "${CARGO_TARGET_DIR:-fuzz/target}/$host/release/$target" "fuzz/found/$target" "fuzz/corpus/$target" "fuzz/seeds/$target" \
    -dict="fuzz/$dict.dict" -artifact_prefix="fuzz/artifacts/$target/" -max_total_time="$seconds" -max_len=4096 \
    -timeout=20 -rss_limit_mb=3000 2>&1 | grep -E '^(Done|#[0-9]+\s+DONE|thread|==|artifact_prefix|assertion|attempt)|panicked|SUMMARY'
done
