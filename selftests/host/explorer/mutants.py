# SPDX-License-Identifier: GPL-2.0
"""mutants.py - faults to be seeded into the lock, one at a time, and caught.

Each row: what is wrong, the file, the text that is there (once, and once only), the text that is
put in its place; and, where the lock is no worse for it, why.
"""

from __future__ import annotations

from shipped import Mutant

LOCK = "lock/queue_lock.hpp"
STEPS = "lock/queue_steps.hpp"
WORD = "lock/lock_word.hpp"


def dropped(name: str, file: str, text: str, harmless: str = "", *, after: str = "",
            before: str = "") -> Mutant:
    """The text that stands between the other two is missing."""
    return Mutant(name, file, after + text + before, after + before, harmless)


MUTANTS = [
    # The word: its coding, and the carry out of each field.
    Mutant("tail is stored a bit too high", WORD, "handle << NTSPIN_TAIL_SHIFT);",
           "handle << (NTSPIN_TAIL_SHIFT + 1));"),
    Mutant("tail is read a bit too high", WORD, ">>\n\t\t\t\t\t      NTSPIN_TAIL_SHIFT);",
           ">> (NTSPIN_TAIL_SHIFT + 1));"),
    Mutant("tail is shifted by 6 only", WORD, "#define NTSPIN_TAIL_SHIFT 7",
           "#define NTSPIN_TAIL_SHIFT 6"),
    Mutant("tail is shifted by 8", WORD, "#define NTSPIN_TAIL_SHIFT 7",
           "#define NTSPIN_TAIL_SHIFT 8"),
    Mutant("tail loses its sign", WORD, "static_cast<LONG_PTR>(bits_ & ~tickets_mask)",
           "(bits_ & ~tickets_mask)"),
    Mutant("q carries into the tail", WORD,
           "lock_word((bits_ & ~next_mask) | ((bits_ + next_one) & next_mask))",
           "lock_word(bits_ + next_one)"),
    Mutant("q carries into the tail, first ticket", WORD,
           "lock_word((bits_ + next_one) & tickets_mask)", "lock_word(bits_ + next_one)"),
    Mutant("q of a free word has 3 bits", WORD,
           "lock_word(s * (serving_one + next_one) & tickets_mask)",
           "lock_word(s * (serving_one + next_one) & (tickets_mask << 1 | 1))"),
    Mutant("s carries into q", WORD, "lock_word((bits_ & ~serving_mask) | s)",
           "lock_word(bits_ + static_cast<ticket>(s - serving()))"),
    Mutant("out() counts to 1", WORD, "- bits_) & 3;", "- bits_) & 1;"),
    Mutant("next_ticket() is one too far", WORD, "serving() + out());", "serving() + out() + 1);"),
    Mutant("three tickets", WORD, "max_out = 2;", "max_out = 3;"),
    Mutant("one ticket", WORD, "max_out = 2;", "max_out = 1;"),
    Mutant("has_tail() takes q for a tail", WORD, "bits_ > tickets_mask", "bits_ > serving_mask"),
    Mutant("free is told by the tail alone", WORD, "return !has_tail() && out() == 0;",
           "return !has_tail();"),
    Mutant("free is told by the tickets alone", WORD, "return !has_tail() && out() == 0;",
           "return out() == 0;"),

    # A ticket, and its turn.
    Mutant("the first ticket is not taken", STEPS, "free.with_first_ticket_taken().bits()",
           "free.bits()"),
    Mutant("a ticket is taken past the queue", STEPS,
           "if (!seen.has_tail() && seen.out() < lock_word::max_out)",
           "if (seen.out() < lock_word::max_out)"),
    Mutant("a ticket is taken with two out", STEPS,
           "if (!seen.has_tail() && seen.out() < lock_word::max_out)", "if (!seen.has_tail())"),
    Mutant("nobody waits for the second ticket", STEPS,
           "if (!seen.has_tail() && seen.out() < lock_word::max_out)", "if (false)"),
    dropped("no wait for the turn", STEPS, "access.wait_while_serving(lock, before);"),
    Mutant("waits for the turn before", STEPS, "static_cast<ticket>(mine - 1);",
           "static_cast<ticket>(mine - 2);"),
    dropped("by ticket: no wait for the turn", STEPS,
            "wait_for_turn(access, lock, seen.next_ticket());\n"),
    dropped("queued head: no wait for the turn", LOCK,
            "steps::wait_for_turn(access, lock, before.next_ticket());",
            before="\n\t\t\tbreak;\n\t\t}\n\t\tcase steps::position::owner_by_queue:\n\t\t\tbreak;"),
    dropped("ordinary head: no wait for the turn", LOCK,
            "steps::wait_for_turn(access, lock, before.next_ticket());",
            before="\n\t\t\tbreak;\n\t\t}\n\t\tcase steps::position::owner_by_queue:\n\t\t\tif"),

    # What the handle says.
    dropped("by ticket: the handle does not name the lock", STEPS,
            "\t\tset_state(access, node, lock, node_state::owns_by_ticket);\n"),
    dropped("uncontended: the handle keeps nothing", LOCK,
            "steps::keep_ticket(access, node, lock, seen);"),
    dropped("second ticket: the handle keeps nothing", LOCK,
            "steps::keep_ticket(access, node, lock,\n"
            "\t\t\t\t\t   seen.with_serving(seen.next_ticket()));"),
    Mutant("uncontended: the handle keeps the ticket behind", LOCK,
           "node, lock, seen);\n\t\taccess.owns", "node, lock, seen.with_serving("
           "static_cast<ticket>(seen.serving() + 1)));\n\t\taccess.owns"),
    Mutant("second ticket: the handle keeps the one before", LOCK,
           "seen.with_serving(seen.next_ticket())", "seen"),
    Mutant("what the first ticket found is not told", STEPS, "\t\tseen = lock_word(bits);\n"
           "\t\tif (taken)", "\t\tif (taken)"),
    dropped("queued head: the handle does not say that it owns", LOCK,
            "steps::set_state(access, node, lock, node_state::owns_by_queue);"),
    dropped("by ticket: release leaves Lock set", LOCK,
            "access.store(node.Lock, nullptr, memory_order_relaxed);",
            before="\n\t\tmine = "),
    dropped("through the queue: release leaves Lock set", LOCK,
            "access.store(node.Lock, nullptr, memory_order_relaxed);", before="\n\n"),
    dropped("by ticket: a second release is not looked for", LOCK, " || held == 0",
            "no lock is what is returned in either case; Lock is set to null once more"),
    dropped("through the queue: a second release is not told", LOCK,
            "\t\tif ((held & steps::state_mask) != "
            "static_cast<ULONG_PTR>(node_state::owns_by_queue))\n"
            "\t\t\treturn false;\n"),
    dropped("an owner through the queue releases by ticket", LOCK, "held & steps::state_mask || "),

    # Release by ticket.
    Mutant("s stays", STEPS, "static_cast<ticket>(mine + 1), memory_order_release",
           "mine, memory_order_release"),
    Mutant("s goes on by two", STEPS, "static_cast<ticket>(mine + 1), memory_order_release",
           "static_cast<ticket>(mine + 2), memory_order_release"),

    # Joining the queue.
    dropped("Next is not reset", STEPS,
            "access.store(node.Next, nullptr, memory_order_relaxed);"),
    dropped("the node does not say that it waits", STEPS,
            "set_state(access, node, lock, node_state::waiting);"),
    dropped("a lost compare-exchange teaches nothing, arriving", STEPS,
            "seen = lock_word(bits);", before="\n\t\t}\n\t\taccess.arrived(lock, seen, &node);"),
    Mutant("who follows takes itself for the head", STEPS,
           "if (!seen.has_tail()) {\n\t\t\tseen = ", "if (true) {\n\t\t\tseen = "),
    Mutant("the head takes itself for a follower", STEPS,
           "if (!seen.has_tail()) {\n\t\t\tseen = ", "if (false) {\n\t\t\tseen = "),
    dropped("the head forgets that it is the tail", STEPS,
            "\t\t\tseen = seen.with_tail(bits_of(&node));\n",
            "the first compare-exchange then fails, and brings the word as it is"),
    Mutant("links nobody", STEPS, "predecessor.Next, &node,", "predecessor.Next, nullptr,"),
    Mutant("links itself twice", STEPS, "access.store(predecessor.Next, &node, memory_order_release);",
           "access.store(predecessor.Next, &node, memory_order_release);"
           " access.store(predecessor.Next, &node, memory_order_release);"),
    Mutant("does not wait to be granted", STEPS,
           "access.wait_while(node.Lock, tagged(lock, node_state::waiting), lock);",
           "bits_of(access.load(node.Lock, memory_order_acquire));"),
    Mutant("takes a promotion for a grant", STEPS,
           "if ((state & state_mask) == static_cast<ULONG_PTR>(node_state::owns_by_queue))",
           "if ((state & state_mask) != 0)"),
    Mutant("takes a grant for a promotion", STEPS,
           "if ((state & state_mask) == static_cast<ULONG_PTR>(node_state::owns_by_queue))",
           "if ((state & state_mask) == 0)"),
    dropped("the promoted does not look at the word", STEPS,
            "\t\tseen = lock_word(access.load(lock, memory_order_relaxed));\n",
            "the first compare-exchange then fails, and brings the word as it is"),

    # The head.
    Mutant("the head takes a third ticket", STEPS, "if (seen.out() == lock_word::max_out)\n",
           "if (false)\n"),
    dropped("a lost compare-exchange teaches nothing, at the head", STEPS,
            "seen = lock_word(bits);", after="return seen;\n\t\t\t"),
    dropped("the last ordinary head stays the tail", STEPS,
            "\t\t\tif (seen.is_tail(bits_of(leaving)))\n\t\t\t\ttaken = taken.with_tail(0);\n"),
    Mutant("an ordinary head drops its followers", STEPS,
           "if (seen.is_tail(bits_of(leaving)))", "if (leaving)"),
    dropped("an ordinary head promotes nobody", LOCK,
            "\t\t\tif (!before.is_tail(steps::bits_of(&node)))\n"
            "\t\t\t\tsteps::pass_on(access, lock, node, node_state::head);\n"),
    Mutant("an ordinary head promotes always", LOCK,
           "if (!before.is_tail(steps::bits_of(&node)))\n", ""),

    # Leaving the queue.
    dropped("an ordinary owner promotes nobody", LOCK,
            "\t\t\tif (steps::leave_if_last(access, lock, node, 0) != steps::parting::left)\n"
            "\t\t\t\tsteps::pass_on(access, lock, node, node_state::head);\n"),
    Mutant("an ordinary owner grants what it has", LOCK,
           "\t\t\tif (steps::leave_if_last(access, lock, node, 0) != steps::parting::left)\n"
           "\t\t\t\tsteps::pass_on(access, lock, node, node_state::head);\n",
           "\t\t\tif (steps::leave_if_last(access, lock, node, 0) != steps::parting::left)\n"
           "\t\t\t\tsteps::pass_on(access, lock, node, node_state::owns_by_queue);\n"),
    Mutant("an ordinary owner returns its ticket at once", LOCK,
           "leave_if_last(access, lock, node, 0)", "leave_if_last(access, lock, node, 1)"),
    Mutant("a queued owner keeps its ticket", LOCK,
           "leave_if_last(access, lock, node, 1)", "leave_if_last(access, lock, node, 0)"),
    Mutant("a queued owner promotes, and does not grant", LOCK,
           "node, node_state::owns_by_queue);\n\t\treturn parting",
           "node, node_state::head);\n\t\treturn parting"),
    Mutant("a queued owner never retracts", LOCK,
           "if (parting == steps::parting::followed)",
           "if (true)"),
    Mutant("a queued owner always thinks it has retracted", STEPS,
           "if (access.compare_exchange(\n\t\t\t    lock, bits,\n", "if (true | access.compare_exchange(\n\t\t\t    lock, bits,\n"),
    Mutant("the retract leaves the tail", STEPS, "held.with_serving(static_cast<ticket>(mine",
           "held.with_tail(bits_of(&node)).with_serving(static_cast<ticket>(mine"),
    Mutant("the retract expects no ticket out", STEPS,
           "lock_word(access.load(lock, memory_order_relaxed)).with_tail(0);",
           "lock_word::free_at(lock_word(access.load(lock, memory_order_relaxed)).serving());"),
    dropped("the retract does not look at Next", STEPS,
            "\t\tif (access.load(node.Next, memory_order_relaxed) != nullptr)\n"
            "\t\t\treturn parting::followed;\n",
            "with a follower the tail is another, and the compare-exchange fails: only slower"),
    dropped("the grant is not stored", STEPS,
            "access.store(follower.Lock, tagged(lock, state), memory_order_release);"),
    Mutant("the grant does not name the lock", STEPS,
           "access.store(follower.Lock, tagged(lock, state), memory_order_release);",
           "access.store(follower.Lock, reinterpret_cast<PKSPIN_LOCK>(state),"
           " memory_order_release);",
           "who is granted writes the lock's address there once more, when it owns"),
    Mutant("the grant is repeated", STEPS,
           "access.store(follower.Lock, tagged(lock, state), memory_order_release);",
           "access.store(follower.Lock, tagged(lock, state), memory_order_release);"
           " access.store(follower.Lock, tagged(lock, state), memory_order_release);"),
    Mutant("the handle is touched after the hand-over", LOCK,
           "node, node_state::owns_by_queue);\n\t\treturn parting",
           "node, node_state::owns_by_queue);\n"
           "\t\taccess.store(node.Lock, nullptr, memory_order_relaxed);\n\t\treturn parting"),
    Mutant("the lock is touched after the release", STEPS,
           "static_cast<ticket>(mine + 1), memory_order_release);",
           "static_cast<ticket>(mine + 1), memory_order_release);"
           " (void)access.load_serving(lock, memory_order_relaxed);"),
]
