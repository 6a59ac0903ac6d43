#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""locked.py - count the instructions that an uncontended pair of routines executes.

    locked.py [-v] ntspin.ko path path-doubled

`path` prints the address of each instruction on the way (path.cpp), objdump tells what is there.
A pair must execute exactly one locked instruction: one with a lock prefix, or an exchange with
memory. It must call nothing outside the module. `path-doubled` is the same program with a pair
of routines that takes two, and must be found out. Of a module for Debian's 6.12 the papers say how
many instructions there are: that is held to what was counted.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tap import Tap  # pylint: disable=wrong-import-position

# A running kernel has patched these away, or in: see kernel.S.
PATCHED_AWAY = {"__fentry__", "__x86_return_thunk", "pv_return"}
PATCHED_IN = {"pv_save_flags"}


@dataclass
class Call:
    """What one routine executed, with all that it called."""

    routine: str
    executed: list[str] = field(default_factory=list)

    def locked(self) -> list[str]:
        return [i for i in self.executed if is_locked(i)]

    def account(self) -> dict[str, Counter[str]]:
        """For each function on the way, how many instructions of each kind."""
        kinds: dict[str, Counter[str]] = {}
        for line in self.executed:
            function, _, instruction = line.partition("\t")
            kinds.setdefault(function, Counter())[kind_of(instruction)] += 1
        return kinds


@dataclass
class Flavour:
    """A pair of calls."""

    name: str
    calls: list[Call] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


# What a function begins with: a landing pad, and a place that ftrace can patch. How it is left and
# enters others. What it keeps over a call. All the rest does something for the lock or the level.
KINDS = {"entry": r"endbr64|call .*<__fentry__>",
         "calls": r"call |jmp +\w+ <(?!.*\+)|ret",
         "kept": r"push |pop |mov +%r\w+,%r(b[xp]|1[2-5])$"}


def kind_of(instruction: str) -> str:
    return next((kind for kind, words in KINDS.items() if re.match(words, instruction)), "work")


def is_locked(instruction: str) -> bool:
    text = instruction.split("\t")[-1]
    return bool(re.match(r"(\S+ )*lock\b", text) or re.match(r"(\S+ )*xchg\S* .*\(", text))


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def functions_of(module: str) -> set[str]:
    return {line.split()[2] for line in output_of("nm", "--defined-only", module).splitlines()
            if line.split()[1] in "tTwW"}


def disassemble(program: str) -> dict[int, tuple[str, str]]:
    """For each address: the function that it is in, and the instruction."""
    code, function = {}, ""
    for line in output_of("objdump", "-d", "--no-show-raw-insn", program).splitlines():
        if head := re.match(r"[0-9a-f]+ <(.+)>:$", line):
            function = head[1]
        elif body := re.match(r" *([0-9a-f]+):\t(.*\S)", line):
            code[int(body[1], 16)] = (function, f"{function}\t{body[2]}")
    return code


def run(program: str, ours: set[str]) -> list[Flavour]:
    """Walk each flavour; what is neither the module's nor the driver's is a fault."""
    code = disassemble(program)
    own = functions_of(str(Path(program).with_name("path.o")))
    flavours: list[Flavour] = []
    in_call = False
    for line in output_of(program).splitlines():
        if line.startswith("= "):
            flavours.append(Flavour(line[2:]))
            in_call = False
            continue
        flavour = flavours[-1]
        if line.startswith("! "):
            flavour.faults.append(line[2:])
            continue
        function, instruction = code.get(int(line, 16), ("", f"nothing known at {line}"))
        if function in PATCHED_AWAY:
            continue
        if function in own:
            in_call = False
        elif function in ours:
            if not in_call:
                flavour.calls.append(Call(function))
            in_call = True
            flavour.calls[-1].executed.append(instruction)
        else:
            flavour.faults.append(f"left the module: {instruction}")
    return flavours


def fault_of(flavour: Flavour) -> str:
    """Why it is wrong, or nothing."""
    if flavour.faults:
        return "\n".join(flavour.faults)
    if len(flavour.calls) != 2:
        return f"a pair of calls, and saw {[call.routine for call in flavour.calls]}"
    locked = [i for call in flavour.calls for i in call.locked()]
    if len(locked) != 1:
        return "\n".join([f"{len(locked)} locked instructions:", *locked])
    return ""


PAPERS = Path(__file__).resolve().parents[3]
# Where the sums stand: at PASSIVE_LEVEL, and at DISPATCH_LEVEL.
TOLD = {"queued at PASSIVE_LEVEL": (("README.md", r"(\d+)\s+with\s+the\s+raise"),
                                    ("docs/lock.md", r"\*\*at PASSIVE_LEVEL: (\d+)\*\*"),
                                    ("docs/lock.md", r"uncontended\s+pair\s+is\s+(\d+)\s+and")),
        "queued, AtDpcLevel and FromDpcLevel": (
            ("README.md", r"(\d+)\s+instructions\s+at\s+DISPATCH_LEVEL"),
            ("docs/lock.md", r"\*\*at DISPATCH_LEVEL: (\d+)\*\*"),
            ("docs/lock.md", r"uncontended\s+pair\s+is\s+\d+\s+and\s+(\d+)"),
            ("docs/verifier.md", r"pair\s+executes\s+(\d+)\s+instructions"))}
# How many it takes more while another task is at APC_LEVEL.
TOLD_MORE = {
    "queued at PASSIVE_LEVEL, one at APC_LEVEL": (
        ("docs/irql.md", r"(\d+)\s+instructions\s+more\s+of\s+a\s+queued"),),
    "ordinary at PASSIVE_LEVEL, one at APC_LEVEL": (
        ("docs/irql.md", r"pair,\s+(\d+)\s+of\s+an\s+ordinary"),)}


def wrong_numbers(count: int, places: tuple[tuple[str, str], ...]) -> list[str]:
    wrong = []
    for name, pattern in places:
        said = re.findall(pattern, (PAPERS / name).read_text())
        if not said or {int(number) for number in said} != {count}:
            wrong.append(f"{count} instructions, and {name} says {' and '.join(said) or 'nothing'}")
    return wrong


def fault_of_papers(flavour: Flavour, alone: dict[str, Flavour]) -> str:
    """What the papers say that is not so: of the pair, and in docs/lock.md of each function on its way."""
    total = sum(len(call.executed) for call in flavour.calls)
    if flavour.name in TOLD_MORE:
        usual = sum(len(call.executed) for call in alone[flavour.name.split(",")[0]].calls)
        return "\n".join(wrong_numbers(total - usual, TOLD_MORE[flavour.name]))
    wrong = wrong_numbers(total, TOLD[flavour.name])
    lock = (PAPERS / "docs/lock.md").read_text()
    for call in flavour.calls:
        for function, kinds in call.account().items():
            row = re.search(rf"^\| `{function}` \|(.*)", lock, re.M)
            counts = [kinds[kind] for kind in (*KINDS, "work")]
            if not row or [int(cell) for cell in row[1].split("|")[:len(counts)]] != counts:
                wrong.append(f"{function}: {counts}, and docs/lock.md says {row[1] if row else 'nothing'}")
    return "\n".join(wrong)


def fault_at_apc(flavour: Flavour, alone: dict[str, Flavour]) -> str:
    """Whether others at APC_LEVEL make the pair longer than it may be."""
    here, there = (sum(len(call.executed) for call in calls)
                   for calls in (flavour.calls, alone[flavour.name.split(",")[0]].calls))
    most = 2.5 if "many" in flavour.name else 1.5
    return "" if here <= most * there else f"{here} instructions, and {there} where nobody is"


def describe(tap: Tap, flavour: Flavour, verbose: bool) -> None:
    total = sum(len(call.executed) for call in flavour.calls)
    parts = " + ".join(f"{call.routine} {len(call.executed)}" for call in flavour.calls)
    tap.note(f"{parts} = {total} instructions")
    for call in flavour.calls:
        for function, kinds in call.account().items():
            tap.note(f"    {function:45}" + "".join(
                f"{kind} {kinds[kind]:2}  " for kind in (*KINDS, "work")))
    if verbose:
        for call in flavour.calls:
            tap.note("\n".join(f"    {i.expandtabs(48)}" for i in call.executed))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("-v", action="store_true", help="list the instructions")
    parser.add_argument("module")
    parser.add_argument("program")
    parser.add_argument("doubled")
    args = parser.parse_args()
    tap = Tap()
    functions = functions_of(args.module) | PATCHED_IN
    alone: dict[str, Flavour] = {}
    release = output_of("modinfo", "-F", "vermagic", args.module)
    of_papers = bool(re.match(r"6\.12\.(?!.*-rt-)", release))
    for flavour in run(args.program, functions):
        alone[flavour.name] = flavour
        describe(tap, flavour, args.v)
        tap.result(not (why := fault_of(flavour)), f"one locked instruction: {flavour.name}", why)
        if of_papers and flavour.name in {**TOLD, **TOLD_MORE} and not why:
            tap.result(not (why := fault_of_papers(flavour, alone)), f"as the papers say: {flavour.name}", why)
        if flavour.name.endswith("at APC_LEVEL") and not why:
            tap.result(not (why := fault_at_apc(flavour, alone)), f"hardly longer: {flavour.name}", why)
    counts = [sum(len(call.locked()) for call in flavour.calls)
              for flavour in run(args.doubled, functions) if not flavour.faults]
    tap.result(2 in counts and 1 in counts, "a pair with two of them is found out",
               f"locked instructions by flavour: {counts}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
