#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""core.py - what a driver's core calls, beside what Linux has for it: tables, from the guests' consoles.

    core.py [-o FILE] [-c CONSOLE]... [-p CONSOLE]...

-c: of a guest whose clock counts instructions; -p: of one whose CPUs run in parallel. Medians of the
rounds; a ratio is the median of the rounds' ratios, so that what changes slowly cancels out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import NamedTuple

KERNEL = re.compile(r"ntspin_core: kernel (\S+), (\d+) CPUs")
SAMPLE = re.compile(r"ntspin_core: (?:pair|turn) \d+ (\d+) (\d+) (\S.*)")

# Fewer say nothing.
ENOUGH = 9


class Row(NamedTuple):
    """What is compared with what, and how many times as much it may be; None: that is reported."""
    name: str
    peer: str
    bound: float | None = None


PAIRS = [
    Row("KeSetEvent", "complete, reinit", 1.5),
    Row("KeSetEvent, KeClearEvent", "complete, reinit"),
    Row("KeSetEvent, KeWaitForSingleObject", "complete, wait_for_completion"),
    Row("ExAllocatePoolWithTag 64", "kmalloc 64", 1.5),
    Row("ExAllocatePoolWithTag 512", "kmalloc 512", 1.5),
    Row("ExAllocatePool2 64, uninitialized", "kmalloc 64", 1.5),
    Row("ExAllocatePool2 64", "kzalloc 64", 1.5),
    Row("lookaside list", "kmem_cache", 1.5),
    Row("WaitAll of 8, signalled", ""),
]
TURNS = [
    Row("KeSetEvent to a waiter", "complete to a waiter", 1.3),
    Row("8 KeSetEvent to a WaitAll", "8 complete, 8 wait_for_completion"),
    Row("IoQueueWorkItem, run", "queue_work, unbound, run", 1.5),
    Row("ExQueueWorkItem, run", "queue_work, unbound, run", 1.5),
    Row("IoQueueWorkItem, run", "queue_work, bound, run"),
]
# Where there is one CPU: elsewhere those that are queued run meanwhile.
ALONE = [
    Row("IoQueueWorkItem, alone", "queue_work, unbound, alone", 1.5),
    Row("ExQueueWorkItem, alone", "queue_work, unbound, alone", 1.5),
]


class Guest:
    """What one guest has printed: ticks of each name, by round."""

    def __init__(self, path: Path, counted: bool) -> None:
        self.counted = counted
        self.cpus = 0
        self.kernel = ""
        self.ticks: dict[str, list[float]] = defaultdict(list)
        done = False
        for line in path.read_text(errors="replace").splitlines():
            if kernel := KERNEL.search(line):
                self.kernel, self.cpus = kernel[1], int(kernel[2])
            elif sample := SAMPLE.search(line):
                self.ticks[sample[3].strip()].append(int(sample[1]) / int(sample[2]))
            done = done or line.rstrip().endswith("ntspin_core: done")
        if not done:
            raise SystemExit(f"core.py: {path}: the benchmark did not end")

    def each(self, name: str) -> list[float]:
        """Without the loop, whose own is next to nothing in a turn; in instructions, or in ticks. A
        round of the known loop takes ten, and a few come before and after all of them."""
        unit = [one / 10 for one in self.ticks["known loop"]] if self.counted else None
        values = zip(self.ticks[name], self.ticks["empty loop"])
        plain = [one - loop for one, loop in values]
        if unit is None:
            return plain
        return [one / (round(by) if abs(by - round(by)) < 0.001 * by else by)
                for one, by in zip(plain, unit)]

    def title(self) -> str:
        what = "instructions" if self.counted else "ticks of the time-stamp counter"
        return f"{what}, {self.cpus} CPU{'s' if self.cpus > 1 else ''}"


def show(guest: Guest) -> list[dict[str, object]]:
    """A table on stdout; what is in it."""
    rows = (PAIRS + ALONE if guest.cpus == 1 else []) + TURNS
    made = []
    print(f"\n| {guest.title()} | ntspin | Linux | ratio | at most | |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        own = guest.each(row.name)
        if len(own) < ENOUGH:
            raise SystemExit(f"core.py: {row.name}: too few rounds")
        one: dict[str, object] = {"measure": guest.title(), "name": row.name, "peer": row.peer,
                                  "median": median(own), "low": min(own), "high": max(own)}
        if not row.peer:
            print(f"| {row.name} | {median(own):,.1f} | | | | |")
            made.append(one)
            continue
        peer = guest.each(row.peer)
        ratio = median(a / b for a, b in zip(own, peer))
        one |= {"of_peer": median(peer), "to_it": ratio}
        judged = ""
        if row.bound and guest.counted:
            one |= {"at_most": row.bound, "met": ratio <= row.bound}
            judged = "reached" if ratio <= row.bound else "MISSED"
        print(f"| {row.name}, to `{row.peer}` | {median(own):,.1f} | {median(peer):,.1f} "
              f"| {ratio:.2f} | {row.bound if judged else ''} | {judged} |")
        made.append(one)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description="what a driver's core calls, beside Linux' own")
    parser.add_argument("-o", dest="out", type=Path)
    parser.add_argument("-c", dest="counted", type=Path, action="append", default=[])
    parser.add_argument("-p", dest="parallel", type=Path, action="append", default=[])
    options = parser.parse_args()
    guests = [Guest(path, True) for path in options.counted]
    guests += [Guest(path, False) for path in options.parallel]
    if not guests:
        parser.error("no console is named")
    print(f"guest: {guests[0].kernel} in QEMU, emulated")
    rows = [row for guest in guests for row in show(guest)]
    if options.out:
        options.out.write_text(json.dumps({"guest": guests[0].kernel, "rows": rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
