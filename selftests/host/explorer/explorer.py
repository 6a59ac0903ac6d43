#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""explorer.py - the explorer's suites: every mix of contenders, every ordering, every mutant; and
those of the walker that are no other folder's.

    explorer.py [--seeded | --long | --deep] BUILD COMPILER FLAG...

With --seeded all seeded faults but the first of each kind, which is looked for without it; with --long only the walks that take long, and what does no harm, which is looked for in all that there
is; with --deep these and larger ones besides. BUILD holds the explorer and its objects; the compiler
and its flags make the mutants. Prints TAP.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "walker")]

import dpc_suite  # noqa: E402
import park_suite  # noqa: E402
import records_suite  # noqa: E402
import shipped  # noqa: E402
import waits_suite  # noqa: E402
from mutants import MUTANTS, STEPS, Mutant  # noqa: E402
from part import Part, wanted  # noqa: E402
from tap import Tap  # noqa: E402

Programs = list[str]


def mixes(*sizes: tuple[int, int]) -> list[Programs]:
    """Of each size (contenders, rounds) all mixes of queued, ordinary and try contenders."""
    return [[kind * rounds for kind in kinds] for contenders, rounds in sizes
            for kinds in itertools.combinations_with_replacement("qot", contenders)]


def programs(text: str) -> list[Programs]:
    return [line.split() for line in text.split(",")]


# Contenders that change their ways, and such that only look whether the lock is free.
MIXED = programs("qot otq tqo, qo oq qt, ll qq oo, l q q o")
STALE = mixes((2, 3), (3, 2), (4, 1)) + MIXED
# As far as it goes: 20 million states are the limit.
STALE_DEEP = (mixes((3, 3)) + programs("qq q q q, oo o o o, qq o o q, oo q q o")
              + [mix for mix in mixes((5, 1)) if "t" in mix])

# What it is called, the explorer's options, and what is run. "Unreduced" shows that the reduction
# (reduction.cpp) changes no verdict.
Plan = list[tuple[str, list[str], list[Programs]]]
# Ten walks of two hundred take three quarters of the time of all: what they meet, smaller ones meet.
LONG: Plan = [
    ("every interleaving", [], programs("qq qq qq qq, qq qq qq oo, qq qq oo oo, qq oo oo oo, oo oo oo oo")),
    ("every stale read", ["--stale"], programs("qot otq tqo")),
    ("every stale read, s a byte of its own", ["--bytes"], programs("qot otq tqo")),
    ("unreduced, every stale read", ["--every-order", "--stale"],
     programs("q q q q, q q q o, q q o o")),
]


def without_long(name: str, runs: list[Programs]) -> list[Programs]:
    return [mix for mix in runs if not any(name == long and mix in mixes_ for long, _, mixes_ in LONG)]


CHECK: Plan = [
    ("every interleaving", [], mixes((3, 3), (5, 1), (4, 2)) + MIXED),
    # The wrap comes while the queue owns.
    ("every interleaving, s from 253", ["--serving", "253"], mixes((3, 2), (4, 1))),
    ("every stale read", ["--stale"], STALE),
    ("every stale read, s a byte of its own", ["--bytes"], STALE),
    ("unreduced", ["--every-order"], mixes((2, 3), (3, 2), (4, 1))),
    ("unreduced, every stale read", ["--every-order", "--stale"], mixes((2, 3), (3, 1), (4, 1))),
]
# All of the lock's orderings are met in these.
SHORT: Plan = [("every interleaving", [], MIXED)]
DEEP: Plan = [
    ("every stale read", ["--stale"], STALE_DEEP),
    ("every stale read, s a byte of its own", ["--bytes"], STALE_DEEP),
    ("unreduced", ["--every-order"], mixes((3, 3), (5, 1))),
    ("unreduced, every stale read", ["--every-order", "--stale"], mixes((3, 2))),
]

# What a fault is looked for in, from small to large.
HUNT = programs("t, q q, o t, q q q, o o o, q o q, l q q q, l o o, qq oo, q q q q, q q o o, "
                "qq qq qq, qq oo qo")

WEAKER = {"acq_rel": ["acquire", "release"], "acquire": ["relaxed"], "release": ["relaxed"]}
# Stronger than the lock needs, and why it stays.
NOT_NEEDED = {
    ("take_head_ticket", "wait_while_serving"):
        "not needed: wait_for_turn() acquires after it. The host's wait has but one form",
}


CHECK = [(name, options, without_long(name, runs)) for name, options, runs in CHECK]


def explore(binary: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run([binary, *options], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        return {"check": "", "error": done.stderr.strip() or f"status {done.returncode}"}
    return json.loads(done.stdout)


def story(run: dict[str, Any]) -> str:
    """What went wrong, with the steps that lead there."""
    if "error" in run:
        return run["error"]
    return "\n".join([f"{run['check']}: {run['detail']}", *run["trace"]])


class Suite:
    def __init__(self, build: Path, compile_command: list[str]) -> None:
        self.tap = Tap()
        self.pool = ThreadPoolExecutor(min(os.cpu_count() or 1, 8))
        self.build = build
        self.binary = build / "explorer"
        self.compile_command = compile_command
        self.totals = [0.0, 0]
        self.taken: dict[str, int] = {}
        self.orderings: dict[str, list[str]] = {}

    def walk(self, plan: Plan) -> None:
        jobs = [(name, options, mix) for name, options, runs in plan for mix in runs]
        runs = self.pool.map(lambda job: explore(self.binary, *job[1], *job[2]), jobs)
        for (name, _, mix), run in zip(jobs, runs):
            good = "error" not in run and not run["check"]
            counts = f"{run['executions']:.3g} executions, {run['states']} states" if good else ""
            self.tap.result(good, f"{name}: {' '.join(mix)}: {counts}", "" if good else story(run))
            self.totals[0] += run.get("executions", 0)
            self.totals[1] += run.get("states", 0)
            for arrow, count in run.get("transitions", {}).items():
                self.taken[arrow] = self.taken.get(arrow, 0) + count
            self.orderings |= run.get("orderings", {})

    def coverage(self) -> None:
        self.tap.note(f"{self.totals[0]:.3g} executions, {self.totals[1]} states in all")
        for arrow, count in self.taken.items():
            self.tap.result(count > 0, f"taken: {arrow}: {count} times", "never taken")

    def all_orderings(self) -> None:
        code = re.sub(r"/\*.*?\*/", "", shipped.read(STEPS), flags=re.S)
        written = len(re.findall(r"memory_order_(?:acquire|release|acq_rel)", code))
        found = sum(not step.startswith("wait") for _, step, _ in self.orderings.values())
        self.tap.result(written == found, f"all {written} strong orderings of {STEPS} were met",
                        f"the runs came by {found}")

    def hunt(self, binary: Path, *options: str) -> dict[str, Any]:
        """The first run in which a check fails; else the last one."""
        run: dict[str, Any] = {}
        for serving, mix in itertools.product(["255", "253"], HUNT):
            run = explore(binary, *options, "--serving", serving, *mix)
            if run["check"] or "error" in run:
                run["programs"] = " ".join(mix)
                break
        return run

    def minimal_orderings(self, part: Part) -> None:
        """Strengths are with those that are needed."""
        sites = sorted((int(line), *what) for line, what in self.orderings.items())
        jobs = part.faults([(line, function, step, order, weaker) for line, function, step, order in sites
                            for weaker in WEAKER[order]], lambda job: NOT_NEEDED.get((job[1], job[2]), ""))
        runs = self.pool.map(
            lambda job: self.hunt(self.binary, "--stale", "--weaken", str(job[0]), job[4]), jobs)
        for (line, function, step, order, weaker), run in zip(jobs, runs):
            name = f"ordering: {function}(), line {line}, {step}: {weaker} for {order}"
            self.verdict(name, run, NOT_NEEDED.get((function, step), ""), trace=True)
        strong = [(line, function) for line, function, step, _ in sites
                  if step == "compare_exchange" and function in ("take_first_ticket",
                                                                 "leave_if_last")]
        for line, function in strong if part in (Part.SEEDED, Part.DEEP) else []:
            run = self.hunt(self.binary, "--spurious", str(line))
            self.verdict(f"strength: {function}(), line {line}: fails for no reason", run, "")

    def verdict(self, name: str, run: dict[str, Any], harmless: str, trace: bool = False) -> None:
        if "error" in run:
            self.tap.result(False, name, story(run))
        elif run["check"]:
            where = f" ({run['programs']})" if "programs" in run else ""
            if trace:
                self.tap.note(story(run))
            self.tap.result(not harmless, f"{name}: {run['check']}{where}",
                            f"thought harmless: {harmless}")
        else:
            self.tap.result(bool(harmless), f"{name}: {harmless or 'nothing fails'}",
                            "may be weakened, or larger sizes are needed")

    def mutate(self, number: int, mutant: Mutant) -> dict[str, Any]:
        folder = self.build / "mutants" / str(number)
        times = shipped.read(mutant.file).count(mutant.old)
        if times != 1:
            return {"check": "", "error": f"found {times} times in {mutant.file}: {mutant.old}"}
        shipped.copy(folder, lambda file, text: text.replace(mutant.old, mutant.new)
                     if file == mutant.file else text)
        # The explorer's own objects know the shipped lock_word: the mutant's gets another name.
        made = subprocess.run([*self.compile_command, f"-I{folder}", "-Dntspin=mutant", "-w", "-c",
                               HERE / "contender.cpp", "-o", folder / "contender.o"],
                              capture_output=True, text=True, check=False)
        if made.returncode:
            if "static assertion failed" in made.stderr:
                return {"check": "static_assert"}
            return {"check": "", "error": made.stderr}
        objects = [self.build / f"{source.stem}.o" for source in HERE.glob("*.cpp")
                   if source.name != "contender.cpp"]
        subprocess.run([self.compile_command[0], "-no-pie", "-o", folder / "explorer",
                        folder / "contender.o", *objects], check=True)
        run = self.hunt(folder / "explorer")
        if not run["check"] and "error" not in run:
            run = self.hunt(folder / "explorer", "--stale")
        return run

    def mutants(self, part: Part) -> None:
        rows = part.faults(list(enumerate(MUTANTS, 1)), lambda row: row[1].harmless)
        runs = self.pool.map(lambda row: self.mutate(*row), rows)
        for (_, mutant), run in zip(rows, runs):
            self.verdict(f"mutant: {mutant.name}", run, mutant.harmless)


PLANS = {Part.CHECK: CHECK, Part.SEEDED: SHORT, Part.LONG: LONG, Part.DEEP: CHECK + LONG + DEEP}


def main() -> int:
    part = wanted()
    suite = Suite(Path(sys.argv[1]).resolve(), sys.argv[2:])
    suite.walk(PLANS[part])
    if part in (Part.CHECK, Part.DEEP):
        suite.coverage()
    suite.all_orderings()
    suite.minimal_orderings(part)
    suite.mutants(part)
    for walker in (dpc_suite, records_suite, park_suite, waits_suite):
        walker.run(suite.tap, suite.build / "walker", part)
    return suite.tap.finish()


if __name__ == "__main__":
    sys.exit(main())
