# SPDX-License-Identifier: GPL-2.0
"""walk.py - suites of the walker: a model's mixes, its orderings, its mutants."""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import shipped
from part import Part
from shipped import MODULE, Mutant
from tap import Tap

HERE = Path(__file__).resolve().parent


class Run(NamedTuple):
    """Status: 0 all promises kept, 1 one broken, 2 no verdict."""
    status: int
    text: str

    def head(self) -> str:
        return self.text.splitlines()[0] if self.text else "it died"


WEAKER = {
    "acq_rel": ["acquire", "release"], "acquire": ["relaxed"], "release": ["relaxed"],
    "ACQ_REL": ["ACQUIRE", "RELEASE"], "ACQUIRE": ["RELAXED"], "RELEASE": ["RELAXED"],
}
ORDER = re.compile(r"(?:memory_order_|__ATOMIC_)(acq_rel|acquire|release|seq_cst|"
                   r"ACQ_REL|ACQUIRE|RELEASE|SEQ_CST)\b")


def weaker(order: str, statement: str) -> list[str]:
    if order == "seq_cst":
        return ["acq_rel"]
    if order != "SEQ_CST":
        return WEAKER[order]
    return ["ACQUIRE" if "__atomic_load" in statement else
            "RELEASE" if "__atomic_store" in statement else "ACQ_REL"]


def blank_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", lambda c: re.sub(r"[^\n]", " ", c[0]), text, flags=re.S)


class Ordering(NamedTuple):
    function: str
    file: str
    line: int
    begin: int
    end: int
    order: str
    weaker: str

    def name(self) -> str:
        return (f"ordering: {self.function}(), {self.file}:{self.line}: "
                f"{self.weaker.lower()} for {self.order.lower()}")


def orderings(file: str) -> list[Ordering]:
    """Each ordering that is more than relaxed, with each that is weaker."""
    text = blank_comments(shipped.read(file))
    found = []
    for match in ORDER.finditer(text):
        before = text[:match.start()]
        line_start = before.rfind("\n") + 1
        if "using " in text[line_start:match.start()]:
            continue
        names = re.findall(r"^\t?(?:[\w\[].*?)\b(\w+)\([^;]*\n?[^;]*?\)[^;\n]*\n\s*\{", before, flags=re.M)
        statement = before[max(before.rfind(c) for c in ";{}") + 1:]
        for order in weaker(match[1], statement):
            found.append(Ordering(names[-1] if names else "?", file, before.count("\n") + 1,
                                  match.start(1), match.end(1), match[1], order))
    return found


class Suite:
    """One model. `hunt` is what a fault is looked for in, from small to large; `changes` are made in
    the shipped text before all else: file, what stands there, what is put there.
    """

    def __init__(self, tap: Tap, model: str, build: Path, hunt: list[str],
                 changes: list[tuple[str, str, str]] | None = None) -> None:
        self.tap = tap
        self.model = model
        self.build = build
        self.hunt_in = hunt
        self.pool = ThreadPoolExecutor(min(os.cpu_count() or 1, 8))
        self.changes = changes or []
        self.folder = build
        if self.changes:
            self.folder = build / "shipped" / model
            self.copy(self.folder, "", "")
        error = self.make(self.folder, self.folder if self.changes else MODULE)
        if error:
            raise SystemExit(error)

    def copy(self, folder: Path, name: str, text: str) -> None:
        """The shipped code with its changes, and one file's text another."""
        def changed(path: str, wanted: str) -> str:
            if path == name:
                wanted = text
            for file, old, new in self.changes:
                if file == path:
                    assert wanted.count(old) == 1, f"{file}: {old}"
                    wanted = wanted.replace(old, new)
            return wanted

        shipped.copy(folder, changed)

    def make(self, out: Path, module: Path) -> str:
        made = subprocess.run(["make", "-s", "-C", HERE, f"BUILD={self.build}", f"OUT={out}",
                               f"MODULE={module}", out / self.model], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return made.stdout if made.returncode else ""

    def walk(self, folder: Path, mix: str, *options: str) -> Run:
        done = subprocess.run([folder / self.model, *options, *mix.split()], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return Run(done.returncode, self.in_words(folder, done.stdout.strip()))

    def in_words(self, folder: Path, story: str) -> str:
        """Addresses of code as functions and lines, those of data as symbols."""
        if "@" not in story:
            return story
        sites = sorted(set(re.findall(r"@([0-9a-f]+)", story)))
        said = subprocess.run(["addr2line", "-afisC", "-e", folder / self.model, *sites],
                              check=True, text=True, stdout=subprocess.PIPE).stdout
        names: dict[str, str] = {}
        for part in re.split(r"^0x", said, flags=re.M)[1:]:
            address, *frames = part.splitlines()
            pairs = list(zip(frames[::2], frames[1::2]))
            # The innermost that is no wrapper of an atomic access.
            function, line = next((p for p in pairs if "atomic.hpp" not in p[1]
                                   and "shared_field" not in p[0]), pairs[0])
            names[address.lstrip("0")] = f"{re.sub(r'[(<].*', '', function).split('::')[-1]}() {line}"
        story = re.sub(r"@([0-9a-f]+)", lambda m: names.get(m[1], m[0]), story)
        symbols = [(int(row.split()[0], 16), row.split(maxsplit=2)[2]) for row in subprocess.run(
            ["nm", "-nC", folder / self.model], check=True, text=True,
            stdout=subprocess.PIPE).stdout.splitlines() if row.split()[1] in "bBdDrR"]

        def symbol(match: re.Match[str]) -> str:
            at = int(match[1], 16)
            best = max((s for s in symbols if s[0] <= at), default=(0, "?"))
            name = best[1].replace("(anonymous namespace)::", "")
            return f"{name}+{at - best[0]:#x}" if best[0] and at - best[0] < 4096 else match[1]
        return re.sub(r"&([0-9a-f]+)", symbol, story)

    def hunt(self, folder: Path, *options: str) -> Run:
        """The first walk in which a promise is broken; else the last one."""
        run = Run(2, "nothing was walked")
        for mix in self.hunt_in:
            run = self.walk(folder, mix, *options)
            if run.status:
                return Run(run.status, f"{run.head()} ({mix})\n{run.text}")
        return run

    def kept(self, name: str, mixes: list[str], *options: str) -> None:
        runs = self.pool.map(lambda mix: self.walk(self.folder, mix, *options), mixes)
        for mix, run in zip(mixes, runs):
            self.tap.result(run.status == 0, f"{self.model}: {name}: {mix}: {run.head()}", run.text)

    def breaks(self, name: str, check: str, mixes: list[str], *options: str) -> None:
        """What is not promised of these mixes, and does happen."""
        runs = self.pool.map(lambda mix: self.walk(self.folder, mix, *options), mixes)
        for mix, run in zip(mixes, runs):
            self.tap.result(run.status == 1 and run.head().startswith(f"{check}:"),
                            f"{self.model}: {name}: {mix}: {run.head()}", run.text)

    def verdict(self, name: str, run: Run, harmless: str) -> None:
        name = f"{self.model}: {name}"
        if run.status == 1:
            self.tap.result(not harmless, f"{name}: {run.head()}", f"thought harmless: {harmless}")
        else:
            self.tap.result(run.status == 0 and bool(harmless),
                            f"{name}: {run.head() if run.status else harmless or 'nothing fails'}",
                            run.text)

    def seeded(self, number: int, name: str, text: str, *plans: list[str]) -> Run:
        """The hunt over a copy in which one file's text is another."""
        folder = self.build / "mutants" / self.model / str(number)
        self.copy(folder, name, text)
        error = self.make(folder, folder)
        if error:
            return Run(2, error)
        run = Run(2, "no plan")
        for options in plans:
            run = self.hunt(folder, *options)
            if run.status:
                break
        return run

    def weakened(self, part: Part, found: list[Ordering], harmless: dict[tuple[str, str], str]) -> None:
        """Each ordering; `harmless` says by function and weaker order why one is not missed."""
        def why_not(row: Ordering) -> str:
            first = min(r.line for r in found if r.function == row.function and r.file == row.file)
            # What is said of a function's later ones is said by how far they are behind the first.
            function = row.function if row.line == first else f"{row.function}+{row.line - first}"
            return harmless.get((function, row.weaker.lower()), "")

        def run(job: tuple[int, Ordering]) -> Run:
            number, row = job
            text = shipped.read(row.file)
            return self.seeded(1000 + number, row.file,
                               text[:row.begin] + row.weaker + text[row.end:], [])

        jobs = part.faults(list(enumerate(found)), lambda job: why_not(job[1]))
        for (_, row), result in zip(jobs, self.pool.map(run, jobs)):
            self.verdict(row.name(), result, why_not(row))

    def mutants(self, part: Part, table: list[Mutant], *plans: list[str]) -> None:
        def run(job: tuple[int, Mutant]) -> Run:
            number, mutant = job
            text = shipped.read(mutant.file)
            if text.count(mutant.old) != 1:
                return Run(2, f"found {text.count(mutant.old)} times in {mutant.file}: {mutant.old}")
            return self.seeded(number, mutant.file, text.replace(mutant.old, mutant.new), *plans)

        jobs = part.faults(list(enumerate(table)), lambda job: job[1].harmless)
        for (_, mutant), result in zip(jobs, self.pool.map(run, jobs)):
            self.verdict(f"mutant: {mutant.name}", result, mutant.harmless)
