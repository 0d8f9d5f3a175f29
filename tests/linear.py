#!/usr/bin/env python3
"""Counts instructions and fails where twice the text takes more than 2.1 times the work.

    python3 tests/linear.py [SAYSO] [NAME...]

SAYSO is the command, target/release/sayso unless given; NAMEs choose among the texts. Needs valgrind: it counts the same
on a busy machine. What the start takes is measured with an empty file and left out.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

MOST = 2.1
SIZE = 60_000
ROOT = pathlib.Path(__file__).resolve().parent.parent


def ordinary(size):
    """Our own example articles, one after the other; the second half is the first again."""
    story = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("examples/*/article.*")))
    return (story * (SIZE // len(story) + 1))[:SIZE] * (size // SIZE)


def repeated(unit, ahead="Council talks end\n\n"):
    return lambda size: ahead + unit * (size // len(unit))


TEXTS = {
    "ordinary copy": ordinary,
    "one sentence": repeated("the mayor said that the council of the old town had paid for it and "),
    "open quotation marks": repeated("“he said "),
    "open straight marks": repeated(' "he'),
    "open single marks": repeated(" ‘he said"),
    "no space": repeated("word"),
    "commas": repeated(","),
    "open brackets": repeated("(a "),
    "nested brackets": lambda size: "(a " * (size // 6) + "b) " * (size // 6),
    "cues in one paragraph": repeated("Ruiz said that Lind claimed it. "),
    "cues in one sentence": repeated("Ruiz said that Lind, she claimed, "),
    "speech tags alone": repeated("“No.” Ruiz said. "),
    "names": repeated("Ana Ruiz of the Harbour Union met Per Lind. "),
    "figures": repeated("The army said 14 died. Shelling killed 14 people in 1988. "),
    "one word a paragraph": repeated("Critics\n\n"),
    "one line": repeated("Critics slammed the disastrous plan, the paper said on Friday. "),
}


def instructions(sayso, text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "copy.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        command = [sayso, "check", "--isolated", "--jobs", "1", "--output-format", "jsonl", path]
        valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        done = subprocess.run(valgrind + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
        line = next(line for line in done.stderr.splitlines() if "refs:" in line)
        return int(line.split("refs:")[1].replace(",", ""))


def main():
    sayso = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/sayso")
    chosen = {n: t for n, t in TEXTS.items() if not sys.argv[2:] or n in sys.argv[2:]}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        start = pool.submit(instructions, sayso, "")
        counts = {
            name: [pool.submit(instructions, sayso, text(size)) for size in (SIZE, 2 * SIZE)]
            for name, text in chosen.items()
        }
        bad = []
        print(f"{'start':24}{start.result() / 1e6:10.1f} M")
        for name, pair in counts.items():
            one, two = (count.result() - start.result() for count in pair)
            ratio = two / one
            size = len(TEXTS[name](SIZE).encode())
            print(f"{name:24}{one / 1e6:10.1f} M{one / size:8.0f} a byte, twice the text {ratio:.2f} times the work")
            if ratio > MOST:
                bad.append(name)
    if bad:
        sys.exit(f"more than {MOST} times the work: {', '.join(bad)}")


main()
