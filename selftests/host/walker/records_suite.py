# SPDX-License-Identifier: GPL-2.0
"""records_suite.py - the suite of the verifier's records; records.cpp says what a letter stands for."""

from __future__ import annotations

from pathlib import Path

from part import Part
from tap import Tap
from walk import Mutant, Suite, orderings

RECORDS = "verifier/lock_table.hpp"
NOTES = "verifier/acquisitions.hpp"
LIFE = "verifier/lock_life.hpp"
ACQUIRE = "verifier/instrumented_acquire.cpp"
TABLE = "verifier/lock_rows.cpp"

# Few contenders are to fill the tables, and to meet in them.
SMALL = [
    ("verifier/lock_table.hpp", "constexpr ULONG ways = 8;", "constexpr ULONG ways = 1;"),
    ("verifier/lock_table.hpp", "constexpr ULONG sets = 512;", "constexpr ULONG sets = 1;"),
    ("verifier/lock_table.hpp", "(hash >> 55) * ways", "0 * (hash >> 55)"),
    ("verifier/lock_table.hpp", "static_assert(sets == 1U << (64 - 55));", ""),
    ("verifier/lock_lines.hpp", "constexpr ULONG line_bits = 13;", "constexpr ULONG line_bits = 1;"),
    ("verifier/lock_lines.hpp", "constexpr ULONG page_bits = 13;", "constexpr ULONG page_bits = 1;"),
    ("verifier/order_edges.hpp", "constexpr ULONG edge_bits = 14;", "constexpr ULONG edge_bits = 1;"),
    ("verifier/acquisition.hpp", "constexpr ULONG holds_max = 256;", "constexpr ULONG holds_max = 1;"),
    ("seam/tables.h", "#define NTSPIN_WAITS 24", "#define NTSPIN_WAITS 1"),
]

WALKS = ["a", "g", "gg", "z a", "z aa", "z n", "w z", "ww z", "ww zz", "a l", "aa l", "ab l", "b a", "a n", "na z",
         "a a"]
DEEP = ["aa a", "z a a"]
HUNT = ["a", "g", "z n", "z a", "z aa", "a l", "aa l", "w z", "ww z", "b a", "ab l", "a n", "na z", "a a"]

MUTANTS = [
    Mutant("the word is looked at without the entry", LIFE, "\tif (!take_away(entry, 1))\n",
           "\tif (atomic_ref(entry.references).load(memory_order_relaxed) != 1)\n"),
    Mutant("who came unrecorded is looked for by a load", NOTES,
           "__atomic_fetch_add(&acquisitions.unrecorded, 0, __ATOMIC_RELEASE)",
           "atomic_ref(acquisitions.unrecorded).load(memory_order_relaxed)"),
    Mutant("a word that is none is left", LIFE, "\treturn is_made_free(entry, lock);\n",
           "\treturn false;\n"),
    Mutant("served is not published", ACQUIRE, "record.entry->served.publish(", "record.entry->served = ("),
    Mutant("served is met without acquiring", LIFE, "entry.served.meet();", "entry.served;"),
    Mutant("served is looked at once", LIFE, " == 0 &&\n\t       entry.served == before;", " == 0;",
           "begin_if_new() looks once more, and by then sees what the first look has acquired"),
    Mutant("a record's number is read behind its state", TABLE, "\tif (seen.state != hold::waiting &&",
           "\tseen.sequence = record.sequence;\n\tif (seen.state != hold::waiting &&"),
    Mutant("a record's number does not end the old state", NOTES,
           "record.sequence.publish(next_number());", "record.sequence = next_number();"),
    Mutant("a record's number does not come first", NOTES,
           "\t\t__atomic_thread_fence(__ATOMIC_RELEASE);\n", ""),
    Mutant("an entry is taken away at sight", RECORDS,
           "\tif (__atomic_load_n(&entry.references, __ATOMIC_SEQ_CST) == mine)\n\t\treturn true;\n",
           "\tif (true)\n\t\treturn true;\n"),
    Mutant("an entry is referred to at sight", RECORDS,
           "\tif (__atomic_load_n(&entry.key, __ATOMIC_SEQ_CST) == key)\n\t\treturn true;\n",
           "\tif (key)\n\t\treturn true;\n"),
    Mutant("a lock's site is there before its class", RECORDS,
           "\tentry.site = nullptr;\n", "\tentry.site = site;\n"),
    Mutant("a lock's site is not published", RECORDS, "entry.site.publish(site);", "entry.site = site;"),
    Mutant("a lock's site is met without acquiring", LIFE, "!entry.site.meet();", "!entry.site;"),
    Mutant("counts are cleared plainly", RECORDS, "\tclear(entry.counts);\n", "\tentry.counts = {};\n"),
]


def run(tap: Tap, build: Path, part: Part) -> None:
    suite = Suite(tap, "records", build, HUNT, SMALL)
    suite.kept("every stale read", part.walks(WALKS, [], DEEP))
    # The two sides of an entry's taking away. The others are weakened by mutants where they matter.
    suite.weakened(part, [o for o in orderings(RECORDS) if o.order == "SEQ_CST" or o.function == "put"], {})
    suite.mutants(part, MUTANTS, [])
