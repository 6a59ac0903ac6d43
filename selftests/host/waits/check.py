#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the random programs and the races of dispatcher objects, and seed faults."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from seeded import Fault, check  # pylint: disable=wrong-import-position

SOUND = [("asan", "programs", "1", "100"), ("tsan", "programs", "1000", "40"),
         ("asan", "threads", "1", "40"), ("tsan", "threads", "1000", "20"),
         ("asan", "races", "2000"), ("tsan", "races", "500")]

PROGRAMS = ("programs", "1", "60", "2")
RACES = ("races", "2000")
THREADS = ("threads", "1", "20", "2")

FAULTS = [
    Fault("a wait is looked at behind its wake-up", "ke/dispatcher.cpp",
          "next = done.next;\n\t\tntspin_wake(done.thread, &done.status, done.result);",
          "ntspin_wake(done.thread, &done.status, done.result);\n\t\tnext = done.next;",
          "asan", RACES),
    Fault("all is satisfied by one", "ke/dispatcher.cpp",
          "if (waiter.all && !are_all_signalled(waiter))", "if (false)", "asan", PROGRAMS),
    Fault("last come, first served", "ke/dispatcher.cpp", "InsertTailList(&waiters_of",
          "InsertHeadList(&waiters_of", "asan", PROGRAMS),
    Fault("more are let through than there is", "ke/dispatcher.cpp",
          "if (read_state(object) <= 0)", "if (false)", "asan", PROGRAMS),
    Fault("the blocks of who is satisfied are gone on with", "ke/dispatcher.cpp",
          "while (entry != &head && &wait_of(block_of(*entry)) == &waiter)", "while (false)",
          "asan", PROGRAMS),
    Fault("a synchronization event stays set", "ke/dispatcher.cpp",
          "case ntspin::synchronization_event_object:\n", "", "asan", PROGRAMS),
    Fault("no lock", "ke/dispatcher.cpp", "lock::acquire(access{{caller}}, dispatcher_lock);",
          "static_cast<void>(caller);", "tsan", RACES, hangs=True),
    Fault("a timeout gives up what it was given", "ke/wait.cpp",
          "if (wait.result != still_waiting)\n\t\treturn false;", "", "asan", RACES, hangs=True),
    Fault("a pulse leaves it set", "ke/event.cpp",
          "told yet: the event is still there. */\n\twrite_state(Event->Header, FALSE);",
          "told yet: the event is still there. */", "asan", PROGRAMS),
    Fault("a semaphore has no limit", "ke/semaphore.cpp",
          "adjustment > semaphore.Limit - before", "false", "asan", PROGRAMS),
    Fault("an owner waits for itself", "ke/mutex.cpp", "return mutex.OwnerThread == thread;",
          "return mutex.OwnerThread == thread && mutex.Header.SignalState > 0;", "asan", PROGRAMS),
    Fault("what was abandoned looks as if it had been released", "ke/mutex.cpp",
          "mutex.Abandoned = TRUE;\n", "", "asan", PROGRAMS),
    Fault("what an ended thread owned stays owned", "ps/thread.cpp",
          "ntspin_thread_ended(ntspin_this_thread());\n", "", "asan", THREADS),
    Fault("nobody is told how a thread ended", "ps/thread.cpp", "record_status(thread, status);\n",
          "static_cast<void>(status);\n", "asan", THREADS),
    Fault("a handle keeps no object", "ps/thread_table.cpp",
          "thread.runs || thread.handle || thread.pointers", "thread.runs || thread.pointers",
          "asan", THREADS),
    Fault("a closed handle is open", "ps/thread_table.cpp", "found->handle = 0;\n", "", "asan", THREADS),
    Fault("a reference by a handle is none", "ps/thread_table.cpp",
          "find_handle(handle);\n\n\tif (found)\n\t\tfound->pointers++;",
          "find_handle(handle);\n", "asan", THREADS),
    Fault("a mutex whose memory goes is looked at later", "ke/mutex.cpp", "if (is_gone(&mutex, arg))",
          "if (!is_gone && arg)", "asan", RACES),
]

if __name__ == "__main__":
    sys.exit(check(SOUND, FAULTS))
