#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the random programs and the races of resources and push locks, and seed faults."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from seeded import Fault, check  # pylint: disable=wrong-import-position

SOUND = [("asan", "programs", "1", "100"), ("tsan", "programs", "1000", "40"),
         ("asan", "races", "1000"), ("tsan", "races", "400")]

# What includes the headers.
RESOURCES = ("ex/resource.cpp", "ex/resource_state.cpp")
BOTH = (*RESOURCES, "ex/push_lock.cpp")

PROGRAMS = ("programs", "1", "60", "2")
RACES = ("races", "400")

FAULTS = [
    Fault("a resource has no lock", "ex/hand_over.hpp", "lock::acquire(steps{{caller}}, object_);",
          "static_cast<void>(caller);", "tsan", RACES, BOTH, hangs=True),
    Fault("a waiter is looked at behind its wake-up", "ex/hand_over.hpp",
          "next = done.next;\n\t\t\tntspin_wake(done.thread, &done.status, 1);",
          "ntspin_wake(done.thread, &done.status, 1);\n\t\t\tnext = done.next;", "asan", RACES, BOTH),
    Fault("who waits is woken under the lock", "ex/hand_over.hpp",
          "\t\tlast_ = &waiter.next;\n", "\t\tlast_ = &waiter.next;\n"
          "\t\tntspin_wake(waiter.thread, &waiter.status, 1);\n", "asan", RACES, BOTH),
    Fault("an owner waits for itself", "ex/resource.cpp",
          "if (own && (is_exclusive(resource) ||", "if (own && !is_exclusive(resource) && (", "asan",
          PROGRAMS),
    Fault("who shares it waits for those behind it", "ex/resource.cpp",
          "waiter.wants == access::shared ||", "", "asan", PROGRAMS),
    Fault("those who wait for exclusive access are passed", "ex/resource_queue.hpp",
          "return wants == access::shared_at_once || !resource.NumberOfExclusiveWaiters;",
          "return true;", "asan", PROGRAMS, RESOURCES),
    Fault("who asks to be behind them is not", "ex/resource_queue.hpp",
          "waiter.wants == access::shared_behind &&", "false &&", "asan", PROGRAMS, RESOURCES),
    Fault("last come, first served", "ex/resource_queue.hpp", "InsertTailList(first, &waiter.entry);",
          "InsertHeadList(first, &waiter.entry);", "asan", PROGRAMS, RESOURCES),
    Fault("exclusive access goes on to exclusive access", "ex/resource_queue.hpp",
          "if (was_exclusive)\n\t\tlet_shared_in(resource, held);",
          "static_cast<void>(was_exclusive);", "asan", PROGRAMS, RESOURCES),
    Fault("converted, it is nobody else's", "ex/resource.cpp", "\tlet_shared_in(resource, held);\n",
          "\tstatic_cast<void>(held);\n", "asan", PROGRAMS),
    Fault("there is no room for those who wait", "ex/resource_owners.hpp",
          "resource.ActiveEntries + resource.NumberOfSharedWaiters <", "resource.ActiveEntries <",
          "asan", PROGRAMS, RESOURCES),
    Fault("the owners stay in the old table", "ex/resource_owners.hpp",
          "resource.OwnerTable[i] = old[i];", "static_cast<void>(old[i]);", "asan", PROGRAMS, RESOURCES),
    Fault("the table of owners stays when a resource is deleted", "ex/resource_state.cpp",
          "taken->swap(resource.OwnerTable);", "", "asan", RACES),
    Fault("the table of one that was not deleted stays", "ex/resource.cpp",
          "\t\tntspin::list_owners(&resource, resource.OwnerTable);\n", "", "asan", RACES),
    Fault("a push lock is shared before who waits", "ex/push_lock.cpp",
          "while (!(found & (exclusive | waiting)))", "while (!(found & exclusive))", "asan",
          PROGRAMS),
    Fault("a push lock is shared and held alone", "ex/push_lock.cpp",
          "(value != exclusive && next->wants != access::exclusive)", "value != exclusive", "asan",
          PROGRAMS),
    Fault("who waits for a push lock is forgotten", "ex/push_lock.cpp",
          "next ? value | waiting : value", "value", "asan", PROGRAMS),
    Fault("one push lock is given to who waits for another", "ex/push_lock.cpp",
          "if (waiter_of(*from).object == &lock)", "if (static_cast<void>(lock), true)", "asan", RACES),
    Fault("what was written while a push lock was shared is not ordered", "ex/push_lock.cpp",
          "ntspin::atomic_ref(lock).load(memory_order_acquire);", "", "tsan", RACES),
    Fault("a push lock's release orders nothing", "ex/push_lock.cpp",
          "found, found - share, memory_order_release,", "found, found - share, memory_order_relaxed,",
          "tsan", RACES),
]

if __name__ == "__main__":
    sys.exit(check(SOUND, FAULTS))
