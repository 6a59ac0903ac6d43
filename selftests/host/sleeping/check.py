#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the races of locks that sleep, run-down protection and lists, and seed faults."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from seeded import Fault, check  # pylint: disable=wrong-import-position

RACES = ("races", "800")

SOUND = [("asan", "races", "2000"), ("tsan", *RACES)]

FAULTS = [
    Fault("a mutex is taken with nothing ordered", "ke/fast_mutex.cpp",
          "fetch_add(-1, memory_order_acquire)",
          "fetch_add(-1, memory_order_relaxed)",
          "tsan", RACES),
    Fault("a mutex is given back with nothing ordered", "ke/fast_mutex.cpp",
          "fetch_add(1, memory_order_release)",
          "fetch_add(1, memory_order_relaxed)",
          "tsan", RACES),
    Fault("a try takes what is owned", "ke/fast_mutex.cpp",
          "LONG expected = 1;",
          "LONG expected = atomic_ref(mutex.Count).load(memory_order_relaxed);",
          "tsan", RACES, hangs=True),
    Fault("nobody is woken", "ke/fast_mutex.cpp",
          "KeSetEvent(&mutex.Event, 0, FALSE);",
          ";",
          "tsan", RACES, hangs=True),
    Fault("an owner waits for itself", "ke/fast_mutex.cpp",
          "if (owner_of(mutex) == ntspin_this_thread())",
          "if (false)",
          "tsan", RACES, hangs=True),
    Fault("a refused acquire is released", "ke/fast_mutex.cpp",
          "mutex.Refused--;\n\t\treturn false;",
          "mutex.Refused--;",
          "tsan", RACES),
    Fault("a use ends with nothing ordered", "ex/rundown.hpp",
          "seen, seen - count * one_user,\n\t\t\t\t\t\t\t     memory_order_release,",
          "seen, seen - count * one_user,\n\t\t\t\t\t\t\t     memory_order_relaxed,",
          "tsan", RACES, ("ex/rundown.cpp",)),
    Fault("those who use it are not waited for", "ex/rundown.hpp",
          "fetch_add(all, memory_order_acq_rel) + all)",
          "fetch_add(all, memory_order_acq_rel) && false)",
          "asan", RACES, ("ex/rundown.cpp",)),
    Fault("the last use wakes nobody", "ex/rundown.hpp",
          "static_cast<LONG_PTR>(count))\n\t\tKeSetEvent",
          "-static_cast<LONG_PTR>(count))\n\t\tKeSetEvent",
          "tsan", RACES, ("ex/rundown.cpp",), hangs=True),
    Fault("a use begins behind the end", "ex/rundown.hpp",
          "if (seen & ending)\n\t\t\treturn false;\n"
          "\t} while (!atomic_ref(word).compare_exchange_strong(\n\t\tseen, seen + count",
          "if (false)\n\t\t\treturn false;\n"
          "\t} while (!atomic_ref(word).compare_exchange_strong(\n\t\tseen, seen + count",
          "asan", RACES, ("ex/rundown.cpp",)),
    Fault("one processor's users alone are waited for", "ex/rundown.hpp",
          "all += users;",
          "all += 0;",
          "asan", RACES, ("ex/cache_aware.cpp",), hangs=True),
    Fault("the last of a device's users wakes nobody", "io/remove_lock.cpp",
          "== removed + 1)",
          "== removed)",
          "tsan", RACES, hangs=True),
    Fault("a device's users are not waited for", "io/remove_lock.cpp",
          "return others ? removal::others_are_left : removal::done;",
          "return removal::done;",
          "asan", RACES),
    Fault("a removed device is used", "io/remove_lock.cpp",
          "if (static_cast<ULONG>(seen) & removed)\n\t\t\treturn 0;",
          "if (false)\n\t\t\treturn 0;",
          "asan", RACES),
    Fault("a list has no bound", "ex/lookaside.cpp",
          "ExQueryDepthSList(&common.ListHead) < common.Depth",
          "true",
          "asan", RACES),
    Fault("what a list keeps is not freed", "ex/lookaside.cpp",
          "\tflush(list, call);\n\tconst",
          "\tconst",
          "asan", RACES),
    Fault("the cancel lock is none", "io/cancel.cpp",
          "lock::acquire({{{how.caller}}}, cancel_lock);",
          ";",
          "tsan", RACES),
]

if __name__ == "__main__":
    sys.exit(check(SOUND, FAULTS))
