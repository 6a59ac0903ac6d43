#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""arm64.py - what the lock's routines do to memory on arm64, and whether they should.

    arm64.py [--kernel FOLDER] BUILD CROSS_COMPILE FLAG...

An ordering that the source asks for must be there in the instructions, and none that it does not
ask for: an acquire is ldaxr or ldar, a release stlxr or stlr, on the step that it belongs to; there
is no barrier. Nothing is called but the seam: above all not libgcc's __aarch64_ helpers, which no
kernel has. --kernel looks at the objects of a kernel's drivers/ntspin besides. Faults that are
seeded into the flags and the sources must each be found. Prints TAP.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "selftests/host"))
import interlocked  # pylint: disable=wrong-import-position
import shipped  # pylint: disable=wrong-import-position
from shipped import MODULE  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

# An exclusive pair, or one instruction of ARMv8.1's, says the same.
ORDERS = {"": "relaxed", "a": "acquire", "l": "release", "al": "acq_rel"}
ACCESSES = {"stlr": "store release", "stlrb": "byte store release", "ldar": "load acquire",
            "ldarb": "byte load acquire", "ldapr": "load acquire", "ldaprb": "byte load acquire"}

TAKE = ["compare-exchange acquire"]
SERVE = ["byte store release"]
# What each routine may do, once each.
ROUTINES = {
    "KeInitializeSpinLock": [],
    "KeAcquireInStackQueuedSpinLock": TAKE,
    "KeReleaseInStackQueuedSpinLock": SERVE,
    "KeAcquireInStackQueuedSpinLockAtDpcLevel": TAKE,
    "KeReleaseInStackQueuedSpinLockFromDpcLevel": SERVE,
    "KeAcquireSpinLockRaiseToDpc": TAKE,
    "KeReleaseSpinLock": SERVE,
    "KeAcquireSpinLockAtDpcLevel": TAKE,
    "KeReleaseSpinLockFromDpcLevel": SERVE,
    "KeTryToAcquireSpinLockAtDpcLevel": TAKE,
    "KeAcquireInStackQueuedSpinLockForDpc": TAKE,
    "KeReleaseInStackQueuedSpinLockForDpc": SERVE,
    "KeAcquireSpinLockForDpc": TAKE,
    "KeReleaseSpinLockForDpc": SERVE,
    "KeTestSpinLock": [],
    # While somebody is parked, or at APC_LEVEL.
    "acquire_queued_slow": TAKE,
    "acquire_slow": TAKE,
    # What was acquired before the verifier was on, or is released while somebody is parked.
    "release_queued_slow": SERVE,
    "release_queued_from_dpc_slow": SERVE,
    "release_slow": SERVE,
    "release_from_dpc_slow": SERVE,
}
# Those ask behind their store whether somebody is parked, which is no look at the lock.
WAKES = re.compile(r"release_(queued_)?(from_dpc_)?slow")
# What the paths that wait may do, each as often as the compiler likes: take a ticket, join at the
# tail, link and hand over, leave the queue. Their acquires are the host's, in its two waits.
CONTENDED = {
    "acquire_queued_contended": ["compare-exchange relaxed", "compare-exchange acq_rel",
                                 "store release"],
    "acquire_contended": ["compare-exchange relaxed", "compare-exchange acq_rel",
                          "compare-exchange release", "store release"],
    "release_queued_contended": ["compare-exchange release", "store release"],
}
WAITS = {
    "ntspin_wait_while_equal_8": ["byte load acquire"],
    "ntspin_wait_while_equal_64": ["load acquire"],
}


class Fault(NamedTuple):
    name: str
    old: str  # in the template, once
    new: str


FAULTS = [
    Fault("release: relaxed", "static_cast<ticket>(mine + 1), memory_order_release",
          "static_cast<ticket>(mine + 1), memory_order_relaxed"),
    Fault("release: with a barrier", "access.store_serving(lock, static_cast<ticket>(mine + 1)",
          "__atomic_thread_fence(__ATOMIC_SEQ_CST);\n"
          "access.store_serving(lock, static_cast<ticket>(mine + 1)"),
    Fault("release: the lock is read after it",
          "static_cast<ticket>(mine + 1), memory_order_release);",
          "static_cast<ticket>(mine + 1), memory_order_release);\n"
          "(void)access.load_serving(lock, memory_order_relaxed);"),
    Fault("first ticket: relaxed", "memory_order_acquire, memory_order_relaxed",
          "memory_order_relaxed, memory_order_relaxed"),
    Fault("first ticket: a release too", "memory_order_acquire, memory_order_relaxed",
          "memory_order_acq_rel, memory_order_relaxed"),
    Fault("tail: acquire only", "memory_order_acq_rel,", "memory_order_acquire,"),
    Fault("tail: release only", "memory_order_acq_rel,", "memory_order_release,"),
    Fault("link: relaxed", "predecessor.Next, &node, memory_order_release",
          "predecessor.Next, &node, memory_order_relaxed"),
    Fault("hand-over: relaxed", "tagged(lock, state), memory_order_release",
          "tagged(lock, state), memory_order_relaxed"),
    Fault("retract: relaxed", "memory_order_release, memory_order_relaxed))",
          "memory_order_relaxed, memory_order_relaxed))"),
]


@dataclass
class Function:
    name: str
    steps: list[str] = field(default_factory=list)
    after_release: list[str] = field(default_factory=list)


def output_of(*command: str | Path) -> str:
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def is_memory(line: str) -> bool:
    """Its own frame apart."""
    return "[" in line and "[sp" not in line


def functions_in(objdump: str, path: Path) -> list[Function]:
    """Of each function the steps that order something, in the order of their addresses."""
    found: list[Function] = []
    loaded = ""      # how the last exclusive load was made
    released = False
    for line in output_of(objdump, "-d", "-C", "--no-show-raw-insn", path).splitlines():
        if head := re.match(r"[0-9a-f]+ <(.*)>:$", line):
            name = head[1].replace("(anonymous namespace)::", "")
            found.append(Function(re.sub(r"[( .].*", "", name)))
            loaded, released = "", False
        if not (body := re.match(r" *[0-9a-f]+:\t(\S+)(.*)", line)) or not found:
            continue
        word, rest = body[1], body[2].strip()
        here = found[-1]
        if released and is_memory(rest):
            here.after_release.append(f"{word} {rest}")
        if word in ("ret", "b"):
            released = False
        if load := re.fullmatch(r"ld(a?)xrb?", word):
            loaded = load[1]
        elif store := re.fullmatch(r"st(l?)xrb?", word):
            here.steps.append("compare-exchange " + ORDERS[loaded + store[1]])
        elif single := re.fullmatch(r"cas(a?l?)b?", word):
            here.steps.append("compare-exchange " + ORDERS[single[1]])
        elif word in ACCESSES:
            here.steps.append(ACCESSES[word])
            released = released or word == "stlrb"
        elif re.match(r"(dmb|dsb|swp|ld(add|set|clr|eor)|caspa?l?)", word):
            here.steps.append(f"{word} {rest}")
    return found


def seam() -> set[str]:
    texts = [path.read_text() for path in (MODULE / "seam").glob("*.h")]
    return {"ntspin_slow_flags", *re.findall(r"\b(ntspin_\w+)\(", "".join(texts))}


class Check:
    def __init__(self, build: Path, cross: str, flags: list[str]) -> None:
        self.build = build
        self.cross = cross
        self.flags = flags
        self.tap = Tap()

    def compile(self, source: Path, out: Path, flags: list[str]) -> Path:
        out.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([f"{self.cross}gcc", "-x", "c++", *flags, "-c", "-o", out, source],
                       check=True)
        return out

    def wrong_calls(self, path: Path, more: str = "") -> str:
        """What an object wants that neither the seam, a sibling nor the kernel's string.h has."""
        names = {line.split()[-1] for line in output_of(f"{self.cross}nm", "-u", path).splitlines()}
        known = rf"(Ke|Ex|Iof?|Rtl)[A-Z]\w+|NtspinReportCorruptList|_ZN6ntspin\w+|mem(set|cpy|move|cmp)|{more}" \
                r"|DbgPrintEx|InitializeSListHead|Interlocked(Push|Pop|Flush)\w*SList"
        wrong = sorted(name for name in names - seam() if not re.fullmatch(known, name))
        return f"calls {', '.join(wrong)}" if wrong else ""

    def wrong_steps(self, path: Path, routines: dict[str, list[str]],
                    contended: dict[str, list[str]]) -> dict[str, str]:
        """For each function that is asked for, and any other that is there: what is wrong."""
        wrong = {name: "is not there" for name in [*routines, *contended]}
        for function in functions_in(f"{self.cross}objdump", path):
            steps = function.steps
            if function.name in contended:
                steps, allowed = sorted(set(steps)), sorted(contended[function.name])
            else:
                allowed = routines.get(function.name, [])
            wrong[function.name] = ""
            if steps != allowed:
                wrong[function.name] = f"does {steps}, should {allowed}"
            elif function.after_release and not WAKES.fullmatch(function.name):
                wrong[function.name] = f"after its release: {function.after_release}"
        return wrong

    def faults_of(self, folder: Path, flags: list[str]) -> list[str]:
        """All that is wrong with spin_lock.cpp as it is in a folder."""
        path = self.compile(folder / "ke/spin_lock.cpp", folder / "spin_lock.o", flags)
        found = [self.wrong_calls(path)]
        found += [f"{name}: {why}" if why else ""
                  for name, why in self.wrong_steps(path, ROUTINES, CONTENDED).items()]
        return [why for why in found if why]

    def show(self, path: Path, label: str, routines: dict[str, list[str]],
             contended: dict[str, list[str]]) -> None:
        for name, why in self.wrong_steps(path, routines, contended).items():
            if why or name in routines or name in contended:
                form = ", ".join(routines.get(name, contended.get(name, []))) or "nothing ordered"
                self.tap.result(not why, f"{label}: {name}: {form}", f"{name} {why}")

    def shipped(self) -> None:
        # user/ is no part of the module.
        for source in sorted(set(MODULE.glob("*/*.cpp")) - set(MODULE.glob("user/*.cpp"))):
            path = self.compile(source, self.build / source.parent.name / f"{source.stem}.o", self.flags)
            why = self.wrong_calls(path)
            self.tap.result(not why, f"{source.name} calls the seam, and no more", why)
            if source == MODULE / "ke/spin_lock.cpp":
                self.show(path, source.name, ROUTINES, CONTENDED)
        path = self.compile(MODULE / "ke/spin_lock.cpp", self.build / "lse.o",
                            [*self.flags, "-march=armv8.1-a"])
        self.show(path, "ARMv8.1", ROUTINES, CONTENDED)

    def kernel(self, folder: Path) -> None:
        """The kernel's build may add calls of its own: of its sanitizers, of what unwinds."""
        for path in sorted((folder / "module").glob("*/*.o")):
            if path.parent.name == "linux":
                continue
            why = self.wrong_calls(path, r"_mcount|__(k?[act]san|sanitizer|stack_chk)_\w+")
            self.tap.result(not why, f"kernel: {path.stem}.o calls the seam, and no more", why)
        self.show(folder / "module/ke/spin_lock.o", "kernel", ROUTINES, CONTENDED)
        self.show(folder / "module/linux/wait.o", "kernel", {}, WAITS)

    def seeded(self) -> None:
        for number, fault in enumerate(FAULTS):
            name = f"found out: {fault.name}"
            folder, times = self.copy(str(number), fault)
            if times != 1:
                self.tap.result(False, name, f"{times} times in the template: {fault.old}")
            else:
                self.tap.result(bool(self.faults_of(folder, self.flags)), name,
                                "nothing is seen of it")
        folder, _ = self.copy("outlined", Fault("", "", ""))
        flags = [flag for flag in self.flags if flag != "-mno-outline-atomics"]
        found = self.faults_of(folder, [*flags, "-moutline-atomics"])
        self.tap.result(any("__aarch64_cas8" in why for why in found),
                        "found out: atomics by libgcc's helpers", "\n".join(found))

    def copy(self, name: str, fault: Fault) -> tuple[Path, int]:
        """The sources with a fault, and how often its text was there."""
        folder = self.build / "faults" / name
        times = 0

        def changed(file: str, text: str) -> str:
            nonlocal times
            if not fault.old or not (file == "ke/spin_lock.cpp" or file.startswith("lock/")):
                return text
            times += text.count(fault.old)
            return text.replace(fault.old, fault.new)

        shipped.copy(folder, changed)
        return folder, times


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kernel", type=Path, metavar="FOLDER")
    parser.add_argument("build", type=Path)
    parser.add_argument("cross_compile")
    options, flags = parser.parse_known_args()
    check = Check(options.build, options.cross_compile, flags)
    check.shipped()
    interlocked.check(check.tap, options.build, options.cross_compile, flags)
    if options.kernel:
        check.kernel(options.kernel)
    check.seeded()
    return check.tap.finish()


if __name__ == "__main__":
    sys.exit(main())
