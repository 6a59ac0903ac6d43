# SPDX-License-Identifier: GPL-2.0
"""numbers_check.py - numbers that stand in more than one place: are they one?

What is measured by `make bench` and `make bench-guest` is measured on a quiet machine, now and then; so the
documents are held to each other. What a source defines, or a table of faults counts, they are held to.
The instructions of an uncontended pair are counted by selftests/host/locked, which reads the documents, too.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

GUEST_QUEUED = r"queued, at PASSIVE_LEVEL, to `spin_lock_bh` \| (\d+) \| (\d+)"
GUEST_RAISED = r"queued, at DISPATCH_LEVEL, to `spin_lock` \| (\d+) \| (\d+)"

# What it is; file and pattern of each place. Of a pattern's groups all have to be alike, place for place.
PLACES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("instructions of a queued pair at PASSIVE_LEVEL, and of Linux'", (
        ("README.md", GUEST_QUEUED), ("docs/lock.md", r"gives (\d+) against (\d+) for `spin_lock_bh`"),
        ("docs/lock.md", r"between (\d+) and (\d+) buy"))),
    ("the same, with the verifier off", (
        ("README.md", GUEST_QUEUED.rpartition(r" \|")[0]),
        ("docs/verifier.md", r"queued, at PASSIVE_LEVEL \| (\d+) \|"))),
    ("at DISPATCH_LEVEL", (
        ("README.md", GUEST_RAISED), ("docs/lock.md", r"and (\d+) against (\d+) for `spin_lock` and"))),
    ("the same, with the verifier off, at DISPATCH_LEVEL", (
        ("README.md", GUEST_RAISED.rpartition(r" \|")[0]),
        ("docs/verifier.md", r"queued, at DISPATCH_LEVEL \| (\d+) \|"))),
    ("an ordinary pair's", (
        ("README.md", r"ordinary, the same two \| (\d+), (\d+) \|"),
        ("docs/verifier.md", r"ordinary, the same two \| (\d+), (\d+) \|"))),
    ("a pool pair's, and to kmalloc()'s", (
        ("README.md", r"pool pair of 64 bytes.*?\| (\d+) \| \d+ \| ([\d.]+) \|"),
        ("docs/pool.md", r"pair of 64 bytes takes (\d+) instructions, ([\d.]+) times"))),
    ("the same of 512 bytes", (
        ("README.md", r"pool pair of 512 bytes.*?\| (\d+) \| \d+ \| ([\d.]+) \|"),
        ("docs/pool.md", r"one of 512 bytes (\d+), ([\d.]+) times"))),
    ("what the slab takes of the first", (
        ("README.md", r"pool pair of 64 bytes.*?\| (\d+) \|"), ("docs/pool.md", r"some \d+ of the (\d+),"))),
    ("a lookaside pair's", (("README.md", r"lookaside pair.*?\| (\d+) \|"),
                            ("docs/pool.md", r"lookaside lists, which take (\d+)"))),
    ("an ordinary pair to a bare one", (
        ("README.md", r"compare-exchange and byte store \| [\d.]+ \| ([\d.]+),"),
        ("docs/lock.md", r"its pair is ([\d.]+) of the bare one"))),
    ("a queued pair to a bare one", (
        ("README.md", r"compare-exchange and byte store \| ([\d.]+) \|"),
        ("docs/lock.md", r"pair [\d.]+ -> ([\d.]+) of bare"))),
    ("queued, 64 CPUs, to pure MCS", (("README.md", r"64 CPUs, simulated.*?\| ([\d.]+),"),
                                      ("docs/lock.md", r"the queued family has (\d\.\d+)"))),
    ("ordinary, the same", (("README.md", r"64 CPUs, simulated.*?\| [\d.]+, [\d.]+ \| ([\d.]+),"),
                            ("docs/lock.md", r"(\d\.\d+) of pure MCS from 8 CPUs on"))),
    ("the parked lock's gain with 8 CPUs on 2", (
        ("README.md", r"makes (\d+) times as many"), ("docs/lock.md", r"\| 8 \| 20 \|.*?\| (\d+)\.\d+ \|"))),
    ("the other lock's longest wait", (
        ("README.md", r"where one of that lock's was (\d+)"),
        ("docs/lock.md", r"\| 8 \| 20 \|[^|]*\|[^|]*\|[^|]* (\d+)\.\d+ ms"))),
    ("how long make test takes", (("README.md", r"everything that proves it: (.*? the first time)"),
                                  ("Makefile", r"what proves it, in (.*? the first time)"))),
    ("minutes of CI", (("README.md", r"as much as (\d+) minutes allow"), (".ci/run", r"minutes=(\d+)"),
                       ("docs/contributing.md", r"as much of `make test-deep` as (\d+) minutes"))),
    ("tasks at APC_LEVEL", (("docs/irql.md", r"At most (\d+) tasks are at APC_LEVEL"),
                            ("docs/passive-locks.md", r"APC_LEVEL is scarce \((\d+)\)"),
                            ("docs/reports.md", r"(\d+) tasks are at APC_LEVEL at once"))),
    ("call sites that a report remembers", (("docs/verifier.md", r"(\d+) call sites are remembered"),
                                            ("module", r"#define SITES (\d+)"))),
    ("routines of a queue of work at a time", (
        ("README.md", r"up to (\d+) routines of a queue at a time"), ("docs/work.md", r"up to (\d+) routines run"),
        ("module", r"#define NTSPIN_WORKERS (\d+)"))),
    ("locks held on a CPU", (("docs/verifier.md", r"(\d+) locks held on a CPU"),
                             ("module", r"holds_max = (\d+);"))),
    ("locks of a circle", (("docs/verifier.md", r"circles of (\d+)"),
                           ("module", r"path_max = (\d+);"))),
    ("waiters shown", (("docs/verifier.md", r"(\d+) waiters shown"),
                       ("module", r"#define NTSPIN_WAITERS (\d+)"))),
    ("writers that a reader-writer lock counts", (("README.md", r"waiting readers and (\d+) writers"),
                                                  ("module", r"max_writers = (\d+);"))),
    ("misuses committed", (("README.md", r"(\d+) misuses are committed"), ("kunit/misuses.def", "%^MISUSE\\("))),
    ("look-alikes", (("README.md", r"named, and (\d+) look-alikes"),
                     ("kunit/misuses.h", r"#define LOOKALIKE_COUNT (\d+)"))),
    ("faults seeded into the queued lock", (
        ("README.md", r"each memory ordering weakened, (\d+) faults seeded"),
        ("selftests/host/explorer/mutants.py", "MUTANTS"))),
    ("into the reader-writer lock", (("README.md", r"each ordering weakened, (\d+) faults seeded"),
                                     ("selftests/host/rw/mutants.py", "MUTANTS"))),
    ("into the DPC queue", (("README.md", r"weakened, (\d+) faults\)"),
                            ("selftests/host/walker/dpc_suite.py", "MUTANTS"))),
    ("into the verifier's records", (("README.md", r"verifier's records \((\d+) faults\)"),
                                     ("selftests/host/walker/records_suite.py", "MUTANTS"))),
    ("into parking", (("README.md", r"woken \((\d+) faults"),
                      ("selftests/host/walker/park_suite.py", "MUTANTS"))),
    ("into waits and what sleeps", (
        ("README.md", r"beside a model, too; (\d+) faults seeded"),
        ("selftests/host/waits/check.py selftests/host/passive/check.py selftests/host/sleeping/check.py",
         r"%^    Fault\("))),
    ("into MDLs", (("README.md", r"beside a model, (\d+) faults seeded"),
                   ("selftests/host/mdl/check.py", r"%^    Fault\("))),
    ("into requests", (("README.md", r"programs of their own; (\d+) faults seeded"),
                       ("selftests/host/requests/check.py", r"%^    Fault\("))),
    ("inserts that find their DPC queued", (("README.md", r"machine (\d+) inserts find"),
                                            ("selftests/host/dpc/check.py", r"WANTED = (\d+)"))),
    ("checks taken out of the verifier", (("README.md", r"Of the verifier's checks (\d+) are taken out"),
                                          ("scripts/mutate-verifier", r"%^    (?:Mutant|left)\("))),
    ("sequences that are fuzzed", (("README.md", r"(\d+) in each run: of one"),
                                   ("selftests/host/fuzz/Makefile", r"RUNS \?= (\d+)"))),
    ("mistakes that analyze is shown", (("docs/analyze.md", r"has (\d+) mistakes"), ("selftests/analyze/wrong", "*"))),
    ("right sources", (("docs/analyze.md", r"(\d+) right sources"), ("selftests/analyze/right", "*"))),
)


def mutants_of(root: Path, path: Path) -> str:
    """In a process of its own, as the tables are modules of one name."""
    folders = [str(path.parent), *(str(root / "selftests/host" / name) for name in ("", "walker"))]
    script = f"import sys; sys.path[:0] = {folders}; import {path.stem} as table; " \
        "print(sum(not mutant.harmless for mutant in table.MUTANTS))"
    return subprocess.run([sys.executable, "-B", "-c", script], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip()


def numbers_at(root: Path, name: str, pattern: str) -> list[tuple[str, ...]]:
    """`*` counts the files of a folder, `%...` the lines that begin so, MUTANTS those that do harm. Else a folder is all
    sources below it, whatever their names."""
    path = root / name
    if pattern == "*":
        return [(str(len(list(path.iterdir()))),)]
    if pattern == "MUTANTS":
        return [(mutants_of(root, path),)]
    files = [each for each in path.rglob("*.[ch]*") if each.suffix != ".cmd"] if path.is_dir() else \
        [root / each for each in name.split()]
    text = "\n".join(each.read_text() for each in files)
    if pattern[0] == "%":
        return [(str(len(re.findall(pattern[1:], text, re.M))),)]
    found = re.findall(re.sub(r"(?<!\\) ", r"\\s+", pattern), text)
    return [hit if isinstance(hit, tuple) else (hit,) for hit in found]


def wrong_numbers(root: Path) -> list[str]:
    wrong = []
    for what, places in PLACES:
        found = {f"{name}: {pattern}": numbers_at(root, name, pattern) for name, pattern in places}
        if not all(found.values()):
            wrong += [f"{what}: it does not stand in {place}" for place, hits in found.items() if not hits]
        elif len({hit for hits in found.values() for hit in hits}) > 1:
            wrong.append(f"{what}: " + "; ".join(f"{hits} in {place}" for place, hits in found.items()))
    return wrong
