# SPDX-License-Identifier: GPL-2.0
"""seeded.py - run programs over shipped code under the sanitizers, then with faults seeded into it.

    check.py [--seeded] BUILD COMMAND...

With --seeded all faults but the first, which is seeded without it.

BUILD has, for each kind of sanitizer, a folder with the programs and all their objects, as the
Makefile has made them; COMMAND compiles. Each seeded fault has to be found out: the program that is
named for it fails, or hangs where that is what the fault does.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import shipped
from part import Part, wanted
from tap import Tap

MINUTES = 5  # for what does not hang
SECONDS = 20  # until a fault has hung
TRIES = 5  # of a race: where the machine is busy its threads may run one after the other
FLAGS = {"tsan": ["-fsanitize=thread", "-DNTSPIN_ONE_WORD"],
         "asan": ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]}
QUIET = ["-Wno-unused", "-Wno-unused-function", "-Wno-empty-body"]


class Fault(NamedTuple):
    """What stands in a file of module/, once, and what is put there."""
    name: str
    file: str
    old: str
    new: str
    kind: str
    program: tuple[str, ...]  # and its arguments
    sources: tuple[str, ...] = ()  # what includes the file, if it is a header
    hangs: bool = False  # nobody goes on then, and nothing is told


def run(command: list[str], seconds: float) -> tuple[int, str]:
    """Its exit status, 124 where it hangs, and what it said."""
    try:
        done = subprocess.run(command, check=False, text=True, timeout=seconds,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return 124, "it hangs"
    return done.returncode, done.stdout.strip()


class Check:
    def __init__(self, out: Path, command: list[str], programs: list[str]) -> None:
        self.out = out
        self.command = command
        self.programs = programs

    def build(self, folder: Path, fault: Fault) -> str:
        """The program with the fault in it; what went wrong, if it cannot be made."""
        times = shipped.read(fault.file).count(fault.old)
        if times != 1:
            return f"{times} times in {fault.file}: {fault.old}"
        shipped.copy(folder, lambda name, text: text.replace(fault.old, fault.new) if name == fault.file else text)
        sources = fault.sources or (fault.file,)
        others = {f"{name}.o" for name in self.programs if name != fault.program[0]}
        others |= {f"{Path(name).stem}.o" for name in sources}
        code, said = run([*self.command, *QUIET, *FLAGS[fault.kind], *(str(folder / name) for name in sources),
                          *(str(path) for path in (self.out / fault.kind).glob("*.o") if path.name not in others),
                          "-o", str(folder / "program"), "-pthread"], 600)
        return said if code else ""

    def missed(self, number: int, fault: Fault) -> str:
        """Why it was not found out."""
        folder = self.out / "faults" / str(number)
        if error := self.build(folder, fault):
            return error
        for _ in range(TRIES):
            code, said = run([str(folder / "program"), *fault.program[1:]],
                             SECONDS if fault.hangs else MINUTES * 60)
            if code:
                break
        else:
            return said or "it did not fail"
        return "" if code != 124 or fault.hangs else said


def check(sound: list[tuple[str, ...]], faults: list[Fault]) -> int:
    """`sound`: kind, program and arguments of what has to pass."""
    part = wanted()
    programs = sorted({row[1] for row in sound})
    this = Check(Path(sys.argv[1]).resolve(), sys.argv[2:], programs)
    tap = Tap()
    for kind, program, *arguments in sound if part is Part.CHECK else []:
        code, said = run([str(this.out / kind / program), *arguments], MINUTES * 60)
        tap.result(code == 0, f"{program}, {kind}: {said.splitlines()[-1] if said else ''}",
                   f"exit {code}\n{said}")
    # Beside each other: one that hangs needs no CPU.
    with ThreadPoolExecutor(4) as pool:
        rows = part.faults(list(enumerate(faults)), lambda _: "")
        for (_, fault), why in zip(rows, pool.map(lambda row: this.missed(*row), rows)):
            tap.result(not why, f"found out: {fault.name}", why)
    return tap.finish()
