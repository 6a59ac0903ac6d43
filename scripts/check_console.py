#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_console.py - what a test run's logs say: is the kernel's console clean, and which tests passed.

    scripts/check_console.py [--console FILE]... [--ktap FILE]... [--kselftest FILE]...

Prints what is wrong and, as its last line, "N passed, N failed, N skipped"; exits 1 if anything
failed. A KUnit log is both: its KTAP says "ok" even where lockdep or KCSAN complained, so give it
as --console too. No result at all is a failure.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import ktap

# One complaint of the kernel's is one failure, whatever the tests themselves say.
RULES: dict[str, str] = {
    "warning": r"WARNING:",
    "bug": r"\bBUG[: ]|kernel BUG at",
    "oops": r"\bOops\b|general protection fault|Unable to handle kernel|unhandled page fault",
    "panic": r"Kernel panic",
    "trace": r"Call Trace:",
    "sanitizer": r"\b(KASAN|KCSAN|KMSAN|UBSAN|KFENCE): ",
    "lockdep": r"possible .* detected|inconsistent lock state|INFO: trying to register non-static"
               r"|Invalid wait context|suspicious RCU usage|held lock freed|lock held when"
               r"|locks? still held|bad unlock balance|DEBUG_LOCKS_WARN_ON"
               r"|MAX_LOCK\w+ too low|MAX_STACK_TRACE_ENTRIES too low|turning off the locking",
    "rcu stall": r"rcu.*(detected .*stall|self-detected stall|kthread starved)",
    "lockup": r"(soft|hard) lockup|workqueue lockup|hard LOCKUP",
    "hung task": r"blocked for more than \d+ seconds",
    "atomic sleep": r"scheduling while atomic|sleeping function called from invalid context",
    "softirq lost": r"local_softirq_pending|local softirq work is pending|softirq: huh",
    "imbalance": r"(preemption|preempt_count|lock_depth) (imbalance|leak)|leaked preempt",
    "interrupts": r"nobody cared|with disabled interrupts",
    "memory": r"list_(add|del) corruption|refcount_t: |Bad page state|Out of memory|segfault",
}

# What ntspin itself reports begins with the Windows routine that was misused. The tests provoke
# such lines and look for them; a %pS in one may well name a function called "...BUG...".
ALLOWED = Path(__file__).resolve().parent.parent / "selftests/log_allowed"
OURS = re.compile(r"^(<\d>)?(\[[^\]]*\] ?)*(?:" + "|".join(
    line for line in ALLOWED.read_text().splitlines() if line.startswith("ntspin: ")) + ")")

# How often a guest is booted again whose death is no result.
MAX_RETRIES = 2

PATTERNS = {name: re.compile(text) for name, text in RULES.items()}


def complaint(line: str) -> str | None:
    """The rule that a console line breaks, if it breaks one."""
    if OURS.search(line):
        return None
    return next((name for name, pattern in PATTERNS.items() if pattern.search(line)), None)


def complaints(lines: Iterable[str]) -> list[tuple[int, str, str]]:
    """(line number, rule, line) of each line that no clean console has."""
    found = []
    for number, line in enumerate(lines, 1):
        line = line.rstrip()
        rule = complaint(line)
        if rule:
            found.append((number, rule, line))
    return found


def first_complaint(console: str, pattern: str) -> re.Match[str] | None:
    """What the pattern finds, where the console complains of nothing before it."""
    found = re.search(pattern, console, re.M)
    return found if found and not complaints(console[:found.start()].splitlines()) else None


def is_stale_breakpoint(console: str) -> bool:
    """Whether the first complaint is of a breakpoint that lies in memory no more.

    The kernel patches its code by way of breakpoints, and QEMU's emulation, with a thread for each
    CPU, may run one of them after the kernel has taken it away. The oops marks the byte behind it:
    before that stands what lies there by now. A breakpoint that a test executes still lies there.
    """
    oops = first_complaint(console, r"^.*\b(int3: 0000 \[#1\]|NMI backtrace for cpu \d+).*$")
    if not oops:
        return False
    # The oops' own, the first; where it could read nothing, nothing is proven. CPUs that die at once
    # may let none of them print its oops: then the backtraces have it.
    trap = r"" if oops[1].startswith("int3") else r"\basm_exc_int3\+.*\n.*\bRIP: .*\n.*"
    code = re.search(trap + r"\bCode: (.*)$", console[oops.end():], re.M)
    before = code and re.match(r"(?:[0-9a-f]{2} )*([0-9a-f]{2}) <[0-9a-f]{2}>", code[1])
    return bool(before) and before[1] != "cc"


# Those that a processor has: no instruction sets another, nor does QEMU's of popf or iret.
FLAGS = 0x3f7fd7


def has_impossible_flags(console: str) -> bool:
    """Whether the first complaint is an oops whose flags no processor can have.

    QEMU's emulation computes flags when they are asked for. Behind a cmpxchg16b, which the kernel's
    allocator and lists use, an interrupt has been seen that saved an operand as the flags: its
    return is a double fault then.
    """
    oops = first_complaint(console, r"^.*\bOops: .*\[#1\].*$")
    flags = oops and re.search(r"\bEFLAGS: ([0-9a-f]{8})\b", console[oops.end():])
    return bool(flags) and bool(int(flags[1], 16) & ~FLAGS)


def retry_reason(console: str, begun: str) -> str | None:
    """Why a guest that died may be booted again: no test, and nothing of ntspin's, can have a part in it.

    `begun` is what the console says once the tests have begun. Whoever boots again says so
    (report_retry), and run_steps.py counts it.
    """
    if is_stale_breakpoint(console):
        return "QEMU ran a breakpoint that the kernel had taken away"
    if has_impossible_flags(console):
        return "QEMU's flags were none that a processor has"
    found = complaints(console.splitlines())
    said = console.splitlines()[found[0][0] - 1:] if found else []
    if begun not in console and not any("ntspin" in line for line in said):
        return "it died before the tests"
    return None


def report_retry(name: str, why: str) -> None:
    print(f"{name}: booted again: {why}", flush=True)


def retries(log: str) -> list[str]:
    """The reasons that a log gives, those in the comments of a TAP log included."""
    return re.findall(r"^(?:# )?\S.*: booted again: (.+)$", log, re.M)


def is_clean(path: Path) -> bool:
    """Print what a console complains of, with what follows the first line; True if nothing."""
    lines = read(path).splitlines()
    found = complaints(lines)
    if not found:
        return True
    first, rule, _ = found[0]
    print(f"{path}: {len(found)} lines that a clean console does not have; "
          f"line {first} ({rule}) and what follows it:")
    for line in lines[first - 1:first + 45]:
        print(f"  {line}")
    return False


def read(path: Path) -> str:
    # A serial line ends in \r\n, and a guest that dies may leave anything on it.
    return path.read_text(errors="replace").replace("\r", "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--console", "--ktap", "--kselftest"):
        parser.add_argument(option, action="append", default=[], type=Path, metavar="FILE")
    options = parser.parse_args()

    counts = ktap.Counts()
    for path in options.console:
        counts.failed += not is_clean(path)
    for path in options.ktap:
        counts += ktap.count(read(path), str(path))
    for path in options.kselftest:
        counts += ktap.count(ktap.nest(read(path)), str(path))
    print(counts)
    return 1 if counts.failed else 0


if __name__ == "__main__":
    sys.exit(main())
