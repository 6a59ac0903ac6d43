# SPDX-License-Identifier: GPL-2.0
"""part.py - the parts of a check: `check.py [--seeded | --long | --deep] ...`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

Row = TypeVar("Row")


class Part(Enum):
    """What each change is tried with; the seeded faults; what takes long, and what does no harm, which is
    looked for in all that there is; all of it and more."""
    CHECK = "check"
    SEEDED = "seeded"
    LONG = "long"
    DEEP = "deep"

    def walks(self, check: list[str], long: list[str], deep: list[str]) -> list[str]:
        return {Part.CHECK: check, Part.SEEDED: [], Part.LONG: long, Part.DEEP: check + long + deep}[self]

    def faults(self, rows: list[Row], harmless: Callable[[Row], str]) -> list[Row]:
        """Of all rows. A check has the first that does harm: one that finds nothing would not see it."""
        harm = [row for row in rows if not harmless(row)]
        return {Part.CHECK: harm[:1], Part.SEEDED: harm[1:], Part.DEEP: rows,
                Part.LONG: [row for row in rows if harmless(row)]}[self]


def wanted() -> Part:
    """The part that the command line asks for, which is taken out of it."""
    part = next((part for part in Part if f"--{part.value}" in sys.argv), Part.CHECK)
    sys.argv = [word for word in sys.argv if word != f"--{part.value}"]
    return part
