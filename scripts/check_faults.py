#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_faults.py - are the faults of module/seam/faults.def those that docs/verifier.md tells of?

    scripts/check_faults.py     prints what is wrong

Each of Windows' codes that a report can name stands in the table there, and no other; and each
fault is made somewhere.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = "module/seam/faults.def"
DOCS = "docs/verifier.md"


def codes_in(text: str) -> set[str]:
    """0xC4/0x40, /0x41 are two of 0xC4."""
    found, stop = set(), ""
    for first, second in re.findall(r"(0x[0-9A-F]+)?(/(?:0x)?[0-9A-F]+)?", text):
        stop = first or stop
        if first or second:
            found.add(stop + second)
    return found


def reported() -> dict[str, set[str]]:
    """Of each fault its codes."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / FAULTS).read_text(), flags=re.S)
    rows = re.findall(r"^NTSPIN_FAULT\((\w+),(.*?)\)$", text, flags=re.M | re.S)
    return {name: codes_in("".join(re.findall(r'[.]code = "([^"]*)"', row))) for name, row in rows}


def told() -> set[str]:
    table = re.findall(r"^\|[^|]*\|([^|]*)\|[^|]*\|$", (ROOT / DOCS).read_text(), flags=re.M)
    return set().union(*map(codes_in, table))


def main() -> int:
    faults, table = reported(), told()
    codes = set().union(*faults.values())
    sources = "".join(path.read_text() for path in (ROOT / "module").rglob("*")
                      if path.suffix in (".c", ".cpp", ".hpp"))
    wrong = [f"{code} is in {FAULTS}, not in the table of {DOCS}" for code in sorted(codes - table)]
    wrong += [f"{code} is in the table of {DOCS}, not in {FAULTS}" for code in sorted(table - codes)]
    wrong += [f"NTSPIN_{name} is never reported" for name in faults
              if not re.search(rf"\bNTSPIN_{name}\b", sources)]
    if not codes or not table:
        wrong.append("there are no faults, or no table")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
