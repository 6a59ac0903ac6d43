# SPDX-License-Identifier: GPL-2.0
"""mutants.py - faults that are put into the reader-writer lock's template: each must be found."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "walker"))

from walk import Mutant  # noqa: E402

LOCK = "lock/rw_lock.hpp"
WORD = "lock/rw_word.hpp"


WAIT_READER = "access.wait_while(lock, rw_word::serving_mask, turn);"
WAIT_WRITER = "access.wait_until(lock, rw_word::turn_mask, turn);"

MUTANTS = [
    Mutant("readers do not look at writers", WORD,
           "return writers() == 0 && readers() < max_readers;", "return readers() < max_readers;"),
    Mutant("readers pass a writer that waits for readers", WORD,
           "return writers() == 0 && readers() < max_readers;",
           "return (writers() == 0 || readers() != 0) && readers() < max_readers;"),
    Mutant("readers wait where no writer is", WORD,
           "return writers() == 0 && readers() < max_readers;", "return bits_ == 0;"),
    Mutant("a writer's release lets nobody in", WORD,
           "((bits_ & writers_mask) - writer_one) | waiting())",
           "((bits_ & writers_mask) - writer_one) | (bits_ & waiting_mask))"),
    Mutant("a writer's release forgets who waits to read", WORD,
           "((bits_ & writers_mask) - writer_one) | waiting())",
           "((bits_ & writers_mask) - writer_one))"),
    Mutant("a writer's release lets readers in behind the last writer only", WORD,
           "((bits_ & writers_mask) - writer_one) | waiting())",
           "((bits_ & writers_mask) - writer_one) |"
           " (writers() == 1 ? waiting() : bits_ & waiting_mask))"),
    Mutant("a writer's release keeps s", WORD,
           "((bits_ & serving_mask) + serving_one)", "(bits_ & serving_mask)"),
    Mutant("a writer's release keeps n", WORD,
           "((bits_ & writers_mask) - writer_one)", "(bits_ & writers_mask)"),
    Mutant("s never starts over", WORD, "bits_ & ~serving_mask ? bits_ : 0", "bits_"),
    Mutant("s starts over with each batch", WORD, "bits_ & ~serving_mask ? bits_ : 0",
           "bits_ & writers_mask ? bits_ : bits_ & ~serving_mask"),
    Mutant("a writer does not wait for readers", WORD,
           "turn_mask = serving_mask | readers_mask", "turn_mask = serving_mask"),
    Mutant("a writer does not wait for its turn", WORD,
           "turn_mask = serving_mask | readers_mask", "turn_mask = readers_mask"),
    Mutant("two writers have one ticket", WORD,
           "return (serving() + writers()) << serving_shift;",
           "return serving() << serving_shift;"),
    Mutant("the last writer to come goes first", WORD,
           "return (serving() + writers()) << serving_shift;",
           "return (serving() - writers()) << serving_shift;"),
    Mutant("a conversion keeps its share", WORD,
           "return rw_word(bits_ - reader_one + writer_one);",
           "return rw_word(bits_ + writer_one);"),
    Mutant("a conversion beside other readers", WORD,
           "return writers() == 0 && readers() == 1;", "return writers() == 0 && readers() >= 1;"),
    Mutant("a conversion past a writer that waits", WORD,
           "return writers() == 0 && readers() == 1;", "return readers() == 1;"),
    Mutant("a conversion never succeeds", WORD,
           "return writers() == 0 && readers() == 1;", "return false;"),
    Mutant("a waiting reader is not counted", LOCK, "seen.with_waiting_reader()", "seen"),
    Mutant("a waiting reader does not wait", LOCK, WAIT_READER, ""),
    Mutant("a waiting reader waits until nobody is there", LOCK, WAIT_READER,
           "access.wait_until(lock, rw_word::every_bit, 0); static_cast<void>(turn);"),
    Mutant("a waiting reader learns the turn too late", LOCK, WAIT_READER,
           "access.wait_while(lock, rw_word::serving_mask,"
           " access.load(lock, memory_order_relaxed) & rw_word::serving_mask);"
           " static_cast<void>(turn);"),
    Mutant("a reader counts itself in though it was overtaken", LOCK,
           "					  memory_order_relaxed))\n					continue;",
           "					  memory_order_relaxed)) {}"),
    Mutant("a waiting writer does not wait", LOCK, WAIT_WRITER, ""),
    Mutant("a waiting writer waits until nobody is there", LOCK, WAIT_WRITER,
           "access.wait_until(lock, rw_word::every_bit & ~(rw_word::serving_mask), 1u << 24);"),
    Mutant("a reader's release gives up where it is overtaken", LOCK,
           "while (!step(access, lock, seen, seen.without_reader(), memory_order_release));",
           "while (!step(access, lock, seen, seen.without_reader(), memory_order_release) && 0);"),
    Mutant("a writer's release gives up where it is overtaken", LOCK,
           "while (!step(access, lock, seen, seen.without_writer(), memory_order_release));",
           "while (!step(access, lock, seen, seen.without_writer(), memory_order_release) && 0);"),
    Mutant("a look at the lock after it was given up", LOCK,
           "while (!step(access, lock, seen, seen.without_writer(), memory_order_release));",
           "while (!step(access, lock, seen, seen.without_writer(), memory_order_release));\n"
           "access.load(lock, memory_order_relaxed);"),
]

# Smaller fields, which few contenders can fill: every promise holds for those that are counted.
LIMITS = [
    Mutant("one reader at a time", WORD, "max_readers = 0xfff", "max_readers = 1"),
    Mutant("two readers at a time", WORD, "max_readers = 0xfff", "max_readers = 2"),
    Mutant("one waiting reader", WORD, "max_waiting = 0xfff", "max_waiting = 1"),
    Mutant("one writer", WORD, "max_writers = 15", "max_writers = 1"),
    Mutant("two writers", WORD, "max_writers = 15", "max_writers = 2"),
]
