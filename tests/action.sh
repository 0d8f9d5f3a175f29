#!/usr/bin/env bash
# Runs the steps of action.yml as GitHub's runner would: inputs go into `env`, each `run` into bash with the runner's own
# flags, outputs and the step summary into files. Needs the command built, python3 and PyYAML (which it installs).
source "$(dirname "$0")/runner.sh"

# run_action KEY=VALUE…: runs all steps with those inputs in the current folder; its code is that of the failing step.
run_action() {
    : > "$work/output"
    : > "$work/summary"
    "$python" - "$root" "$work" "$@" <<'PYTHON'
import os, re, subprocess, sys, yaml
root, work, given = sys.argv[1], sys.argv[2], dict(pair.split("=", 1) for pair in sys.argv[3:])
action = yaml.safe_load(open(f"{root}/action.yml", encoding="utf-8"))
assert action["runs"]["using"] == "composite" and action["name"] and action["description"]
unknown = set(given) - set(action["inputs"])
assert not unknown, unknown
values = {f"inputs.{key}": given.get(key, spec.get("default", "")) for key, spec in action["inputs"].items()}
values["github.action_path"] = root
fill = lambda text: re.sub(r"\$\{\{\s*(\S+?)\s*\}\}", lambda found: values[found[1]], str(text))
for step in action["runs"]["steps"]:
    assert step["shell"] == "bash"
    # An expression in a script is code that whoever names a file could write.
    assert "${{" not in step["run"], step["name"]
    env = {**os.environ, "GITHUB_OUTPUT": f"{work}/output", "GITHUB_STEP_SUMMARY": f"{work}/summary"}
    env.update({key: fill(value) for key, value in step.get("env", {}).items()})
    done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], env=env)
    if done.returncode:
        sys.exit(done.returncode)
PYTHON
}

fail() { echo "action: $*" >&2; exit 1; }
expect() { # CODE, then inputs
    local wanted=$1 code=0
    shift
    run_action "$@" > "$work/log" 2>&1 || code=$?
    [ "$code" = "$wanted" ] || { cat "$work/log" >&2; fail "exit code $code, not $wanted, for $*"; }
    grep -qx "exit-code=$wanted" "$work/output" || fail "no output exit-code=$wanted"
}

mkdir -p "$work/desk/late copy"
cd "$work/desk"
printf 'Council meets\n\nThe council met on Monday.\n' > clean.txt
printf 'Market hit\n\nThe council met on Monday.\n\nGovernment troops shelled the market on Friday.\n' > 'late copy/guilty.txt'

expect 0 paths=clean.txt
grep -q 'nothing found in 1 file' "$work/summary" || fail "no summary"
expect 1
grep -q '^::error file=late copy/guilty.txt,line=5,' "$work/log" || fail "no annotation"
grep -q '^## sayso: 1 error' "$work/summary" || fail "no summary of findings"
expect 1 "paths=clean.txt
late copy" sarif-file=out.sarif
grep -q '"version":"2.1.0"' out.sarif || fail "no SARIF"
expect 0 fail-on=never
expect 0 "args=--ignore 'claims' --quiet"
expect 2 paths=missing.txt
# shellcheck disable=SC2016
expect 2 'paths=$(touch pwned); touch pwned'
[ ! -e pwned ] || fail "a path was run"
echo "action: all steps did what they should"
