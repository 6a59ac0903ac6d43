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

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from part import Part, wanted  # pylint: disable=wrong-import-position
from programs import run_sanitized, run_unit_tests  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

ROUNDS = 3000
SEEDS = range(1, 7)
ORDERINGS = ("release", "first_ticket", "turn", "join_release", "join_acquire", "link", "granted",
             "grant", "follower", "retract")
# Of NTSPIN_OBSERVERS: the verifier, who counts, both.
OBSERVERS = {"0": "", "1": ", verified", "2": ", counted", "3": ", verified and counted"}
ENVIRONMENT = os.environ | {
    "TSAN_OPTIONS": "halt_on_error=1 exitcode=66",
    "ASAN_OPTIONS": "detect_stack_use_after_return=1 halt_on_error=1 exitcode=66",
}


def race(program: Path, threads: int, seed: int, fault: str = "",
         observe: str = "0", park: str = "0") -> tuple[int, str]:
    return run_sanitized([program, str(threads), str(ROUNDS), str(seed), *([fault] if fault else [])],
                         ENVIRONMENT | {"OBSERVERS": observe, "PARK": park})


def run_sound(tap: Tap, program: Path, threads: int, observe: str = "0", park: str = "0") -> None:
    code, said = race(program, threads, threads, observe=observe, park=park)
    if code == 0:
        tap.note(said.replace("# ", ""))
    tap.result(code == 0, f"{program.name}: {threads} threads{OBSERVERS[observe]}{', parked' if park != '0' else ''}",
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
        for observe in ("1", "2", "3"):
            run_sound(tap, folder / name, 5, observe)
    # Here the waits are the seam's: who has looked so often sleeps.
    for observe in OBSERVERS:
        run_sound(tap, folder / "shipped-asan", 6, observe, park="30")


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
