#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the races of locks that sleep, run-down protection and lists, and seed faults.

    check.py BUILD COMMAND...

BUILD holds what the Makefile made; COMMAND compiles. Each seeded fault has to be found out: the
program fails, or hangs where that is what the fault does.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import shipped  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

MINUTES = 5  # for what is sound
SECONDS = 20  # until a fault has hung
FLAGS = {"tsan": ["-fsanitize=thread"],
         "asan": ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]}
SOUND = [("asan", "2000"), ("tsan", "800")]


class Fault(NamedTuple):
    name: str
    file: str
    old: str  # in that file, once
    new: str
    kind: str = "tsan"
    compiled: str = ""  # what includes the file
    hangs: bool = False  # nobody goes on then, and nothing is told


FAULTS = [
    Fault("a mutex is taken with nothing ordered", "ke/fast_mutex.cpp",
          "fetch_add(-1, memory_order_acquire)", "fetch_add(-1, memory_order_relaxed)"),
    Fault("a mutex is given back with nothing ordered", "ke/fast_mutex.cpp",
          "fetch_add(1, memory_order_release)", "fetch_add(1, memory_order_relaxed)"),
    Fault("a try takes what is owned", "ke/fast_mutex.cpp", "LONG expected = 1;",
          "LONG expected = atomic_ref(mutex.Count).load(memory_order_relaxed);", hangs=True),
    Fault("nobody is woken", "ke/fast_mutex.cpp", "KeSetEvent(&mutex.Event, 0, FALSE);", ";", hangs=True),
    Fault("an owner waits for itself", "ke/fast_mutex.cpp",
          "if (owner_of(mutex) == ntspin_this_thread())", "if (false)", hangs=True),
    Fault("a refused acquire is released", "ke/fast_mutex.cpp", "mutex.Refused--;\n\t\treturn false;",
          "mutex.Refused--;"),
    Fault("a use ends with nothing ordered", "ex/rundown.hpp",
          "seen, seen - count * one_user,\n\t\t\t\t\t\t\t     memory_order_release,",
          "seen, seen - count * one_user,\n\t\t\t\t\t\t\t     memory_order_relaxed,",
          compiled="ex/rundown.cpp"),
    Fault("those who use it are not waited for", "ex/rundown.hpp",
          "fetch_add(all, memory_order_acq_rel) + all)",
          "fetch_add(all, memory_order_acq_rel) && false)",
          "asan", "ex/rundown.cpp"),
    Fault("the last use wakes nobody", "ex/rundown.hpp", "static_cast<LONG_PTR>(count))\n\t\tKeSetEvent",
          "-static_cast<LONG_PTR>(count))\n\t\tKeSetEvent", compiled="ex/rundown.cpp",
          hangs=True),
    Fault("a use begins behind the end", "ex/rundown.hpp",
          "if (seen & ending)\n\t\t\treturn false;\n"
          "\t} while (!atomic_ref(word).compare_exchange_strong(\n\t\tseen, seen + count",
          "if (false)\n\t\t\treturn false;\n"
          "\t} while (!atomic_ref(word).compare_exchange_strong(\n\t\tseen, seen + count",
          "asan", "ex/rundown.cpp"),
    Fault("one processor's users alone are waited for", "ex/rundown.hpp", "all += users;", "all += 0;",
          "asan", "ex/cache_aware.cpp", hangs=True),
    Fault("the last of a device's users wakes nobody", "io/remove_lock.cpp", "== removed + 1)",
          "== removed)", hangs=True),
    Fault("a device's users are not waited for", "io/remove_lock.cpp",
          "return others ? removal::others_are_left : removal::done;", "return removal::done;", "asan"),
    Fault("a removed device is used", "io/remove_lock.cpp",
          "if (static_cast<ULONG>(seen) & removed)\n\t\t\treturn 0;",
          "if (false)\n\t\t\treturn 0;", "asan"),
    Fault("a list has no bound", "ex/lookaside.cpp",
          "ExQueryDepthSList(&common.ListHead) < common.Depth", "true", "asan"),
    Fault("what a list keeps is not freed", "ex/lookaside.cpp", "\tflush(list, call);\n\tconst",
          "\tconst", "asan"),
    Fault("the cancel lock is none", "io/cancel.cpp", "lock::acquire({{{CALLER}}}, cancel_lock);", ";"),
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
    times = shipped.read(fault.file).count(fault.old)
    if times != 1:
        return f"{times} times in {fault.file}: {fault.old}"
    shipped.copy(folder, lambda name, text: text.replace(fault.old, fault.new) if name == fault.file else text)
    source = fault.compiled or fault.file
    objects = [path for path in (out / fault.kind).glob("*.o") if path.name != Path(source).stem + ".o"]
    code, said = run([*command, "-Wno-unused", "-Wno-unused-function", "-Wno-empty-body",
                      *FLAGS[fault.kind], str(folder / source), *map(str, objects),
                      "-o", str(folder / "program"), "-pthread"], 600)
    return said if code else ""


def try_fault(number: int, fault: Fault, command: list[str], out: Path) -> str:
    """Why it was not found out."""
    folder = out / "faults" / str(number)
    if error := build(folder, fault, command, out):
        return error
    code, said = run([str(folder / "program"), "800"], SECONDS if fault.hangs else MINUTES * 60)
    return "" if code and (code != 124 or fault.hangs) else said


def main() -> int:
    out, command = Path(sys.argv[1]).resolve(), sys.argv[2:]
    tap = Tap()
    for kind, rounds in SOUND:
        code, said = run([str(out / kind / "races"), rounds], MINUTES * 60)
        tap.result(code == 0, f"races, {kind}: {said.splitlines()[-1] if said else ''}",
                   f"exit {code}\n{said}")
    with ThreadPoolExecutor(4) as pool:
        for fault, said in zip(FAULTS, pool.map(lambda row: try_fault(*row, command, out), enumerate(FAULTS))):
            tap.result(not said, f"found out: {fault.name}", said)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
