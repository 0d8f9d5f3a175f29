# What action.sh and readme-ci.sh start with: the command built and on the path, a scratch folder ($work) that goes away,
# and a python with PyYAML ($python), installed if it is missing. Sourced, never run; $root is the checkout.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --locked --quiet --manifest-path "$root/Cargo.toml"
export PATH="${CARGO_TARGET_DIR:-$root/target}/debug:$PATH" XDG_CONFIG_HOME="$work/nobody"
python=python3
if ! python3 -c 'import yaml' 2>/dev/null; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check pyyaml
    python="$work/venv/bin/python"
fi
