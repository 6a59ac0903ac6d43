#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_faults.py - are the faults of module/seam/faults.def those that docs/verifier.md tells of?

    scripts/check_faults.py     prints what is wrong

Each of Windows' codes that a report can name stands in the table there, and no other; each fault is
made somewhere. docs/reports.md has a row for each, whose first column is what the log says.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = "module/seam/faults.def"
DOCS = "docs/verifier.md"
REPORTS = "docs/reports.md"
LEVEL = r"(?:PASSIVE_LEVEL|APC_LEVEL|DISPATCH_LEVEL|DIRQL \d+|HIGH_LEVEL|no level)"


def codes_in(text: str) -> set[str]:
    """0xC4/0x40, /0x41 are two of 0xC4."""
    found, stop = set(), ""
    for first, second in re.findall(r"(0x[0-9A-F]+)?(/(?:0x)?[0-9A-F]+)?", text):
        stop = first or stop
        if first or second:
            found.add(stop + second)
    return found


@cache
def members() -> dict[str, dict[str, str]]:
    """Of each fault what its row says of it."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / FAULTS).read_text(), flags=re.S)
    rows = re.findall(r"^NTSPIN_FAULT\((\w+),(.*?)\)$", text, flags=re.M | re.S)
    return {name: {member: string or word for member, string, word in
                   re.findall(r'[.](\w+) = (?:"([^"]*)"|(\w+))', row)} for name, row in rows}


def reported() -> dict[str, set[str]]:
    """Of each fault its codes."""
    return {name: codes_in(row.get("code", "")) for name, row in members().items()}


def fact(row: dict[str, str]) -> str:
    """As module/linux/debug/report_line.c puts it together: a pattern."""
    text = re.escape(row.get("fact", ""))
    if "level" in row:
        return rf"{re.escape(row['level'])} is \d+ \({LEVEL}\), IRQL is {LEVEL}"
    if "irql" in row:
        return f"IRQL is {LEVEL}"
    if "waits" in row:
        return rf"has waited for more than (?:a second|\d+ seconds){text}"
    return rf"the task \S+/\d+ {text}" if "sleeper" in row else text


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Of each fault: routine, fact and rule."""
    return {name: re.compile(rf"[A-Za-z][A-Za-z0-9' ]*: {fact(row)}, {re.escape(row['rule'])}")
            for name, row in members().items()}


def faults_of(line: str, code: str) -> list[str]:
    """Those that a report may be of: its line, less "ntspin: " and what is in brackets, and its code."""
    return [name for name, pattern in patterns().items()
            if pattern.fullmatch(line) and members()[name].get("code", "") == code]


def is_report(line: str) -> bool:
    """The whole line, with its code; or of a circle of locks one of those that follow."""
    if re.match(r"ntspin: (?:now|before): lock \S+ \(", line):
        return True
    found = re.fullmatch(r"ntspin: (.*) \((.*)\)", line)
    code = re.search(r"bug check (.*)$", found[2]) if found else None
    return bool(found and faults_of(found[1], code[1] if code else ""))


def explained() -> list[str]:
    """What is wrong with the rows of docs/reports.md: what the log says, and the code behind it."""
    wrong, left = [], set(members())
    rows = r"^\| `([^`]*: [^`]*)`([^|]*)\|[^|]*\w[^|]*\|[^|]*\w[^|]*\|$"
    for line, code in re.findall(rows, (ROOT / REPORTS).read_text(), flags=re.M):
        names = faults_of(line, code.strip())
        if not names:
            wrong.append(f"{REPORTS}: nothing says this, with that code: {line} {code}")
        # Where two say the same, each has a row.
        left.discard(next((name for name in names if name in left), ""))
    return wrong + [f"NTSPIN_{name} has no row in {REPORTS}" for name in members() if name in left]


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
    wrong += explained()
    if not codes or not table:
        wrong.append("there are no faults, or no table")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
