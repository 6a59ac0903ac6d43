# SPDX-License-Identifier: GPL-2.0
"""interlocked.py - InterlockedCompareExchange on arm64, stepped through: what does each outcome order?

A plain form has to be a full barrier whatever its outcome, though a comparison that fails stores
nothing: by an exclusive pair, and by ARMv8.1's one instruction. The weaker forms hold no barrier.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tap import Tap

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parents[2] / "include"
MACHINES = {"ARMv8.0": "armv8-a", "ARMv8.1": "armv8.1-a"}
NAMES = ("CompareExchange{}", "CompareExchange{}16", "CompareExchange{}64",
         "CompareExchangePointer{}")
EXPECTED, OTHER, NEW = 5, 6, 9


class Seeded(NamedTuple):
    name: str
    machine: str
    old: str  # in wdm/interlocked.h, once
    new: str


SEEDED = [
    Seeded("one instruction that fails is left at that", "ARMv8.1",
           "#define NTSPIN_LOOKS_AGAIN(Order) ((Order) == __ATOMIC_SEQ_CST)",
           "#define NTSPIN_LOOKS_AGAIN(Order) FALSE"),
    Seeded("a second look without a barrier", "ARMv8.1",
           "			__atomic_thread_fence(__ATOMIC_SEQ_CST);", "			;"),
    Seeded("a pair that has stored is left at that", "ARMv8.0",
           "#define NTSPIN_FULL __atomic_thread_fence(__ATOMIC_SEQ_CST)",
           "#define NTSPIN_FULL ((VOID)0)"),
]


class Unknown(Exception):
    """An instruction that this file does not know."""


class Machine:
    """A few instructions of arm64, on a word that has another value at each look."""

    def __init__(self, code: dict[int, tuple[str, list[str]]], looks: list[int]) -> None:
        self.code = code
        self.looks = looks
        self.registers = {"0": 0, "1": NEW, "2": EXPECTED}
        self.equal = False
        self.events: list[str] = []

    def get(self, operand: str) -> int:
        if operand.startswith("#"):
            return int(operand[1:], 0)
        return 0 if operand in ("wzr", "xzr") else self.registers[operand[1:]]

    def look(self, order: str) -> int:
        self.events.append(f"load{order}")
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    def store(self, order: str) -> None:
        self.events.append(f"store{order}")

    def step(self, word: str, operands: list[str]) -> str | None:
        """One instruction; where to go on, if elsewhere."""
        acquire = {"": "", "a": " acquire", "ap": " acquire"}
        release = {"": "", "l": " release"}
        if word in ("mov", "sxth", "uxth"):
            self.registers[operands[0][1:]] = self.get(operands[1])
        elif word == "cmp":
            self.equal = self.get(operands[0]) == self.get(operands[1])
        elif word in ("b.eq", "b.ne"):
            return operands[0] if self.equal == (word == "b.eq") else None
        elif word in ("cbz", "cbnz"):
            return operands[1] if (self.get(operands[0]) == 0) == (word == "cbz") else None
        elif word == "b":
            return operands[0]
        elif load := re.fullmatch(r"ld(a?)xrh?|ld(ap?)?rh?", word):
            self.registers[operands[0][1:]] = self.look(acquire[load[1] or load[2] or ""])
        elif store := re.fullmatch(r"st(l?)xrh?", word):
            self.registers[operands[0][1:]] = 0
            self.store(release[store[1]])
        elif cas := re.fullmatch(r"cas(a?)(l?)h?", word):
            found = self.look(acquire[cas[1]])
            if found == self.get(operands[0]):
                self.store(release[cas[2]])
                if cas[1] and cas[2]:
                    self.events.append("at once")
            self.registers[operands[0][1:]] = found
        elif word == "dmb" and operands == ["ish"]:
            self.events.append("barrier")
        elif word not in ("nop", "bti", "paciasp", "autiasp"):
            raise Unknown(f"{word} {', '.join(operands)}")
        return None

    def run(self) -> int:
        at, addresses = min(self.code), sorted(self.code)
        for _ in range(200):
            word, operands = self.code[at]
            if word == "ret":
                return self.registers["0"]
            to = self.step(word, operands)
            at = int(to.split()[0], 16) if to else addresses[addresses.index(at) + 1]
        raise Unknown("it does not end")


def functions_in(objdump: str, path: Path) -> dict[str, dict[int, tuple[str, list[str]]]]:
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", path], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    found: dict[str, dict[int, tuple[str, list[str]]]] = {}
    name = ""
    for line in text.splitlines():
        if head := re.match(r"[0-9a-f]+ <form_(\w+)>:$", line):
            name = head[1]
            found[name] = {}
        elif (body := re.match(r" *([0-9a-f]+):\t(\S+)\s*([^/]*)", line)) and name:
            found[name][int(body[1], 16)] = (body[2], [operand.strip() for operand
                                                       in body[3].split(",") if operand.strip()])
    return found


def wrong_plain(events: list[str], stores: bool) -> bool:
    """Nothing may pass what has to be a full barrier."""
    if stores:
        return events[-1] not in ("barrier", "at once") or "store release" not in events
    # What it found was looked at behind a barrier, and what follows comes after the look.
    return events[-2:] != ["barrier", "load acquire"] or any("store" in what for what in events)


def wrong_weaker(order: str, events: list[str], stores: bool) -> bool:
    expected = ["load acquire" if order == "Acquire" else "load"]
    if stores:
        expected.append("store release" if order == "Release" else "store")
    return events != expected


def why_wrong(code: dict[int, tuple[str, list[str]]], order: str) -> str:
    # What each look finds, what comes out, and whether the new value is stored.
    outcomes = [([EXPECTED], EXPECTED, True), ([OTHER], OTHER, False)]
    if not order:
        outcomes.append(([OTHER, EXPECTED], EXPECTED, True))
    for looks, result, stores in outcomes:
        machine = Machine(code, list(looks))
        try:
            found = machine.run()
        except (Unknown, KeyError) as error:
            return f"not understood: {error}"
        events = machine.events
        if found != result:
            return f"returns {found}, should {result}: {events}"
        if wrong_weaker(order, events, stores) if order else wrong_plain(events, stores):
            return f"{'stored' if stores else 'failed'}: {events}"
    return ""


def wrong_forms(build: Path, cross: str, flags: list[str], machine: str) -> dict[str, str]:
    """For each form: what is wrong."""
    build.mkdir(parents=True, exist_ok=True)
    path = build / f"forms-{machine}.o"
    subprocess.run([f"{cross}gcc", "-x", "c++", *flags, f"-march={MACHINES[machine]}", "-c", "-o",
                    path, HERE / "forms.cpp"], check=True)
    code = functions_in(f"{cross}objdump", path)
    return {name.format(order): why_wrong(code[name.format(order)], order)
            for order in ("", "Acquire", "Release", "NoFence") for name in NAMES}


def check(tap: Tap, build: Path, cross: str, flags: list[str]) -> None:
    for machine in MACHINES:
        for name, why in wrong_forms(build, cross, flags, machine).items():
            tap.result(not why, f"{machine}: Interlocked{name} orders what it says", why)
    for number, seeded in enumerate(SEEDED):
        folder = build / "faults" / f"interlocked-{number}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(INCLUDE, folder)
        header = folder / "wdm/interlocked.h"
        text = header.read_text()
        times = text.count(seeded.old)
        header.write_text(text.replace(seeded.old, seeded.new))
        found = wrong_forms(folder, cross, [f"-I{folder}", *flags], seeded.machine)
        tap.result(times == 1 and any(found.values()), f"found out: {seeded.name}",
                   f"{times} times in {header.name}, and nothing is seen of it")
