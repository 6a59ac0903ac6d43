#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - race the lists, as shipped and with each fault seeded, which must be caught.

    check.py OUT CXX FLAG...
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[2] / "module/ex/slist.cpp"
LIMIT = 30  # seconds; a list that has become a circle is walked for ever

# What it is called, what stands there once, what is put in its place.
FAULTS = [
    ("changes are not counted", "(word.low & ~depth_mask) + one_change", "(word.low & ~depth_mask) + 0 * one_change"),
    ("a pop counts as none", "changed(seen, seen.low - 1,", "changed(seen, seen.low,"),
    ("an exchange that fails is taken for one that does not", "} while (!compare_exchange_pair(",
     "} while (false && !compare_exchange_pair("),
]


def run(command: list[str | Path]) -> tuple[bool, str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return False, "it did not come to an end"
    return done.returncode == 0, done.stdout + done.stderr


def race(source: Path, program: Path, compiler: list[str], sanitizer: str) -> tuple[bool, str]:
    includes = ["-I" + str(SOURCE.parent)]
    built, text = run([*compiler, *includes, *sanitizer.split(), HERE / "slist_race.cpp", source,
                       "-o", program, "-pthread"])
    if not built:
        sys.exit(f"Bail out! {source.name} does not compile:\n{text}")
    return run([program, "5000" if sanitizer else "100000"])


def seeded(number: int, old: str, new: str, out: Path) -> Path:
    text = SOURCE.read_text()
    if text.count(old) != 1:
        sys.exit(f"Bail out! slist.cpp has not once: {old}")
    text = text.replace(old, new).replace('"../', f'"{SOURCE.parent.parent}/')
    mutant = out / f"mutant{number}.cpp"
    mutant.write_text(text)
    return mutant


def main() -> None:
    out, compiler = Path(sys.argv[1]), sys.argv[2:]
    results = []
    for name, sanitizer in [("as shipped", ""),
                            ("under ThreadSanitizer", "-fsanitize=thread -mcx16")]:
        passed, text = race(SOURCE, out / "race", compiler, sanitizer)
        results.append((passed, name, text))
    for number, (name, old, new) in enumerate(FAULTS):
        passed, text = race(seeded(number, old, new, out), out / "mutant", compiler, "")
        results.append((not passed, f"caught: {name}", text))
    print(f"TAP version 13\n1..{len(results)}")
    for number, (passed, name, text) in enumerate(results, 1):
        print("".join(f"# {line}\n" for line in text.splitlines()[:20]), end="")
        print(f"{'ok' if passed else 'not ok'} {number} - {name}")
    sys.exit(not all(passed for passed, *_ in results))


main()
