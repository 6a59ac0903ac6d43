#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""busy.py - the table of guests that have more CPUs than their host, from their consoles.

    busy.py CONSOLE...

Acquisitions a second, and the longest wait of a round: medians of the rounds. In brackets the longest
of all rounds, in which whatever else the host ran for some milliseconds is found again.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import NamedTuple

MODE = re.compile(r"ntspin_bench: busy (auto|off) (\d+)")
CONTEST = re.compile(r"ntspin_bench: contest (\d+) \d+ (\d+) (\d+) ((?:\d+ )+)(\S.*)")


class Row(NamedTuple):
    """What is measured of one lock: parked or not, or Linux' own."""
    cpus: int
    inside: int
    lock: str


def read(paths: list[Path]) -> tuple[dict[Row, list[float]], dict[Row, list[float]]]:
    rates: dict[Row, list[float]] = defaultdict(list)
    longest: dict[Row, list[float]] = defaultdict(list)
    for path in paths:
        park, inside = "", 0
        for line in path.read_text(errors="replace").splitlines():
            if mode := MODE.search(line):
                park, inside = mode[1], int(mode[2])
            elif contest := CONTEST.search(line):
                lock = contest[5].strip()
                row = Row(int(contest[1]), inside, park if lock.startswith("ntspin") else lock)
                count = sum(map(int, contest[4].split()))
                rates[row].append(count * 1e9 / int(contest[2]))
                longest[row].append(int(contest[3]) / 1e6)
    return rates, longest


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit("usage: busy.py CONSOLE...")
    rates, longest = read([Path(name) for name in sys.argv[1:]])
    cases = sorted({(row.inside, row.cpus) for row in rates})

    def cell(row: Row) -> str:
        return (f"{median(rates[row]):,.0f} \u00b7 {median(longest[row]):,.1f} ms "
                f"({max(longest[row]):,.1f})")

    print("| virtual CPUs | section | queued, not parked | queued, parked | spin_lock_bh | parked to not "
          "| parked to spin_lock_bh | its longest wait to that one's | longest of all |")
    print("|---|---|---|---|---|---|---|---|---|")
    for inside, cpus in cases:
        off, on, bh = (Row(cpus, inside, lock) for lock in ("off", "auto", "spin_lock_bh"))
        print(f"| {cpus} | {inside} | {cell(off)} | {cell(on)} | {cell(bh)} "
              f"| {median(rates[on]) / median(rates[off]):.2f} "
              f"| {median(rates[on]) / median(rates[bh]):.3f} "
              f"| {median(longest[on]) / median(longest[bh]):.3f} "
              f"| {max(longest[on]) / max(longest[bh]):.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
