#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rw.py - the reader-writer lock's suites: executions, faults, full fields, its word, races.

    rw.py [--seeded | --deep] BUILD

With --seeded all seeded faults but the first of each kind, which is looked for without it. BUILD
holds the programs that the Makefile made; the walker (../walker) makes its own there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "walker")]

from mutants import LIMITS, MUTANTS  # noqa: E402
import shipped  # noqa: E402
from part import Part, wanted  # noqa: E402
from programs import run_sanitized  # noqa: E402
from tap import Tap  # noqa: E402
from walk import Suite, orderings  # noqa: E402

# A word for each contender, a letter for each of its rounds: r read, w write, s try to read,
# x try to write, c read and convert.
WALKS = ["r w", "rr ww", "rrr www ww", "rr rr ww ww", "r r r w w", "w w w w r", "rr rr rr w",
         "ww ww ww r", "c c w", "cc cc ww", "c c c w", "cc r w r", "s x r w", "ss xx rw wr",
         "sx xs c w", "rw wr rw", "cw wc rs",
         # s goes round: writers that never leave the lock free, and readers who wait for them.
         "wwwwwwwww wwwwwwwww r", "wwwwwwwwwr wwwwwwwwwr"]
# The same with each load finding whatever the memory lets it find: as far as it goes in seconds.
STALE = ["r w", "rr ww", "rrr www ww", "r r w w", "r r r w", "w w w r", "c c w", "cc cc ww",
         "c c c w", "cc r w r", "s x r w", "sx xs c w", "rw wr rw", "cw wc rs",
         "wwwwwwwwwr wwwwwwwwwr"]
STALE_DEEP = ["rr rr rr w", "ww ww ww r", "ss xx rw wr", "r r r w w", "w w w w r"]
# What a fault is looked for in, from small to large.
HUNT = ["r", "w", "c", "w w", "r w", "r r", "x w", "s r", "c r", "c w", "rr ww", "w w w", "r w w",
        "r r w", "w r r", "w w r r", "cc cc ww", "rr rr ww ww", "wwwwwwwww wwwwwwwww r"]
# Contenders that fill the fields of a lock whose fields are small.
FILLING = ["r r r w", "rr rr rr", "r r w w", "r r r w w", "w w w r", "ww ww ww", "s s r w",
           "x w w r", "c c r w"]

ORDERINGS = {"at_once": "acquire of an arrival that is in at once",
             "convert": "acquire of a conversion", "turn": "acquire of a wait",
             "unread": "release of a reader", "unwrite": "release of a writer"}
RACE_ROUNDS = 20000
SEEDS = range(1, 9)


def race(binary: Path, threads: int, seed: int, *fault: str) -> tuple[int, str]:
    return run_sanitized([binary, str(threads), str(RACE_ROUNDS), str(seed), *fault],
                         os.environ | {"TSAN_OPTIONS": "halt_on_error=1 exitcode=66"})


def full_fields(tap: Tap, build: Path) -> None:
    """Every promise holds for those that are counted; but a try may be refused for want of room."""
    suite = Suite(tap, "rw", build, FILLING)
    for number, mutant in enumerate(LIMITS):
        text = shipped.read(mutant.file)
        assert text.count(mutant.old) == 1
        run = suite.seeded(500 + number, mutant.file, text.replace(mutant.old, mutant.new), [])
        tap.result(run.status == 0, f"full fields: {mutant.name}", run.text)


def walks(tap: Tap, folder: Path, part: Part) -> None:
    suite = Suite(tap, "rw", folder / "walker", HUNT)
    suite.kept("every interleaving", part.walks(WALKS, [], []), "--sequential")
    suite.kept("every stale read", part.walks(STALE, [], STALE_DEEP))
    suite.kept("every step", part.walks(["rr ww", "r r w", "c w r"], [], []), "--every-step")
    suite.weakened(part, orderings("lock/rw_lock.hpp"), {})
    suite.mutants(part, MUTANTS, ["--sequential"])
    if part is not Part.CHECK:
        suite.verdict("ordering: a wait that acquires nothing",
                      suite.hunt(suite.folder, "--relaxed-waits"), "")
    if part is not Part.SEEDED:
        full_fields(tap, suite.build)


def main() -> int:
    part = wanted()
    folder = Path(sys.argv[1]).resolve()
    tap = Tap()

    walks(tap, folder, part)

    if part is not Part.SEEDED:
        done = subprocess.run([folder / "word-test"], check=False, text=True, stdout=subprocess.PIPE)
        tap.result(done.returncode == 0, "no field of the word carries into another", done.stdout)
        for threads in (2, 3, 4, 6):
            status, said = race(folder / "races", threads, threads)
            tap.result(status == 0, f"ThreadSanitizer: {threads} threads", said)
    for fault, name in part.faults(list(ORDERINGS.items()), lambda _: ""):
        found = any("ThreadSanitizer: data race" in race(folder / "races", 3, seed, fault)[1]
                    for seed in SEEDS)
        tap.result(found, f"ThreadSanitizer finds missing: {name}", "no seed shows it")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
