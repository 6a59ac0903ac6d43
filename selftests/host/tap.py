# SPDX-License-Identifier: GPL-2.0
"""tap.py - report results in the Test Anything Protocol, as the kernel's selftests do.

The plan comes last, so that a script that dies before its end leaves none behind and is not
taken for a success.
"""

from __future__ import annotations

import sys


class Tap:
    """Counts what it prints. A script ends by `sys.exit(tap.finish())`."""

    def __init__(self) -> None:
        self.count = 0
        self.failures = 0
        self.say("TAP version 13")

    def say(self, line: str) -> None:
        print(line, flush=True)

    def note(self, text: str) -> None:
        for line in text.splitlines():
            self.say(f"# {line}")

    def result(self, good: bool, name: str, why: str = "") -> bool:
        """One result; `why` is shown where it is a failure."""
        self.count += 1
        if not good:
            self.failures += 1
            self.note(why)
        self.say(f"{'ok' if good else 'not ok'} {self.count} {name}")
        return good

    def skip(self, name: str, why: str) -> None:
        self.count += 1
        self.say(f"ok {self.count} {name} # SKIP {why}")

    def finish(self) -> int:
        self.say(f"1..{self.count}")
        if not self.count:
            print("no test was run", file=sys.stderr)
        return 1 if self.failures or not self.count else 0
