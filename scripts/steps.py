# SPDX-License-Identifier: GPL-2.0
"""steps.py - a step of make test, and how its results are counted."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ktap
from ktap import Counts

ROOT = Path(__file__).resolve().parent.parent


def last_line(log: str, _status: int) -> Counts:
    """The step counted for itself: "N passed, N failed, N skipped", a name before it or not."""
    found = re.findall(r"^(?:\S+: )?(\d+) passed, (\d+) failed, (\d+) skipped$", log, re.M)
    if not found:
        print("  it ended without a result")
        return Counts(failed=1)
    counts = Counts(*(int(number) for number in found[-1]))
    if counts == Counts():
        print("  it tested nothing")
        return Counts(failed=1)
    return counts


def tap(log: str, _status: int) -> Counts:
    """TAP lets the plan come last; the kernel's parser wants it first, or never ends."""
    lines = log.splitlines()
    plans = [line for line in lines if re.fullmatch(r"1\.\.\d+", line)]
    starts = [number for number, line in enumerate(lines) if re.match(r"K?TAP version", line)]
    if len(plans) != 1 or len(starts) != 1:
        print("  it ended without a plan")
        return Counts(failed=1)
    lines.remove(plans[0])
    lines.insert(starts[0] + 1, plans[0])
    return ktap.count("\n".join(lines), "tap")


def one(_log: str, status: int) -> Counts:
    """The step is one test."""
    return Counts(failed=1) if status else Counts(passed=1)


# As a step prints them: behind the time where scripts/kunit does. What it says of its guests and of
# its mutants, which are to fail, is a comment.
RESULT = re.compile(r"^(?:\S+: +\d+ s  )?\s*((?:not )?ok) \d+\b.*?(# SKIP\b.*)?$", re.M)


def partial_results(log: str) -> tuple[Counts, list[str]]:
    """What a step that was ended had said: counts, and the lines of what failed."""
    counts = Counts()
    failures = []
    for line in RESULT.finditer(log):
        if line[1] == "not ok":
            failures.append(line[0].strip())
        elif line[2]:
            counts.skipped += 1
        else:
            counts.passed += 1
    counts.failed = len(failures)
    return counts, failures


# Whatever else says in a line what went wrong: a guest, the check of its console, kunit_parser.
TELLING = re.compile(r"\bnot ok\b|: failure$|: no plan|lines that a clean console|the guest (?:did not|died)"
                     r"|\b(?:BUG|WARNING|Oops|panic|stall|lockup|RIP)\b.*:|\b[Ee]rror: |left out|booted again")


def telling_lines(lines: list[str]) -> Iterator[str]:
    """What tells, and what stands below it, further to the right."""
    depth = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if TELLING.search(line) and not line.startswith("#"):
            depth = indent
        elif depth is None or indent <= depth:
            depth = None
            continue
        yield line.strip()


def summarize_failures(log: str, most: int = 24) -> list[str]:
    """What a log says of its failures, for those who see nothing but the end of a long output."""
    lines = partial_results(log)[1] or list(telling_lines(log.splitlines())) or log.split("\n")[-4:]
    return [line[:160] for line in dict.fromkeys(lines)][:most]


@dataclass
class Step:
    name: str
    command: list[str]
    count: Callable[[str, int], Counts] = last_line
    kernel: str = ""  # the one of scripts/kunit that it needs
    stock: str = ""  # the one of scripts/stock
    cpus: float = 0  # how many it takes; 0: all, and nothing beside it

    def is_cached(self) -> bool:
        """Whether it can begin at once: a kernel, or a compiler for one, takes many minutes."""
        asked: list[list[str | Path]] = []
        if self.kernel:
            asked.append([ROOT / "scripts/kunit", "cached", self.kernel])
        if self.stock:
            asked.append([ROOT / "scripts/stock", "--cached", self.stock])
        return all(subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0
                   for command in asked)

    def gets_kernel(self) -> str:
        """What would put it into the cache."""
        return f"scripts/kernels {self.stock}" if self.stock else f"scripts/kunit run {self.kernel}"
