# SPDX-License-Identifier: GPL-2.0
"""step_runner.py - start the steps of a test run, show them as they work, end them."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import check_console
from ktap import Counts
from steps import ROOT, Step, partial_results, summarize_failures, tap

LOGS = ROOT / "build" / "logs"
# Each may be a guest with memory of its own, or a compiler for each CPU.
ROOM = min(len(os.sched_getaffinity(0)), 4)

# The longest step of what may be ended takes longer on a busy machine; it is not waited for.
GRACE = 10


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


def retry_note(again: list[str]) -> str:
    """Which guests of a step were booted again, for the line that sums the step up."""
    if not again:
        return ""
    times = "once" if len(again) == 1 else f"{len(again)} times"
    return f" (booted again {times}: {'; '.join(sorted(set(again)))})"


@dataclass
class Result:
    step: Step
    counts: Counts
    again: list[str] = field(default_factory=list)  # why guests of it were booted again
    seconds: float = 0
    cpu_seconds: float = 0
    failures: list[str] = field(default_factory=list)  # in short


def cpu_time() -> float:
    """Of all children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class BestTimes:
    """The least time that each step has taken here, from one run to the next."""

    def __init__(self) -> None:
        self.path = LOGS / "times.json"
        try:
            self.times: dict[str, float] = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.times = {}

    def remark(self, name: str, seconds: float) -> str:
        least = self.times.get(name, seconds)
        return f", slower than its best of {least:.0f} s" if seconds > max(1.5 * least, least + 15) else ""

    def record(self, name: str, seconds: float) -> None:
        self.times[name] = min(seconds, self.times.get(name, seconds))
        self.path.write_text(json.dumps(self.times))


class Running:
    """A step that has begun."""

    def __init__(self, step: Step, number: int) -> None:
        self.step = step
        self.number = number
        self.log = LOGS / f"{step.name}.log"
        self.start = time.monotonic()
        self.next_word = 0.0 if sys.stderr.isatty() else 60.0
        self.cpu_seconds = 0.0
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(step.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=subprocess.STDOUT, start_new_session=True)

    def seconds(self) -> float:
        return time.monotonic() - self.start

    def has_ended(self) -> bool:
        before = cpu_time()
        ended = self.process.poll() is not None
        self.cpu_seconds += cpu_time() - before
        return ended

    def show(self) -> None:
        if self.seconds() < self.next_word:
            return
        terminal = sys.stderr.isatty()
        self.next_word = self.seconds() + (1 if terminal else 60)
        line = f"  {self.step.name}: {self.seconds():4.0f} s  {newest_line(self.log)}"
        print(f"\r{line}\033[K" if terminal else line, end="" if terminal else "\n", file=sys.stderr,
              flush=True)

    def out_of_time(self) -> Result:
        result = left_out(self.step, f"ended after {self.seconds():.0f} s, as time is up")
        # What it has found by then is not forgotten.
        counts, failures = partial_results(self.log.read_text(errors="replace"))
        result.counts += counts
        if failures:
            print("\n    ".join(["  FAILED before that:", *failures]))
            result.failures = failures
        print(f"  before that: {counts}", flush=True)
        return result

    def result(self, best: BestTimes) -> Result:
        seconds = self.seconds()
        step, status = self.step, self.process.returncode
        text = self.log.read_text(errors="replace")
        counts = step.count(text, status)
        if status and not counts.failed:
            print(f"  it ended with status {status}")
            counts.failed = 1
        failures = summarize_failures(text) if counts.failed else []
        # What failed of a TAP log stands above, with its notes, wherever it was.
        if counts.failed and step.count is tap and partial_results(text)[0].failed:
            print(f"  FAILED; all of it is in {self.log}")
        elif counts.failed:
            print("\n    ".join(["  FAILED:", *failures]))
            print(f"  the end of {self.log}:")
            for line in text.splitlines()[-60:]:
                print(f"    {line}")
        again = check_console.retries(text)
        print(f"  {seconds:4.0f} s ({self.cpu_seconds:.0f} of CPU time{best.remark(step.name, seconds)})  "
              f"{counts}{retry_note(again)}", flush=True)
        if not counts.failed:
            best.record(step.name, seconds)
        return Result(step, counts, again, seconds, self.cpu_seconds, failures)


def left_out(step: Step, why: str) -> Result:
    print(f"  left out: {why}", flush=True)
    return Result(step, Counts(skipped=1))


class Runner:
    """The steps in their order, as far as they are wanted and time allows."""

    def __init__(self, steps: list[Step], minutes: float | None, cached: bool) -> None:
        self.steps = steps
        self.cached = cached
        self.last_begin = time.monotonic() + minutes * 60 if minutes is not None else float("inf")
        self.best = BestTimes()
        self.running: list[Running] = []
        self.results: dict[int, Result] = {}
        self.headed = 0

    def head(self, number: int) -> None:
        """What follows is of this step."""
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        if self.headed != number:
            print(f"[{number}/{len(self.steps)}] {self.steps[number - 1].name}", flush=True)
        self.headed = number

    def has_room(self, step: Step) -> bool:
        used = sum(running.step.cpus or ROOM for running in self.running)
        return not used or used + (step.cpus or ROOM) <= ROOM

    def begin(self, number: int) -> None:
        step = self.steps[number - 1]
        self.head(number)
        if time.monotonic() >= self.last_begin:
            self.results[number] = left_out(step, "no time is left")
        elif self.cached and not step.is_cached():
            self.results[number] = left_out(step, "its kernel is not in the cache "
                                                  f"({step.gets_kernel()})")
        else:
            self.running.append(Running(step, number))

    def look(self) -> None:
        for running in list(self.running):
            ended = running.has_ended()
            if not ended and time.monotonic() <= self.last_begin + GRACE * 60:
                running.show()
                continue
            # What it started and left behind goes, too.
            end(running.process)
            self.running.remove(running)
            self.head(running.number)
            self.results[running.number] = running.result(self.best) if ended else running.out_of_time()

    def run(self) -> list[Result]:
        waiting = list(range(1, len(self.steps) + 1))
        try:
            while waiting or self.running:
                while waiting and self.has_room(self.steps[waiting[0] - 1]):
                    self.begin(waiting.pop(0))
                self.look()
                time.sleep(0.1)
        finally:
            for running in self.running:
                end(running.process)
        return [self.results[number] for number in sorted(self.results)]


def run_steps(steps: list[Step], minutes: float | None, cached: bool) -> list[Result]:
    return Runner(steps, minutes, cached).run()
