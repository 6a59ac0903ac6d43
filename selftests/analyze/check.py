#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - does scripts/analyze find mistakes, and only these? TAP on standard output.

wrong/ has one mistake a file: each line with "here" in a comment is told, and no other. right/
is told nothing; the files whose first comment says "(reported)" look so much like a mistake that
they are told, which docs/analyze.md owns up to. The demonstration drivers are right: faults seeded
into them are all found, and harmless changes are not.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ANALYZE = ROOT / "scripts/analyze"
# How many of the look-alikes may be reported.
REPORTED = 6

LINE = re.compile(r"^(.*?):(\d+):\d+: (error|note|not analysed): (.*)$")
CALL = re.compile(r"^(\s+)((?:\w+ )?\w+ = )?((?:Ke|Ex)(?:Acquire|Release|Raise|Lower)\w+)\((.*)\);$")
NEVER = "if (KeGetCurrentIrql() == HIGH_LEVEL)"


@dataclass
class Told:
    """What is said of one file: texts by their lines."""

    errors: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "; ".join([f"line {line}: {text}" for line, text in self.errors.items()] + self.unseen)


def analyze(files: list[Path], *flags: str) -> tuple[dict[Path, Told], int]:
    done = subprocess.run([ANALYZE, f"-I{HERE}", *flags, *files], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = {file: Told() for file in files}
    for line in done.stdout.splitlines():
        found = LINE.match(line)
        if found is None or Path(found[1]) not in told:
            for each in told.values():
                each.unseen.append(line)
        elif found[3] == "error":
            told[Path(found[1])].errors[int(found[2])] = found[4]
        elif found[3] == "note":
            told[Path(found[1])].notes[int(found[2])] = found[4]
        elif found[3] == "not analysed":
            told[Path(found[1])].unseen.append(line)
    return told, done.returncode


def drivers() -> list[Path]:
    """The sources of demonstration drivers that know nothing of Linux, and have no constructors."""
    found = []
    for folder in ("selftests/demo", "examples"):
        for file in sorted((ROOT / folder).rglob("*.c")):
            text = file.read_text()
            if "#include <linux/" not in text and any(CALL.match(line) for line in text.splitlines()):
                found.append(file)
    return found


def faults(line: str) -> Iterator[tuple[str, list[str]]]:
    """A lock's line with a mistake in it, by the mistake's name."""
    call = CALL.match(line)
    if call is None:
        return
    indent, stored, routine, rest = call[1], call[2] or "", call[3], call[4]
    if not re.match(r"\s*\w+ \w+ =", stored):
        yield "twice", [line, line]
        yield "left out", [f"{indent};"]
    else:
        yield "left out", [f"{indent}{stored}PASSIVE_LEVEL;"]
    if re.search(r"Release|Lower", routine):
        yield "returns before it", [f"{indent}{NEVER}", f"{indent}\treturn;", line]
        yield "sleeps before it", [f"{indent}KeFlushQueuedDpcs();", line]
        yield "on one path only", [f"{indent}{NEVER}", f"{indent}\t{line.strip()}"]
    for one, other in (("LockFromDpcLevel(", "Lock("), ("Lock(", "LockFromDpcLevel(")):
        if "InStackQueued" in routine and "Release" in routine and f"{routine}(".endswith(
                f"Spin{one}"):
            swapped = f"{routine}(".replace(f"Spin{one}", f"Spin{other}")
            yield "of the other kind", [f"{indent}{swapped}{rest});"]


def harmless(line: str) -> Iterator[tuple[str, list[str]]]:
    """The same line, said in another way."""
    call = CALL.match(line)
    if call is None or (call[2] and " " in call[2].strip(" =")):
        return
    indent, said = call[1], line.strip()
    yield "in a block", [f"{indent}{{", f"{indent}\t{said}", f"{indent}}}"]
    yield "in a loop that runs once", [f"{indent}do {{", f"{indent}\t{said}", f"{indent}}} while (0);"]
    yield "on both paths", [f"{indent}{NEVER} {{", f"{indent}\t{said}", f"{indent}}} else {{",
                            f"{indent}\t{said}", f"{indent}}}"]
    yield "behind a branch", [f"{indent}{NEVER}", f"{indent}\tKeMemoryBarrier();", line]


class Tap:
    def __init__(self) -> None:
        self.count = self.failures = 0
        print("TAP version 13")

    def check(self, holds: bool, claim: str, why: object = "") -> None:
        self.count += 1
        self.failures += not holds
        print(f"{'ok' if holds else 'not ok'} {self.count} - {claim}")
        if why and not holds:
            print(f"# {why}")


def check_wrong(tap: Tap) -> None:
    files = sorted((HERE / "wrong").iterdir())
    told, status = analyze(files)
    tap.check(status == 1, "mistakes make the exit status 1", f"it is {status}")
    for file in files:
        marked = {number for number, line in enumerate(file.read_text().splitlines(), 1)
                  if "/* here */" in line}
        tap.check(set(told[file].errors) == marked and not told[file].unseen, f"wrong: {file.name}",
                  f"wanted at {sorted(marked)}, told: {told[file]}")
    tap.check(len(files) >= 20, "there are 20 mistakes")


def check_right(tap: Tap) -> None:
    files = sorted((HERE / "right").iterdir())
    reported = [file for file in files if "(reported)" in file.read_text().splitlines()[1]]
    told, status = analyze([file for file in files if file not in reported])
    tap.check(status == 0, "no mistakes make the exit status 0", f"it is {status}")
    for file, of_it in told.items():
        tap.check(not of_it.errors and not of_it.unseen, f"right: {file.name}", of_it)
    told, _ = analyze(reported)
    for file, of_it in told.items():
        tap.check(bool(of_it.errors), f"right, and known to be reported: {file.name}")
    tap.check(len(files) >= 20 and len(reported) <= REPORTED,
              f"of {len(files)} right ones {len(reported)} are reported, at most {REPORTED}")


def check_status(tap: Tap, scratch: Path) -> None:
    """What a build goes by: notes do not count unless they shall, what does not compile does."""
    told, status = analyze([HERE / "right/wrappers.c"], "--strict")
    tap.check(status == 1, "strict: notes make the exit status 1", f"it is {status}")
    broken = scratch / "broken.c"
    broken.write_text((HERE / "wrong/early_return.c").read_text() +
                      "\nVOID Broken(VOID)\n{\n\tNoSuchVariable = 1;\n}\n")
    told, status = analyze([broken])
    tap.check(status == 2 and len(told[broken].errors) == 1 and len(told[broken].unseen) == 1 and
              "NoSuchVariable" in told[broken].unseen[0],
              "a body that does not compile is said, and the rest is analysed", told[broken])
    broken.write_text("#include <wdm.h>\nNO_SUCH_TYPE Variable;\n")
    told, status = analyze([broken])
    tap.check(status == 2 and len(told[broken].unseen) == 1, "a file that does not compile is said",
              told[broken])


def check_driver(tap: Tap, driver: Path, scratch: Path) -> None:
    told, status = analyze([driver])
    tap.check(status == 0 and not told[driver].notes, f"{driver.name}: right as it is", told[driver])
    lines = driver.read_text().splitlines()
    changed: dict[Path, str] = {}
    wrong: list[Path] = []
    for number, line in enumerate(lines):
        for seed in (faults, harmless):
            for name, instead in seed(line):
                file = scratch / f"{len(changed)}-{driver.name}"
                file.write_text("\n".join([*lines[:number], *instead, *lines[number + 1:], ""]))
                changed[file] = f"line {number + 1}, {name}: {line.strip()}"
                if seed is faults:
                    wrong.append(file)
    told, _ = analyze(list(changed), f"-I{driver.parent}")
    # Without its release a function that has no level to restore looks like a wrapper: a note.
    recorded = [file for file in wrong if told[file].notes and not told[file].errors]
    missed = [changed[file] for file in wrong
              if not told[file].errors and not told[file].notes or told[file].unseen]
    tap.check(bool(wrong) and not missed, f"{driver.name}: {len(wrong)} of {len(wrong)} seeded faults "
              f"are found, {len(recorded)} as notes", "missed: " + "; ".join(missed))
    right = [file for file in changed if file not in wrong]
    blamed = [f"{changed[file]} ({told[file]})" for file in right
              if told[file].errors or told[file].notes or told[file].unseen]
    tap.check(bool(right) and not blamed, f"{driver.name}: none of {len(right)} harmless changes is "
              "reported", "reported: " + "; ".join(blamed))


def main() -> int:
    tap = Tap()
    check_wrong(tap)
    check_right(tap)
    with tempfile.TemporaryDirectory() as scratch:
        check_status(tap, Path(scratch))
        for driver in drivers():
            check_driver(tap, driver, Path(scratch))
    print(f"1..{tap.count}")
    return 1 if tap.failures else 0


if __name__ == "__main__":
    sys.exit(main())
