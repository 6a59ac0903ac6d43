#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the random programs and the races of resources and push locks, and seed faults.

    check.py BUILD COMMAND...

BUILD holds what the Makefile made; COMMAND compiles. Each seeded fault has to be found out: the
program that is named for it fails, or hangs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import shipped  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

MINUTES = 5  # for what is sound
SECONDS = 10  # until a fault has hung
FLAGS = {"tsan": ["-fsanitize=thread"],
         "asan": ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]}
SOUND = [("asan", "programs", "1", "100"), ("tsan", "programs", "1000", "40"),
         ("asan", "races", "1000"), ("tsan", "races", "400")]


class Fault(NamedTuple):
    name: str
    file: str
    old: str  # in that file, once
    new: str
    kind: str
    program: tuple[str, ...]


SOURCES = ["resource.cpp", "resource_state.cpp", "push_lock.cpp"]  # which include the headers

PROGRAMS = ("programs", "1", "60", "2")
RACES = ("races", "400")

FAULTS = [
    Fault("a resource has no lock", "hand_over.hpp", "lock::acquire(steps{{caller}}, object_);",
          "static_cast<void>(caller);", "tsan", RACES),
    Fault("a waiter is looked at behind its wake-up", "hand_over.hpp",
          "next = done.next;\n\t\t\tntspin_wake(done.thread, &done.status, 1);",
          "ntspin_wake(done.thread, &done.status, 1);\n\t\t\tnext = done.next;", "asan", RACES),
    Fault("who waits is woken under the lock", "hand_over.hpp",
          "\t\tlast_ = &waiter.next;\n", "\t\tlast_ = &waiter.next;\n"
          "\t\tntspin_wake(waiter.thread, &waiter.status, 1);\n", "asan", RACES),
    Fault("an owner waits for itself", "resource.cpp",
          "if (own && (is_exclusive(resource) ||", "if (own && !is_exclusive(resource) && (", "asan",
          PROGRAMS),
    Fault("who shares it waits for those behind it", "resource.cpp",
          "waiter.wants == access::shared ||", "", "asan", PROGRAMS),
    Fault("those who wait for exclusive access are passed", "resource_line.hpp",
          "return wants == access::shared_at_once || !resource.NumberOfExclusiveWaiters;",
          "return true;", "asan", PROGRAMS),
    Fault("who asks to be behind them is not", "resource_line.hpp",
          "waiter.wants == access::shared_behind &&", "false &&", "asan", PROGRAMS),
    Fault("last come, first served", "resource_line.hpp", "InsertTailList(first, &waiter.entry);",
          "InsertHeadList(first, &waiter.entry);", "asan", PROGRAMS),
    Fault("exclusive access goes on to exclusive access", "resource_line.hpp",
          "if (was_exclusive)\n\t\tlet_shared_in(resource, held);",
          "static_cast<void>(was_exclusive);", "asan", PROGRAMS),
    Fault("converted, it is nobody else's", "resource.cpp", "\tlet_shared_in(resource, held);\n",
          "\tstatic_cast<void>(held);\n", "asan", PROGRAMS),
    Fault("there is no room for those who wait", "resource_owners.hpp",
          "resource.ActiveEntries + resource.NumberOfSharedWaiters <", "resource.ActiveEntries <",
          "asan", PROGRAMS),
    Fault("the owners stay in the old table", "resource_owners.hpp",
          "resource.OwnerTable[i] = old[i];", "static_cast<void>(old[i]);", "asan", PROGRAMS),
    Fault("the table of owners stays when a resource is deleted", "resource_state.cpp",
          "taken->swap(resource.OwnerTable);", "", "asan", RACES),
    Fault("a push lock is shared before who waits", "push_lock.cpp",
          "while (!(found & (exclusive | waiting)))", "while (!(found & exclusive))", "asan",
          PROGRAMS),
    Fault("a push lock is shared and held alone", "push_lock.cpp",
          "(value != exclusive && next->wants != access::exclusive)", "value != exclusive", "asan",
          PROGRAMS),
    Fault("who waits for a push lock is forgotten", "push_lock.cpp",
          "next ? value | waiting : value", "value", "asan", PROGRAMS),
    Fault("one push lock is given to who waits for another", "push_lock.cpp",
          "if (waiter_of(*from).object == &lock)", "if (static_cast<void>(lock), true)", "asan", RACES),
    Fault("what was written while a push lock was shared is not ordered", "push_lock.cpp",
          "ntspin::atomic_ref(lock).load(memory_order_acquire);", "", "tsan", RACES),
    Fault("a push lock's release orders nothing", "push_lock.cpp",
          "found, found - share, memory_order_release,", "found, found - share, memory_order_relaxed,",
          "tsan", RACES),
]


def run(command: list[str], seconds: float) -> tuple[int, str]:
    """Its exit status, 124 where it hangs, and what it said."""
    try:
        done = subprocess.run(command, check=False, text=True, timeout=seconds,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return 124, "it hangs"
    return done.returncode, done.stdout.strip()


def build(folder: Path, fault: Fault, command: list[str], out: Path) -> str:
    """The program with the fault in it; what went wrong, if it cannot be made."""
    file = f"ex/{fault.file}"
    times = shipped.read(file).count(fault.old)
    if times != 1:
        return f"{times} times in {file}: {fault.old}"
    shipped.copy(folder, lambda name, text: text.replace(fault.old, fault.new) if name == file else text)
    with_it = SOURCES if fault.file.endswith(".hpp") else [fault.file]
    objects = [path for path in (out / fault.kind).glob("*.o")
               if path.name not in ("programs.o", "races.o")
               and path.stem not in [Path(name).stem for name in with_it]]
    code, said = run([*command, "-Wno-unused", "-Wno-unused-function", *FLAGS[fault.kind],
                      *(str(folder / "ex" / name) for name in with_it), *map(str, objects),
                      str(out / fault.kind / f"{fault.program[0]}.o"),
                      "-o", str(folder / "program"), "-pthread"], 600)
    return said if code else ""


def main() -> int:
    out, command = Path(sys.argv[1]).resolve(), sys.argv[2:]
    tap = Tap()
    for kind, program, *arguments in SOUND:
        code, said = run([str(out / kind / program), *arguments], MINUTES * 60)
        tap.result(code == 0, f"{program}, {kind}: {said.splitlines()[-1] if said else ''}",
                   f"exit {code}\n{said}")
    for number, fault in enumerate(FAULTS):
        folder = out / "faults" / str(number)
        error = build(folder, fault, command, out)
        if error:
            tap.result(False, f"found out: {fault.name}", error)
            continue
        code, said = run([str(folder / "program"), *fault.program[1:]], SECONDS)
        tap.result(code != 0, f"found out: {fault.name}", said)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
