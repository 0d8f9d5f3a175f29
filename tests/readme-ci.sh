#!/usr/bin/env bash
# Runs the CI job that the README shows: takes the `run` steps out of its first YAML block with `jobs:` and runs them as
# GitHub's runner would, on guilty and on clean copy. `cargo install` is left to the command that is built already; with
# FULL=1 it is run as it stands, from a registry that holds what `cargo publish` would put there.
source "$(dirname "$0")/runner.sh"
readme=${1:-$root/README.md}

if [ -n "${FULL:-}" ]; then
    (cd "$root" && cargo vendor --locked --quiet "$work/registry" > /dev/null)
    cargo package --quiet --locked --no-verify --allow-dirty --manifest-path "$root/Cargo.toml" --target-dir "$work/made"
    crate=$(echo "$work"/made/package/sayso-*.crate)
    mkdir "$work/registry/sayso"
    tar -xzf "$crate" -C "$work/registry/sayso" --strip-components 1
    printf '{"files":{},"package":"%s"}' "$(sha256sum < "$crate" | cut -d' ' -f1)" > "$work/registry/sayso/.cargo-checksum.json"
    export CARGO_HOME="$work/cargo"
    mkdir "$CARGO_HOME"
    printf '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "%s"\n' "$work/registry" > "$CARGO_HOME/config.toml"
    export PATH="$CARGO_HOME/bin:$PATH"
fi

# run_job FOLDER: 0 or the code of the first step that fails; steps with `if: always()` run all the same.
run_job() {
    : > "$work/summary"
    "$python" - "$readme" "$1" "$work/summary" <<'PYTHON'
import os, re, subprocess, sys, yaml
readme, folder, summary = sys.argv[1:]
blocks = re.findall(r"```yaml\n(.*?)```", open(readme, encoding="utf-8").read(), re.S)
text = next(block for block in blocks if "jobs:" in block)
assert len(text.splitlines()) <= 15, "the README promises 15 lines"
(job,) = yaml.safe_load(text)["jobs"].values()
code = 0
for step in job["steps"]:
    script = step.get("run")
    built = script and script.startswith("cargo install") and not os.environ.get("FULL")
    if script is None or built or code and step.get("if") != "always()":
        continue
    env = {**os.environ, "GITHUB_STEP_SUMMARY": summary}
    # The runner's bash when a step names no shell.
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=env)
    code = code or done.returncode
sys.exit(code)
PYTHON
}

mkdir "$work/guilty" "$work/clean"
printf 'Market hit\n\nThe council met on Monday.\n\nGovernment troops shelled the market on Friday.\n' > "$work/guilty/a.txt"
printf 'Council meets\n\nThe council met on Monday.\n' > "$work/clean/a.txt"
run_job "$work/clean"
grep -q 'nothing found in 1 file' "$work/summary"
code=0
run_job "$work/guilty" > "$work/log" || code=$?
test "$code" = 1
grep -q '^::error file=a.txt,line=5,' "$work/log"
grep -q '^## sayso: 1 error' "$work/summary"
[ -z "${FULL:-}" ] || [ "$(command -v sayso)" = "$CARGO_HOME/bin/sayso" ]
echo "README: the CI job does what it says"
