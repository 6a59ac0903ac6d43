#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the random programs and the races of dispatcher objects, and seed faults.

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
         ("asan", "races", "2000"), ("tsan", "races", "500")]


class Fault(NamedTuple):
    name: str
    file: str
    old: str  # in that file, once
    new: str
    kind: str
    program: tuple[str, ...]


PROGRAMS = ("programs", "1", "60", "2")
RACES = ("races", "2000")

FAULTS = [
    Fault("a wait is looked at behind its wake-up", "dispatcher.cpp",
          "next = done.next;\n\t\tntspin_wake(done.thread, &done.status, done.result);",
          "ntspin_wake(done.thread, &done.status, done.result);\n\t\tnext = done.next;",
          "asan", RACES),
    Fault("all is satisfied by one", "dispatcher.cpp",
          "if (waiter.all && !are_all_signalled(waiter))", "if (false)", "asan", PROGRAMS),
    Fault("last come, first served", "dispatcher.cpp", "InsertTailList(&waiters_of",
          "InsertHeadList(&waiters_of", "asan", PROGRAMS),
    Fault("more are let through than there is", "dispatcher.cpp",
          "if (read_state(object) <= 0)", "if (false)", "asan", PROGRAMS),
    Fault("the blocks of who is satisfied are gone on with", "dispatcher.cpp",
          "while (entry != &head && &wait_of(block_of(*entry)) == &waiter)", "while (false)",
          "asan", PROGRAMS),
    Fault("a synchronization event stays set", "dispatcher.cpp",
          "case ntspin::synchronization_event_object:\n", "", "asan", PROGRAMS),
    Fault("no lock", "dispatcher.cpp", "lock::acquire(access{{caller}}, dispatcher_lock);",
          "static_cast<void>(caller);", "tsan", RACES),
    Fault("a timeout gives up what it was given", "wait.cpp",
          "if (wait.result != still_waiting)\n\t\treturn false;", "", "asan", RACES),
    Fault("a pulse leaves it set", "event.cpp",
          "told yet: the event is still there. */\n\twrite_state(Event->Header, FALSE);",
          "told yet: the event is still there. */", "asan", PROGRAMS),
    Fault("a semaphore has no limit", "semaphore.cpp",
          "adjustment > semaphore.Limit - before", "false", "asan", PROGRAMS),
    Fault("an owner waits for itself", "mutex.cpp", "return mutex.OwnerThread == thread;",
          "return mutex.OwnerThread == thread && mutex.Header.SignalState > 0;", "asan", PROGRAMS),
    Fault("what was abandoned looks as if it had been released", "mutex.cpp",
          "mutex.Abandoned = TRUE;\n", "", "asan", PROGRAMS),
    Fault("a mutex whose memory goes is looked at later", "mutex.cpp", "if (is_gone(&mutex, arg))",
          "if (!is_gone && arg)", "asan", RACES),
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
    file = f"ke/{fault.file}"
    times = shipped.read(file).count(fault.old)
    if times != 1:
        return f"{times} times in {file}: {fault.old}"
    shipped.copy(folder, lambda name, text: text.replace(fault.old, fault.new) if name == file else text)
    name = Path(fault.file).stem + ".o"
    objects = [path for path in (out / fault.kind).glob("*.o")
               if path.name not in (name, "programs.o", "races.o")]
    code, said = run([*command, "-Wno-unused", "-Wno-unused-function", *FLAGS[fault.kind], str(folder / file),
                      *map(str, objects), str(out / fault.kind / f"{fault.program[0]}.o"),
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
