# SPDX-License-Identifier: GPL-2.0
"""dpc_suite.py - the DPC queue's suite; dpc.cpp says what a letter stands for."""

from __future__ import annotations

from pathlib import Path

from part import Part
from tap import Tap
from walk import Mutant, Suite, orderings

QUEUE = "ke/dpc_queue.hpp"
DPC = "ke/dpc.cpp"

WALKS = ["p ii", "p i i", "pp ii", "k iii", "k i i", "k ii i", "k h i", "k f", "k i f", "k x x", "k i r", "k ii r",
         "lk ii", "ikl i", "k k t", "k k i t", "k k i m", "k k t m",
         "p x x", ". y x", "i k im", "k k it r"]
DEEP = ["k i i r", "k i i i", "pp ii i"]
HUNT = ["p i", "p ii", "k i", "k f", "k ii", "k r", "k i r", "k x x", "lk i", "k i i", "k h i", "k k t",
        "k k i m", "k k t m", "k k i t", "k ii r", "k i f", "p x x",
        ". y x", "i k im", "k k it r"]

LOCKED = "it is under the locks of both queues"
CHAIN = "an exchange passes on what was released before, whatever its own order"
GOES = "no driver goes here; it hands over whose DPCs the host is to refuse"
NOT_NEEDED = {
    ("pass_on", "acquire"): LOCKED,
    ("pass_on", "release"): CHAIN,
    ("take_out+4", "acq_rel"): "the first one is a barrier already; this one keeps a load behind "
                                       "the look, too",
    ("is_refused", "relaxed"): GOES,
    ("ntspin_dpc_refuse", "relaxed"): GOES,
}

MUTANTS = [
    Mutant("a claim that fails stores nothing", QUEUE,
           """	while (!owner.compare_exchange_strong(found, found ? found : &queue, memory_order_acq_rel,
					      memory_order_relaxed))
		continue;
	return !found;
""", """	return owner.compare_exchange_strong(found, &queue, memory_order_acq_rel,
					     memory_order_relaxed);
"""),
    Mutant("a claim that fails is not tried again", QUEUE,
           """	while (!owner.compare_exchange_strong(found, found ? found : &queue, memory_order_acq_rel,
					      memory_order_relaxed))
		continue;
	return !found;
""", """	if (!owner.compare_exchange_strong(found, &queue, memory_order_acq_rel,
					   memory_order_relaxed))
		owner.compare_exchange_strong(found, found, memory_order_acq_rel,
					      memory_order_relaxed);
	return !found;
"""),
    Mutant("giving back is a store", QUEUE, "exchange(nullptr, memory_order_acq_rel);\n}",
           "store(nullptr, memory_order_release);\n}"),
    Mutant("a move is a store", QUEUE, "exchange(&to, memory_order_acq_rel);",
           "store(&to, memory_order_release);"),
    Mutant("a push is not tried again", QUEUE,
           "\t} while (!arrived.compare_exchange_strong(last, &dpc.DpcListEntry, memory_order_acq_rel,"
           "\n\t\t\t\t\t\t  memory_order_relaxed));",
           "\t} while (!arrived.compare_exchange_strong(last, &dpc.DpcListEntry, memory_order_acq_rel,"
           "\n\t\t\t\t\t\t  memory_order_relaxed) && false);"),
    Mutant("a push links itself before others have come", QUEUE,
           "\t\tdpc.DpcListEntry.Flink = last;\n",
           "\t\tdpc.DpcListEntry.Flink = nullptr;\n"),
    Mutant("arrivals are looked for first", QUEUE,
           "PLIST_ENTRY last = arrived.exchange(nullptr, memory_order_acq_rel); last;)",
           "PLIST_ENTRY last = arrived.load(memory_order_relaxed) ? "
           "arrived.exchange(nullptr, memory_order_acq_rel) : nullptr; last;)"),
    Mutant("arrivals but the last are dropped", QUEUE, "\t\tlast = earlier;\n",
           "\t\tlast = nullptr;\n"),
    Mutant("what is taken out still looks queued", QUEUE, "\tentry.Blink = nullptr;\n", ""),
    Mutant("what waits is not counted", QUEUE, "\tqueue.depth++;\n", ""),
    Mutant("pending is cleared behind the look", DPC,
           "\t\tpending.store(FALSE, memory_order_relaxed);\n\t\tcollect_arrivals(*queue);\n",
           "\t\tcollect_arrivals(*queue);\n\t\tpending.store(FALSE, memory_order_relaxed);\n"),
    Mutant("a push tells nobody", QUEUE, "\tatomic_ref(queue.pending).store(TRUE, memory_order_relaxed);\n", ""),
    Mutant("an argument is read behind the giving back", DPC,
           "\t\tgive_back(*dpc);\n\t}\n\n\tif (is_refused",
           "\t\tgive_back(*dpc);\n\t}\n\tfirst = dpc->SystemArgument1;\n\n"
           "\tif (is_refused"),
    Mutant("an argument is written before the claim", DPC,
           "\tconst bool claimed = claim(dpc, queue);\n",
           "\tdpc.SystemArgument1 = first;\n\tconst bool claimed = claim(dpc, queue);\n"),
    Mutant("a DPC is pushed twice", DPC, "\t\tpush(queue, dpc);\n",
           "\t\tpush(queue, dpc);\n\t\tpush(queue, dpc);\n"),
    Mutant("a removal does not look again under the lock", DPC,
           "\t\tif (queue_of(dpc) != queue)\n\t\t\tcontinue;\n", ""),
    Mutant("a removal gives nothing back", DPC, "\t\tgive_back(dpc);\n\t\treturn true;\n",
           "\t\treturn true;\n"),
    Mutant("a removal takes what is not pushed yet", DPC,
           "\t\tcollect_until_linked(*queue, dpc, caller);\n\t\tunlink(*queue, dpc);\n",
           "\t\tcollect_arrivals(*queue);\n\t\tif (dpc.DpcListEntry.Blink)\n\t\t\tunlink(*queue, dpc);\n"),
    Mutant("a removal collects once", DPC, "\t\tcollect_until_linked(*queue, dpc, caller);\n",
           "\t\tcollect_arrivals(*queue);\n\t\tif (!dpc.DpcListEntry.Blink)\n\t\t\treturn false;\n",
           "it may say that a DPC that is being inserted is not queued: only a flush can tell"),
]


def run(tap: Tap, build: Path, part: Part) -> None:
    suite = Suite(tap, "dpc", build, HUNT)
    suite.kept("every stale read", part.walks(WALKS, [], DEEP))
    suite.kept("every step", part.walks(["k i", "k f", "k i r"], [], []), "--every-step")
    suite.weakened(part, orderings(QUEUE) + orderings(DPC), NOT_NEEDED)
    suite.mutants(part, MUTANTS, [])
