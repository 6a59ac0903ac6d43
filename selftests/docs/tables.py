# SPDX-License-Identifier: GPL-2.0
"""tables.py - what debugfs had of the demonstration's lock: docs/verifier.md shows it, and docs/figures/locks.svg.

    tables.py FOLDER        writes them there: for selftests/locks, and selftests/draw_locks.py
"""

from __future__ import annotations

import sys
from pathlib import Path

LOCK = "00000000e2bda5a5"
LOCKS = (("lock", "family", "acquired", "contended", "longest_wait_ns", "longest_hold_ns", "of", "holder", "waiting",
          "waiters"),
         (LOCK, "queued", 74469, 5697, 19482113, 9235046, "init:DriverEntry+0x15/0x20 [flowdemo]",
          "worker/157@1:FlowRecord [flowdemo]", 2,
          "worker/158@2:FlowRecord [flowdemo] worker/155@0:FlowRecord [flowdemo]"))
# How many waited for up to 1024 ns, 2048 ns, and so on.
WAITED = (305, 1482, 686, 102, 11, 30, 68, 135, 246, 319, 325, 409, 673, 713, 189, 4)
WAITS = (("lock", *(256 << i for i in range(24))), (LOCK, 0, 0, *WAITED, *(24 - 2 - len(WAITED)) * (0,)))
SHARES = (("lock", "cpu0", "cpu1", "cpu2", "cpu3"), (LOCK, 18512, 17800, 19146, 19011))


def write(folder: Path) -> None:
    for name, table in (("locks", LOCKS), ("waits", WAITS), ("shares", SHARES)):
        (folder / name).write_text("".join("\t".join(map(str, row)) + "\n" for row in table))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
