#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""ladder.py - run the steps of a test ladder one after the other, and add up their results.

    ladder.py test | deep [--minutes N] [--cached] [STEP...]

Each step's output goes to build/logs/STEP.log. The last line but one says how many guests died in a
way that was excused (judge.py) and were booted again. The last line is "N passed, N failed, N skipped",
counted from what the steps reported; a step that reported nothing is a failure. With --minutes no
step begins once that time has passed, and one that is still at it GRACE minutes later is ended;
with --cached steps whose kernel would have to be built first are left out. What is left out is
said, and counts as skipped.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import judge
import ktap
from ktap import Counts

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "logs"

# The longest step of what may be ended takes longer on a busy machine; it is not waited for.
GRACE = 10


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


def so_far(log: str) -> tuple[Counts, list[str]]:
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


@dataclass
class Step:
    name: str
    command: list[str]
    count: Callable[[str, int], Counts] = last_line
    kernel: str = ""  # the one of scripts/kunit that it needs

    def is_cached(self) -> bool:
        """Whether it can begin at once: to build a kernel takes many minutes."""
        return not self.kernel or subprocess.run(
            [ROOT / "scripts/kunit", "cached", self.kernel], check=False,
            stdout=subprocess.DEVNULL).returncode == 0


def kunit(name: str) -> Step:
    return Step(f"kunit-{name}", ["scripts/kunit", "run", name], kernel=name)


FLAVOURS = ("6.12", "6.12-rt", "6.1")

# From what fails soonest to what takes longest.
LADDERS = {
    "test": [
        Step("judge", ["scripts/test_judge.py"]),
        Step("ladder", ["scripts/test_ladder.py"]),
        Step("style", ["scripts/check-style"]),
        Step("windows", ["make", "-s", "-C", "selftests/windows", "check"], tap),
        *(Step(f"build-{flavour}", ["scripts/stock-build", flavour], one) for flavour in FLAVOURS),
        Step("locked", ["make", "-s", "-C", "selftests/host/locked", "check",
                        f"KO={ROOT}/build/6.12/ntspin.ko"], tap),
        Step("arm64", ["make", "-s", "-C", "selftests/host/arm64", "check"], tap),
        Step("races", ["make", "-s", "-C", "selftests/host/races", "check"], tap),
        Step("rw", ["make", "-s", "-C", "selftests/host/rw", "check"], tap),
        Step("dpc", ["make", "-s", "-C", "selftests/host/dpc", "check"], tap),
        Step("fuzz", ["make", "-s", "-C", "selftests/host/fuzz", "check"], tap),
        Step("simulation", ["make", "-s", "-C", "selftests/bench", "check"], tap),
        Step("model", ["make", "-s", "-C", "selftests/model", "check"], tap),
        Step("explorer", ["make", "-s", "-C", "selftests/host/explorer", "check"], tap),
        *(Step(f"guest-{flavour}", ["scripts/stock-test", flavour]) for flavour in FLAVOURS),
        Step("faults-6.12", ["scripts/faults-test", "6.12"], tap),
        *(kunit(name) for name in ("uml", "x86_64", "clang")),
    ],
    "deep": [
        *(kunit(name) for name in ("rt", "kcsan", "arm64")),
        *(Step(f"faults-{flavour}-deep", ["scripts/faults-test", flavour, "--all"], tap)
          for flavour in FLAVOURS),
        Step("verifier-mutants", ["scripts/mutate-verifier", "6.12"], tap),
        Step("arm64-deep", ["make", "-s", "-C", "selftests/host/arm64", "check-deep"], tap),
        Step("fuzz-deep", ["make", "-s", "-C", "selftests/host/fuzz", "check-deep"], tap),
        Step("model-deep", ["make", "-s", "-C", "selftests/model", "check-deep"], tap),
    ],
}


def end(process: subprocess.Popen[bytes]) -> None:
    """End a step and all that it started: it is the leader of a session of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            pass


def newest_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 2000))
        lines = re.split(r"[\r\n]+", file.read().decode(errors="replace").strip())
    return re.sub(r"\033\[[0-9;]*\w", "", lines[-1])[:80]


def in_words(again: list[str]) -> str:
    """The excused deaths of a step's guests, for the line that sums the step up."""
    if not again:
        return ""
    times = "once" if len(again) == 1 else f"{len(again)} times"
    return f" (booted again {times}: {'; '.join(sorted(set(again)))})"


class OutOfTime(Exception):
    """A step was ended: it would have been at it for too long."""


def wait_for(process: subprocess.Popen[bytes], log: Path, limit: float) -> None:
    """Until it ends, showing what it does; OutOfTime when the clock passes limit."""
    terminal = sys.stderr.isatty()
    start = time.monotonic()
    next_word = 0.0 if terminal else 60.0
    try:
        while process.poll() is None:
            time.sleep(0.1)
            seconds = time.monotonic() - start
            if time.monotonic() > limit:
                raise OutOfTime
            if seconds >= next_word:
                next_word = seconds + (1 if terminal else 60)
                line = f"  {seconds:4.0f} s  {newest_line(log)}"
                print(f"\r{line}\033[K" if terminal else line, end="" if terminal else "\n",
                      file=sys.stderr, flush=True)
    finally:
        end(process)
        if terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


@dataclass
class Result:
    step: Step
    counts: Counts
    again: list[str] = field(default_factory=list)  # why guests of it were booted again


def left_out(step: Step, why: str) -> Result:
    print(f"  left out: {why}", flush=True)
    return Result(step, Counts(skipped=1))


def run(step: Step, limit: float) -> Result:
    log = LOGS / f"{step.name}.log"
    start = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(step.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT, start_new_session=True)
    try:
        wait_for(process, log, limit)
    except OutOfTime:
        result = left_out(step, f"ended after {time.monotonic() - start:.0f} s, as time is up")
        # What it has found by then is not forgotten.
        counts, failures = so_far(log.read_text(errors="replace"))
        result.counts += counts
        if failures:
            print("\n    ".join(["  FAILED before that:", *failures]))
        print(f"  before that: {counts}")
        return result

    text = log.read_text(errors="replace")
    counts = step.count(text, process.returncode)
    if process.returncode and not counts.failed:
        print(f"  it ended with status {process.returncode}")
        counts.failed = 1
    # What failed of a TAP log stands above, with its notes, wherever it was.
    if counts.failed and step.count is tap and so_far(text)[0].failed:
        print(f"  FAILED; all of it is in {log}")
    elif counts.failed:
        print(f"  FAILED; the end of {log}:")
        for line in text.splitlines()[-40:]:
            print(f"    {line}")
    again = judge.booted_again(text)
    print(f"  {time.monotonic() - start:4.0f} s  {counts}{in_words(again)}", flush=True)
    return Result(step, counts, again)


def interrupted(number: int, _frame: Any) -> None:
    sys.exit(128 + number)


def climb(steps: list[Step], minutes: float | None, cached: bool) -> list[Result]:
    """Run them in their order, as far as they are wanted and time allows."""
    start = time.monotonic()
    last_begin = start + minutes * 60 if minutes is not None else float("inf")
    results = []
    for number, step in enumerate(steps, 1):
        print(f"[{number}/{len(steps)}] {step.name}", flush=True)
        if time.monotonic() >= last_begin:
            result = left_out(step, "no time is left")
        elif cached and not step.is_cached():
            result = left_out(step, "its kernel is not in the cache "
                                    f"(scripts/kunit run {step.kernel})")
        else:
            result = run(step, last_begin + GRACE * 60)
        results.append(result)
    return results


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ladder", choices=LADDERS)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    parser.add_argument("--minutes", type=float, metavar="N", help="begin no step after these")
    parser.add_argument("--cached", action="store_true", help="build no kernel")
    return parser.parse_intermixed_args()


def main() -> int:
    options = arguments()
    ladder = LADDERS[options.ladder]
    steps = [step for step in ladder if not options.steps or step.name in options.steps]
    if len(steps) < len(options.steps):
        sys.exit(f"ladder.py: the steps are {' '.join(step.name for step in ladder)}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)

    LOGS.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    total = Counts()
    excused = 0
    results = climb(steps, options.minutes, options.cached)
    print()
    for result in results:
        total += result.counts
        excused += len(result.again)
        print(f"{result.step.name:18} {result.counts}{in_words(result.again)}"
              f"{'   <--' if result.counts.failed else ''}")
    print(f"{time.monotonic() - start:.0f} s; logs are in {LOGS}")
    # A death that is excused is no result; but nobody should have to look for it.
    print(f"guests booted again: {excused}")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
