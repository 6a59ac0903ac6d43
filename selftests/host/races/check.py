#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the unit tests and the races that the Makefile built in FOLDER.

    check.py [--seeded] FOLDER

The sound lock must pass under every sanitizer, with 2 to 6 threads. Each ordering weakened to
relaxed must be reported by ThreadSanitizer, and a lock that forgets who has joined by
AddressSanitizer: else a clean run would prove nothing. With --seeded all of these but the first,
which is looked for without it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from part import Part, wanted  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

ROUNDS = 3000
SEEDS = range(1, 7)
ORDERINGS = ("release", "first_ticket", "turn", "join_release", "join_acquire", "link", "granted",
             "grant", "follower", "retract")
# Of NTSPIN_WATCH: the verifier, who counts, both.
WATCHERS = {"0": "", "1": ", verified", "2": ", counted", "3": ", verified and counted"}
ENVIRONMENT = os.environ | {
    "TSAN_OPTIONS": "halt_on_error=1 exitcode=66",
    "ASAN_OPTIONS": "detect_stack_use_after_return=1 halt_on_error=1 exitcode=66",
}


@cache
def plain_addresses() -> list[str]:
    """Older ThreadSanitizers fail where a kernel scatters addresses widely."""
    command = ["setarch", "-R"]
    works = shutil.which(command[0]) and not subprocess.run(
        [*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode
    return command if works else []


def race(program: Path, threads: int, seed: int, fault: str = "",
         watch: str = "0", park: str = "0") -> tuple[int, str]:
    command = [*plain_addresses(), program, str(threads), str(ROUNDS), str(seed)] + ([fault] if fault else [])
    try:
        done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=ENVIRONMENT | {"WATCH": watch, "PARK": park}, timeout=120)
    except subprocess.TimeoutExpired:
        return 124, f"{program} did not end"
    return done.returncode, done.stdout


def run_unit_tests(tap: Tap, program: Path) -> None:
    report = program.with_suffix(".json")
    report.unlink(missing_ok=True)
    done = subprocess.run([program, f"--gtest_output=json:{report}"], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    suites = json.loads(report.read_text())["testsuites"] if report.exists() else []
    for suite in suites:
        for case in suite["testsuite"]:
            failures = "\n".join(f["failure"] for f in case.get("failures", []))
            tap.result(not failures, f"{program.name}: {suite['name']}.{case['name']}", failures)
    tap.result(bool(suites) and done.returncode == 0, f"{program.name} ends well", done.stdout)


def run_sound(tap: Tap, program: Path, threads: int, watch: str = "0", park: str = "0") -> None:
    code, said = race(program, threads, threads, watch=watch, park=park)
    if code == 0:
        tap.note(said.replace("# ", ""))
    tap.result(code == 0, f"{program.name}: {threads} threads{WATCHERS[watch]}{', parked' if park != '0' else ''}",
               f"exit {code}\n{said}")


def is_found(program: Path, fault: str, words: str) -> tuple[bool, str]:
    """Threads may happen never to meet in the one way that shows a fault: a few seeds."""
    said = ""
    for seed in SEEDS:
        _, said = race(program, 4, seed, fault)
        if words in said:
            return True, said
    return False, said


def run_all_sound(tap: Tap, folder: Path) -> None:
    for name in ("word-test", "word-test-arm64", "tagged-test", "routines-test", "records-test"):
        run_unit_tests(tap, folder / name)
    for name in ("races-tsan", "races-asan", "shipped-asan"):
        for threads in range(2, 7):
            run_sound(tap, folder / name, threads)
    for name in ("races-tsan", "races-asan", "shipped-asan"):
        for watch in ("1", "2", "3"):
            run_sound(tap, folder / name, 5, watch)
    # Here the waits are the seam's: who has looked so often sleeps.
    for watch in WATCHERS:
        run_sound(tap, folder / "shipped-asan", 6, watch, park="30")


def main() -> int:
    part = wanted()
    folder = Path(sys.argv[1])
    tap = Tap()
    if part is Part.CHECK:
        run_all_sound(tap, folder)
    for fault in part.faults(list(ORDERINGS), lambda _: ""):
        found, said = is_found(folder / "races-tsan", fault, "ThreadSanitizer: data race")
        tap.result(found, f"ThreadSanitizer finds {fault} weakened", said)
    found, said = is_found(folder / "races-asan", "blind_leave", "stack-use-after")
    tap.result(found, "AddressSanitizer finds a node used after its frame is gone", said)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
