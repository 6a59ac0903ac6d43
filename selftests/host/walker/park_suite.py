# SPDX-License-Identifier: GPL-2.0
"""park_suite.py - the suite of the parking place; park.cpp says what a letter stands for."""

from __future__ import annotations

from pathlib import Path

from part import Part
from tap import Tap
from walk import Mutant, Suite

PARK = "linux/park.c"
WAIT = "linux/wait.c"

# A tick ends what nothing else does. Who has looked behind the count needs none.
WITH_TICK = ["o a t", "o w t", "o a i t"]
WITH_TICK_LONG = ["oa a tt"]
WITH_TICK_DEEP = ["o a w t"]
WITHOUT = ["c a", "c w", "c a i"]
WITHOUT_LONG = ["c a w"]
LOST = ["o a", "o w", "o a i"]
HUNT = ["c a", "o a t", "c a i"]

PUBLISH = """	WRITE_ONCE(here->address, address);
	cpumask_set_cpu(smp_processor_id(), &parked_cpus);
	/* Fully ordered: pairs with the barrier in ntspin_unpark(). */
	InterlockedExchangeAdd(&ntspin_slow_flags, NTSPIN_PARKED);
"""
SLOT, MASK, WHY, COUNT = PUBLISH.splitlines(keepends=True)
CLEAR = """	WRITE_ONCE(here->address, NULL);
	cpumask_clear_cpu(smp_processor_id(), &parked_cpus);
	InterlockedExchangeAdd(&ntspin_slow_flags, -NTSPIN_PARKED);
"""
NO_SLOT, NO_MASK, NO_COUNT = CLEAR.splitlines(keepends=True)
LAST_LOOK = """			if (is_over(wait))
				local_irq_enable();
			else
				ntspin_park_halt();
"""
# How long is spun before says nothing of what comes then.
SMALL = [(WAIT, "#define PATIENCE_OF_NEXT 4", "#define PATIENCE_OF_NEXT 1")]
FOR_NOTHING = "who finds what is left of it kicks for nothing"

MUTANTS = [
    Mutant("the slot is filled behind the count", PARK, PUBLISH, MASK + COUNT + SLOT),
    Mutant("the CPU is entered behind the count", PARK, PUBLISH, SLOT + COUNT + MASK),
    Mutant("the count is not raised", PARK, COUNT, ""),
    Mutant("the count is raised without a barrier", PARK, COUNT,
           "\t__atomic_fetch_add(&ntspin_slow_flags, NTSPIN_PARKED, __ATOMIC_RELAXED);\n"),
    Mutant("no barrier before who is parked is looked up", PARK, "\tsmp_mb();\n\tfor_each_cpu", "\tfor_each_cpu"),
    Mutant("the wrong address is compared", PARK, "if (READ_ONCE(slot->address) != address)",
           "if (READ_ONCE(slot->address) == address)"),
    Mutant("nobody is kicked", PARK, "\t\tkick(cpu);\n", ""),
    Mutant("the slot is not cleared", PARK, NO_SLOT, ""),
    Mutant("the CPU is not taken out", PARK, NO_MASK, ""),
    Mutant("the count is not lowered", PARK, NO_COUNT, ""),
    Mutant("the slot is cleared behind the count", PARK, CLEAR, NO_MASK + NO_COUNT + NO_SLOT, FOR_NOTHING),
    Mutant("the count is lowered first of all", PARK, CLEAR, NO_COUNT + NO_SLOT + NO_MASK, FOR_NOTHING),
    Mutant("no look behind the publishing", WAIT, LAST_LOOK, "\t\t\tntspin_park_halt();\n"),
    Mutant("interrupts are on at the last look", WAIT, "\t\t\tlocal_irq_disable();\n", ""),
    Mutant("no look for long", WAIT, "\tif (!look_for_long(wait)) {\n", "\tif (true) {\n",
           "the look with interrupts off is the one that counts; this one makes a lost wake rare"),
    Mutant("who was parked owns without acquiring", WAIT, "smp_cond_load_acquire((volatile UCHAR *)p,",
           "smp_cond_load_relaxed((volatile UCHAR *)p,"),
    Mutant("a release wakes, then stores", "lock/queue_steps.hpp",
           "\t\taccess.store_serving(lock, static_cast<ticket>(mine + 1), memory_order_release);\n"
           "\t\taccess.wake(&lock);\n",
           "\t\taccess.wake(&lock);\n"
           "\t\taccess.store_serving(lock, static_cast<ticket>(mine + 1), memory_order_release);\n"),
    Mutant("a release that wakes does not look", "lock/direct_access.hpp", "\t\tif (is_anyone_parked())\n",
           "\t\tif (false)\n"),
    Mutant("a release looks at the observers alone", "lock/flag_word.hpp",
           "return slow_flags() & (NTSPIN_OBSERVERS | NTSPIN_PARKED_MASK);", "return slow_flags() & NTSPIN_OBSERVERS;"),
]


def run(tap: Tap, build: Path, part: Part) -> None:
    suite = Suite(tap, "park", build, HUNT, SMALL)
    suite.kept("with a tick nobody sleeps on", part.walks(WITH_TICK, WITH_TICK_LONG, WITH_TICK_DEEP))
    suite.kept("who has looked behind the count kicks", part.walks(WITHOUT, WITHOUT_LONG, []))
    suite.breaks("without a tick a wake is lost", "hang", part.walks(LOST, [], []))
    suite.mutants(part, MUTANTS, [])
