# SPDX-License-Identifier: GPL-2.0
"""waits_suite.py - the suite of the dispatcher's waits; waits.cpp says what a letter stands for."""

from __future__ import annotations

from pathlib import Path

from part import Part
from tap import Tap
from walk import Mutant, Suite

WAIT = "ke/wait.cpp"
DISPATCHER = "ke/dispatcher.cpp"
BLOCK = "linux/block.c"
EVENT = "ke/event.cpp"
HOLD = "ke/hold.hpp"
MUTEX = "ke/mutex.cpp"

# What lies on a waiter's stack is to be seen by the walker.
SEEN = [
    (WAIT, "\tKWAIT_BLOCK block;\n", "\tKWAIT_BLOCK &block = waiting::here().blocks[0];\n"),
    (WAIT, "\twait wait = wait_with(&block, ", "\twait &wait = waiting::here().wait = wait_with(&block, "),
    (WAIT, "\tKWAIT_BLOCK blocks[THREAD_WAIT_OBJECTS];\n",
     "\tKWAIT_BLOCK *const blocks = waiting::here().blocks;\n"),
    (WAIT, "\twait wait = wait_with(WaitBlockArray", "\twait &wait = waiting::here().wait = wait_with(WaitBlockArray"),
]

WALKS = ["a 0", "a 0 u", "a 0 0 u", "a P", "t 0", "d 0", "z a 0 0", "f 2", "F 2", "f Q", "p h", "g h", "g h u",
         "w w s", "a a 0 0", "a a 01P0", "tt 0 0", "o 01 u", "o b 0 1", "o A 0 01", "T A 0 1", "A a 0 01", "A a 00 1",
         "A z 0 01", "A t 01 R", "Te 0 1", "ae te 0", "mm m", "M m 0", "M M 0 0", "qq M 0"]
LONG = ["t t 0 0", "tt 00 u", "a o 01 u", "o A 01 1", "A a 0 0 1", "A t 0 1 R", "Te a 0 1", "T a 0 0 1", "T A 01 01",
        "ae a 0 0"]
DEEP = ["T A 01 0 1"]
HUNT = ["a 0", "a 0 u", "f 2", "f Q", "t 0", "F 2", "p h", "w w s", "ae 0", "m m", "q m", "a a 0", "a a 0 0", "A 0 1",
        "A a 0 01", "T 0 1", "tt 0 0", "ae te 0", "M m 0", "qq M 0"]

LOOK = """		set_current_state(TASK_IDLE);
		if (is_over(word, value) || !in_time)
			break;
"""
WAKE = """	smp_store_release(word, value);
	wake_up_process((struct task_struct *)thread);
"""
READER = f"""	rcu_read_lock();
	/* Release: pairs with the acquire in is_over(). */
{WAKE}	rcu_read_unlock();
"""
SET_WITH_WAITERS = """	if (!before && !IsListEmpty(&Event->Header.WaitListHead))
		return signal_waiters(held.pass_on(), *Event);
"""
SET = """	hold held(CALLER);
	const LONG before = read_state(Event->Header);

""" + SET_WITH_WAITERS
SET_BEFORE = """	const BOOLEAN nobody = IsListEmpty(&Event->Header.WaitListHead);
	hold held(CALLER);
	const LONG before = read_state(Event->Header);

	if (!before && !nobody)
		return signal_waiters(held.pass_on(), *Event);
"""
SIGNALLED = """		write_state(event.Header, TRUE);
		held.satisfy(event.Header);
"""
TOLD = """		next = done.next;
		ntspin_wake(done.thread, &done.status, done.result);
"""
BEGUN = """	const hold held(caller);

	if (dispatcher::try_to_take(wait))
		return true;
"""
GIVEN_UP = """	if (wait.result != still_waiting)
		return false;
	dispatcher::unlink(wait);
"""
PASSED_OVER = """		if (waiter.all && !are_all_signalled(waiter))
			continue;
"""
ON_ITS_WAY = """	ntspin_block(&wait.status, still_waiting, nullptr);
	return wait.result;
"""
LINED_UP = """		waiter.next = nullptr;
		*last_ = &waiter;
		last_ = &waiter.next;
"""

MUTANTS = [
    Mutant("who waits is looked for before the state is set", EVENT, SIGNALLED,
           "".join(reversed(SIGNALLED.splitlines(keepends=True)))),
    Mutant("nobody is looked for", EVENT, SET_WITH_WAITERS, ""),
    Mutant("who waits is looked for before the lock is taken", EVENT, SET, SET_BEFORE),
    Mutant("a hold that is passed on is given up as well", HOLD, "\t\theld_ = false;\n", ""),
    Mutant("a wait is looked at behind its wake-up", DISPATCHER, TOLD,
           "".join(reversed(TOLD.splitlines(keepends=True)))),
    Mutant("a status is told as soon as it is known", DISPATCHER, LINED_UP,
           "\t\tntspin_wake(waiter.thread, &waiter.status, waiter.result);\n"),
    Mutant("who is given something stays in the lists", DISPATCHER, "\t\tunlink(waiter);\n", ""),
    Mutant("last come, first served", DISPATCHER, "InsertTailList(&waiters_of", "InsertHeadList(&waiters_of"),
    Mutant("all is satisfied by one", DISPATCHER, PASSED_OVER, ""),
    Mutant("who waits for all takes what is there", DISPATCHER, PASSED_OVER,
           "\t\tif (waiter.all && !are_all_signalled(waiter)) {\n"
           "\t\t\ttake(object, waiter.thread);\n\t\t\tcontinue;\n\t\t}\n"),
    Mutant("who waits for all takes one by one", DISPATCHER,
           "		if (!are_all_signalled(wait))\n\t\t\treturn false;\n\t\twait.result",
           "\t\tfor (ULONG i = 0; i < wait.count; i++) {\n"
           "\t\t\tif (!is_signalled_for(object_of(wait.blocks[i]), wait.thread))\n\t\t\t\treturn false;\n"
           "\t\t\ttake(object_of(wait.blocks[i]), wait.thread);\n\t\t}\n"
           "\t\twait.result = STATUS_SUCCESS;\n\t\treturn true;\n\t\twait.result"),
    Mutant("a timer is looked at when it may be gone", DISPATCHER,
           "held.satisfy(timer->Header, timer_waiters.of(timer->Header));", "held.satisfy(timer->Header);"),
    Mutant("a look, and a place in the lists, under two holds", WAIT, BEGUN,
           "\t{\n\t\tconst hold first(caller);\n\n\t\tif (dispatcher::try_to_take(wait))\n"
           "\t\t\treturn true;\n\t}\n\n\tconst hold held(caller);\n\n"),
    Mutant("a timeout leaves its blocks in the lists", WAIT, "\tdispatcher::unlink(wait);\n", ""),
    Mutant("a timeout gives up what it was given", WAIT, GIVEN_UP, GIVEN_UP[GIVEN_UP.index("\tdispatcher"):]),
    Mutant("a timeout looks at what was given without the lock", WAIT,
           "\tconst hold held(caller);\n\n\tif (wait.result != still_waiting)\n",
           "\tif (wait.result != still_waiting)\n\t\treturn false;\n\n"
           "\tconst hold held(caller);\n\n\tif (wait.result != still_waiting)\n"),
    Mutant("a timeout does not wait for its status", WAIT,
           "\t\tif (give_up(wait, caller))\n\t\t\treturn STATUS_TIMEOUT;\n",
           "\t\tif (give_up(wait, caller))\n\t\t\treturn STATUS_TIMEOUT;\n\t\treturn wait.result;\n"),
    Mutant("who was given something in time says it was not", WAIT, ON_ITS_WAY,
           ON_ITS_WAY.replace("return wait.result", "return timeout ? STATUS_TIMEOUT : wait.result")),
    Mutant("the word is looked at before the state is set", BLOCK, LOOK,
           "\t\tif (is_over(word, value) || !in_time)\n\t\t\tbreak;\n\t\tset_current_state(TASK_IDLE);\n"),
    Mutant("the state is set without a barrier", BLOCK, "\t\tset_current_state(TASK_IDLE);\n",
           "\t\t__set_current_state(TASK_IDLE);\n"),
    Mutant("a wake-up that comes for nothing ends a wait", BLOCK,
           "\t\tin_time = sleep_until(due, clock);\n", "\t\tin_time = sleep_until(due, clock);\n\t\tbreak;\n"),
    Mutant("the word is met without acquiring", BLOCK, "smp_load_acquire(word) != value", "READ_ONCE(*word) != value"),
    Mutant("a task is woken, then told", BLOCK, WAKE, "".join(reversed(WAKE.splitlines(keepends=True)))),
    Mutant("the word is not published", BLOCK, "\tsmp_store_release(word, value);\n", "\tWRITE_ONCE(*word, value);\n"),
    Mutant("who wakes is no reader of RCU's", BLOCK, READER, WAKE),
    Mutant("RCU's reader begins behind the word", BLOCK, READER,
           WAKE.replace(";\n", ";\n\trcu_read_lock();\n", 1) + "\trcu_read_unlock();\n"),
    Mutant("a mutex is given back without its waiters", MUTEX, "\theld.satisfy(mutex.Header);\n", ""),
    Mutant("what was abandoned looks as if it had been released", MUTEX, "\t\tmutex.Abandoned = TRUE;\n", ""),
    Mutant("the last who is satisfied is woken first", DISPATCHER, LINED_UP,
           "\t\twaiter.next = satisfied_;\n\t\tsatisfied_ = &waiter;\n",
           "who gets what is settled by then; of tasks that are woken at once none is promised to run first"),
    Mutant("those behind the last who is satisfied are looked at", DISPATCHER,
           "\t\tif (read_state(object) <= 0)\n\t\t\tbreak;\n", "\t\tif (read_state(object) <= 0)\n\t\t\tcontinue;\n",
           "there is nothing left for them"),
    Mutant("blocks leave the lists from the last one on", DISPATCHER,
           "\tfor (ULONG i = 0; i < wait.count; i++)\n\t\tRemoveEntryList",
           "\tfor (ULONG i = wait.count; i-- > 0;)\n\t\tRemoveEntryList", "it is one step for all others"),
    Mutant("the word is looked at once more before the state is set", BLOCK, "\tfor (;;) {\n",
           "\tfor (;;) {\n\t\tif (is_over(word, value))\n\t\t\tbreak;\n",
           "a look that finds it over spares the sleep; the one behind the barrier is the one that counts"),
    Mutant("a full barrier before the word is stored", BLOCK, "\tsmp_store_release(word, value);\n",
           "\tsmp_mb();\n\tsmp_store_release(word, value);\n", "stronger than it has to be"),
]


def run(tap: Tap, build: Path, part: Part) -> None:
    suite = Suite(tap, "waits", build, HUNT, SEEN)
    suite.kept("every stale read", part.walks(WALKS, LONG, DEEP))
    suite.kept("every step", part.walks(["a 0", "t 0", "m m", "w w s"], [], []), "--every-step")
    suite.mutants(part, MUTANTS, [])
