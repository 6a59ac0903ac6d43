#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the unit tests and the litmus of the queue of DPCs.

    check.py BUILD COMMAND...

BUILD holds the programs that the Makefile made; COMMAND compiles the litmus but for dpc.cpp. The
litmus has to lose numbers where a fault is seeded into the queue: else it would prove nothing. A
machine that is too busy to run two threads at once cannot tell, which is a skip and says so.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import shipped  # pylint: disable=wrong-import-position
from programs import run_unit_tests  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

WANTED = 400000  # inserts that return FALSE
ENOUGH = 5000    # of them, where the time is over
SECONDS = 60
# What the litmus returns.
SOUND, LOST, TIME_OVER, NO_CPUS = range(4)


QUEUE = "ke/dpc_queue.hpp"


class Fault(NamedTuple):
    name: str
    old: str  # in QUEUE, once
    new: str


# What x86-64 shows; selftests/host/explorer knows weaker machines.
FAULTS = [
    Fault("given back by a release store",
          "DpcData).exchange(nullptr, memory_order_acq_rel)",
          "DpcData).store(nullptr, memory_order_release)"),
    Fault("a claim that looks before it writes",
          "PVOID found = nullptr;",
          "PVOID found = owner.load(memory_order_acquire);\n\n\tif (found)\n\t\treturn false;"),
]


def litmus(program: Path) -> tuple[int, str]:
    done = subprocess.run([program, str(WANTED), str(SECONDS)], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.strip()


def refused(said: str) -> int:
    words = said.split()
    return int(words[2]) if len(words) > 2 and words[2].isdigit() else 0


def run_sound(tap: Tap, program: Path) -> None:
    code, said = litmus(program)
    name = f"no insert is lost: {said}"
    if code == NO_CPUS:
        tap.skip("no insert is lost", said)
    elif code == TIME_OVER and refused(said) >= ENOUGH:
        tap.skip(name, f"fewer than {WANTED} in {SECONDS} s: the machine is busy")
    else:
        tap.result(code == SOUND, name, f"exit {code}")


def build(folder: Path, fault: Fault, command: list[str]) -> str:
    """The litmus over a changed queue; what went wrong, if it cannot be made."""
    times = shipped.read(QUEUE).count(fault.old)
    if times != 1:
        return f"{times} times in {QUEUE}: {fault.old}"
    shipped.copy(folder, lambda file, text: text.replace(fault.old, fault.new)
                 if file == QUEUE else text)
    made = subprocess.run([*command, folder / "ke/dpc.cpp", "-o", folder / "litmus"], check=False,
                          text=True, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return made.stdout if made.returncode else ""


def hunt(tap: Tap, folder: Path, fault: Fault, command: list[str]) -> None:
    name = f"found out: {fault.name}"
    error = build(folder, fault, command)
    if error:
        tap.result(False, name, error)
        return
    limit = time.monotonic() + SECONDS
    code, said = litmus(folder / "litmus")
    while code == SOUND and time.monotonic() < limit:
        code, said = litmus(folder / "litmus")
    if code == LOST:
        tap.result(True, f"{name}: {said}")
    else:
        tap.skip(name, said if code == NO_CPUS else f"the machine is busy: {said}")


def main() -> int:
    folder, command = Path(sys.argv[1]).resolve(), sys.argv[2:]
    tap = Tap()
    run_unit_tests(tap, folder / "queue-test")
    run_sound(tap, folder / "litmus")
    for number, fault in enumerate(FAULTS):
        hunt(tap, folder / "faults" / str(number), fault, command)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
