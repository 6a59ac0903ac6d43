# SPDX-License-Identifier: GPL-2.0
"""ktap.py - count the results in a KTAP log, by the kernel's own parser and a little stricter.

The parser is tools/testing/kunit/kunit_parser.py of the unpacked Linux source. What it forgives
is a failure here: a list of tests without a plan, results behind the end of the plan, a parent
that failed although all its children passed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

SCRIPTS = Path(__file__).resolve().parent

RESULT = re.compile(r"\s*(ok|not ok) \d+\b")
KTAP_LINE = re.compile(r"\s*(K?TAP version \d+$|1\.\.\d+|(not )?ok \d+\b|# Subtest: )")
ROWS = re.compile(r"\s*# \S+: pass:\d+ fail:\d+ skip:\d+ total:(\d+)$")
HEADER = re.compile(r"\s*K?TAP version \d+$")


@dataclass
class Counts:
    """Leaf results. Whatever keeps a log from being believed counts as a failed one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __iadd__(self, other: Counts) -> Counts:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        return self

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@cache
def kernel_parser() -> ModuleType:
    source = subprocess.run([SCRIPTS / "linux-source"], check=True, text=True,
                            stdout=subprocess.PIPE).stdout.strip()
    # The source tree is for reading only: no __pycache__ in it.
    sys.dont_write_bytecode = True
    sys.path.insert(0, f"{source}/tools/testing/kunit")
    import kunit_parser  # pylint: disable=import-outside-toplevel,import-error
    return kunit_parser


def rows(test: object) -> int:
    """How many rows KUnit counted of a case with parameters: it plans none, and sums up several."""
    totals = (ROWS.match(line) for line in test.log)
    return next((int(total[1]) for total in totals if total), 1)


def count(log: str, name: str) -> Counts:
    """Count a log's results; name each failure on stdout."""
    parser = kernel_parser()
    # Its running commentary would drown ours, and repeats what the tree says.
    parser.stdout.print_with_timestamp = lambda message: None
    lines = log.splitlines()
    main = parser.parse_run_tests(lines)
    status = parser.TestStatus
    complaints: list[str] = []

    def visit(test: object, path: str) -> int:
        here = f"{path}.{test.name}" if path else test.name
        nodes = 1
        failures = len(complaints)
        for child in test.subtests:
            nodes += visit(child, "" if test is main else here)
        if test.subtests and test.expected_count is None and \
                (test is main or len(test.subtests) != rows(test)):
            complaints.append(f"{here}: no plan (1..N)")
        bad = test.status not in (status.SUCCESS, status.SKIPPED)
        if bad and len(complaints) == failures:
            complaints.append(f"{here}: {test.status.name.lower().replace('_', ' ')}")
            complaints.extend(f"    {line.strip()}" for line in test.log[-20:])
        return nodes

    nodes = visit(main, "") - 1
    leaves = main.counts
    results = sum(1 for line in after_header(lines) if RESULT.match(line))
    if results > nodes:
        complaints.append(f"{results - nodes} results that no plan announced")
    if leaves.errors:
        complaints.append(f"{leaves.errors} errors in the KTAP itself")
    failed = leaves.failed + leaves.crashed
    if leaves.total() == 0:
        complaints.append("no test reported anything")
    if complaints:
        # What is wrong with the log, rather than with a leaf, has to count somewhere.
        failed = max(failed, 1)
        print(f"{name}:")
        for line in complaints:
            print(f"  {line}")
    return Counts(leaves.passed, failed, leaves.skipped)


def after_header(lines: list[str]) -> list[str]:
    """The lines from the first header on, without the prefix (a time stamp) that it has."""
    for number, line in enumerate(lines):
        match = re.search(r"K?TAP version \d+$", line.rstrip())
        if match:
            return [rest[match.start():] for rest in lines[number:]]
    return []


def nest(log: str) -> str:
    """Make nested KTAP of what kselftest's runner prints.

    The runner puts "# " before each line of a test's own output, which hides its results in what
    a parser takes for comments: "# ok 1 loads". Four spaces instead make it a subtest.
    """
    nested: list[str] = []
    test = ""
    opened = False
    for line in log.splitlines():
        if not line.startswith("# "):
            nested.append(line)
            continue
        inner = line[2:]
        if inner.startswith("selftests: "):
            test = inner.rstrip()
            opened = False
            nested.append(line)
        elif KTAP_LINE.match(inner):
            nested.append("    " + inner)
            if not opened and HEADER.match(inner):
                nested.append(f"    # Subtest: {test}")
                opened = True
        else:
            nested.append(f"    # {inner}")
    return "\n".join(nested) + "\n"
