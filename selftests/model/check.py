#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - search every execution of queue_lock.pml with spin.

    check.py FOLDER [deep]

Each search is exhaustive and exact: partial-order reduction, but neither bitstate hashing nor
hash-compaction. One that ends early, for want of memory or depth, fails. The faults that are
seeded show that each check can fail. FOLDER takes what is built; `deep` adds larger sizes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "host"))
from tap import Tap  # pylint: disable=wrong-import-position

EXCLUSION = "(owner["
ORDER = "(last_owner["
FRAME = "alive["
FREE = "(done<"
STUCK = "invalid end state"


@dataclass
class Search:
    """One size; with a fault, what must find it."""

    contenders: int
    rounds: int = 1
    interrupts: int = 0
    fault: str = ""
    finds: str = ""
    livelock: bool = False
    reaches_all: bool = False

    def name(self) -> str:
        if self.fault:
            return f"finds the fault {self.fault}"
        text = f"{self.contenders} contenders, {self.rounds} each"
        if self.interrupts:
            text += f", interrupts on {self.interrupts} of their CPUs"
        return text + (": no livelock" if self.livelock else "")


# The longest first: they run side by side.
SEARCHES = [
    Search(6),
    Search(5, reaches_all=True),
    Search(3, rounds=3),
    Search(3, interrupts=1),
    Search(2, interrupts=2),
    Search(3, rounds=2, livelock=True),
    Search(3, fault="NO_TURN", finds=EXCLUSION),
    Search(4, fault="PASSES_QUEUE", finds=ORDER),
    Search(4, fault="NO_RESET", finds=FRAME),
    Search(4, fault="LINKS_TWICE", finds=FRAME),
    Search(4, fault="NO_PROMOTION", finds=STUCK),
    Search(3, fault="SPURIOUS_FAILURE", finds=STUCK),
    Search(3, fault="KEEPS_TICKET", finds=FREE),
    Search(2, fault="TICKET_CARRIES", finds=FREE),
    Search(1, fault="SERVE_CARRIES", finds=FREE),
    Search(2, fault="SERVES_UNHELD", finds=FREE),
    Search(3, interrupts=3, fault="SHARED_NODE", finds=FRAME),
]
DEEP = [Search(3, interrupts=2), Search(4, rounds=2)]


def build(search: Search, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [f"-DCONTENDERS={search.contenders}", f"-DROUNDS={search.rounds}",
             f"-DINTERRUPTS={search.interrupts}"]
    if search.fault:
        sizes.append(f"-DBROKEN={search.fault}")
    subprocess.run(["spin", "-a", *sizes, HERE / "contenders.pml"], cwd=folder, check=True,
                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    how = ["-DNP"] if search.livelock else ["-DSAFETY"]
    if search.interrupts:
        how.append("-DNOREDUCE")  # suspended processes forbid it
    subprocess.run(["gcc", "-O2" if not search.fault else "-O1", "-w", "-DMEMLIM=8000", *how,
                    "-o", "pan", "pan.c"], cwd=folder, check=True)
    return folder / "pan"


def fault_of(search: Search, said: str) -> str:
    """Why it is wrong, or nothing."""
    errors = re.search(r"errors: (\d+)", said)
    if not errors:
        return said
    if search.fault:
        found = re.search(r"pan:\d+: (.*)", said)
        return "" if found and search.finds in found[1] else f"expected {search.finds}\n{said}"
    if errors[1] != "0":
        return said
    if "Search not completed" in said or "max search depth too small" in said:
        return f"not exhaustive\n{said}"
    if search.reaches_all and re.search(r"\.pml:\d+, state", unreached(said)):
        return f"not all of the lock was reached\n{said}"
    return ""


def unreached(said: str) -> str:
    return said[said.find("unreached in proctype"):]


def facts(said: str) -> str:
    states = re.search(r"(\d+) states, stored", said)
    depth = re.search(r"depth reached (\d+)", said)
    seconds = re.search(r"elapsed time ([\d.]+)", said)
    return (f"{states[1] if states else '?'} states, depth {depth[1] if depth else '?'}, "
            f"{seconds[1] if seconds else '?'} s")


def run(search: Search, folder: Path) -> str:
    pan = build(search, folder)
    many = search.contenders > 5 or search.interrupts > 1 or search.rounds > 2
    command = [pan, "-m100000", "-w26" if many else "-w20"] + (["-l"] if search.livelock else [])
    return subprocess.run(command, cwd=folder, check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT).stdout


def main() -> int:
    folder = Path(sys.argv[1])
    searches = (DEEP if "deep" in sys.argv[2:] else []) + SEARCHES
    tap = Tap()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        said = pool.map(run, searches, [folder / str(i) for i in range(len(searches))])
        for search, text in zip(searches, said):
            why = fault_of(search, text)
            if not search.fault:
                tap.note(f"{search.name()}: {facts(text)}")
            tap.result(not why, search.name(), why)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
