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
sys.path.insert(0, str(HERE.parent))
import shipped  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

SLIST = "ex/slist.cpp"
HANGS = 30  # seconds; a list that has become a circle is walked for ever
LIMIT = 900  # for what ends

# What it is called, what stands there once, what is put in its place.
FAULTS = [
    ("changes are not counted", "(word.low & ~depth_mask) + one_change", "(word.low & ~depth_mask) + 0 * one_change"),
    ("a pop counts as none", "changed(seen, seen.low - 1,", "changed(seen, seen.low,"),
    ("an exchange that fails is taken for one that does not", "} while (!compare_exchange_pair(",
     "} while (false && !compare_exchange_pair("),
]


def run(command: list[str | Path], limit: float = LIMIT) -> tuple[bool, str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return False, "it did not come to an end"
    return done.returncode == 0, done.stdout + done.stderr


def race(module: Path, program: Path, compiler: list[str], sanitizer: str,
         limit: float = LIMIT) -> tuple[bool, str]:
    built, text = run([*compiler, *sanitizer.split(), HERE / "slist_race.cpp", module / SLIST,
                       "-o", program, "-pthread"])
    if not built:
        sys.exit(f"Bail out! {module / SLIST} does not compile:\n{text}")
    return run([program, "5000" if sanitizer else "100000"], limit)


def seeded(folder: Path, old: str, new: str) -> Path:
    if shipped.read(SLIST).count(old) != 1:
        sys.exit(f"Bail out! {SLIST} has not once: {old}")
    shipped.copy(folder, lambda file, text: text.replace(old, new) if file == SLIST else text)
    return folder


def main() -> int:
    out, compiler = Path(sys.argv[1]), sys.argv[2:]
    tap = Tap()
    for name, sanitizer in [("as shipped", ""),
                            ("under ThreadSanitizer", "-fsanitize=thread -mcx16")]:
        passed, text = race(shipped.MODULE, out / "race", compiler, sanitizer)
        tap.note(text)
        tap.result(passed, name)
    for number, (name, old, new) in enumerate(FAULTS):
        passed, text = race(seeded(out / f"fault{number}", old, new), out / "mutant", compiler, "", HANGS)
        tap.note(text)
        tap.result(not passed, f"caught: {name}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
