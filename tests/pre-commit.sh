#!/usr/bin/env bash
# Real pre-commit runs the hook of .pre-commit-hooks.yaml on a repository: it stops guilty copy and passes clean copy.
# Uses the command that is built already, so that the hook's own build (language: rust) is not done twice in CI; with
# FULL=1 pre-commit clones this repository and builds it as it would for anybody.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v pre-commit >/dev/null; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check pre-commit
    PATH="$work/venv/bin:$PATH"
fi
export PRE_COMMIT_HOME="$work/cache" XDG_CONFIG_HOME="$work/nobody"
export GIT_AUTHOR_NAME=desk GIT_AUTHOR_EMAIL=desk@example.org GIT_COMMITTER_NAME=desk GIT_COMMITTER_EMAIL=desk@example.org

# What pre-commit gets: the hook as it is here, in a repository of its own.
mkdir "$work/hook"
if [ -n "${FULL:-}" ]; then
    (cd "$root" && git ls-files -z | tar --null -cT - ) | tar -x -C "$work/hook"
    cp "$root/.pre-commit-hooks.yaml" "$work/hook/"
else
    cargo build --locked --quiet --manifest-path "$root/Cargo.toml"
    PATH="${CARGO_TARGET_DIR:-$root/target}/debug:$PATH"
    sed 's/^  language: rust$/  language: system/' "$root/.pre-commit-hooks.yaml" > "$work/hook/.pre-commit-hooks.yaml"
fi
pre-commit validate-manifest "$root/.pre-commit-hooks.yaml"
git -C "$work/hook" init --quiet
git -C "$work/hook" add --all
git -C "$work/hook" commit --quiet --message hook

mkdir "$work/desk"
cd "$work/desk"
git init --quiet
cat > .pre-commit-config.yaml <<YAML
repos:
  - repo: $work/hook
    rev: $(git -C "$work/hook" rev-parse HEAD)
    hooks:
      - id: sayso
YAML
pre-commit install >/dev/null
printf 'Council meets\n\nThe council met on Monday.\n' > clean.txt
git add --all
git commit --quiet --message 'Clean copy goes in'

printf 'Market hit\n\nThe council met on Monday.\n\nGovernment troops shelled the market on Friday.\n' > 'late copy.md'
printf 'not copy\n' > data.csv
git add --all
if git commit --quiet --message 'Guilty copy' > "$work/log" 2>&1; then
    echo "pre-commit let guilty copy in" >&2
    exit 1
fi
grep -q 'claims/unattributed-accusation' "$work/log"
grep -q 'late copy.md:5:' "$work/log"
test "$(git rev-list --count HEAD)" = 1
echo "pre-commit: clean copy passed, guilty copy stopped"
