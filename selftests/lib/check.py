#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - libntspin as its users have it: installed, found by pkg-config, under sanitizers.

    check.py [--deep]

Builds the library and installs it below build/, where its own tests (*_test.cpp) and a copy of
examples/user-space use it. A race and a misuse that are put into the example have to be found.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "host"))
from tap import Tap  # pylint: disable=wrong-import-position

OUT = ROOT / "build/selftests-lib"
PREFIX = OUT / "prefix"
EXAMPLE = OUT / "example"
SECONDS = 300
ENVIRONMENT = {**os.environ, "PKG_CONFIG_PATH": str(PREFIX / "lib/pkgconfig"), "MAKEFLAGS": ""}


def run(*command: object, folder: Path = ROOT) -> tuple[int, str]:
    """Its exit status, 124 where it hangs, and what it said."""
    try:
        done = subprocess.run([str(word) for word in command], cwd=folder, env=ENVIRONMENT, check=False,
                              text=True, errors="replace", timeout=SECONDS, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return 124, "it hangs"
    return done.returncode, done.stdout


def pkg_config(*words: str) -> list[str]:
    return run("pkg-config", *words)[1].split()


class Library:
    """One of them: plain, or for a sanitizer."""

    def __init__(self, tap: Tap, sanitizer: str) -> None:
        self.tap = tap
        self.sanitizer = sanitizer
        self.name = f"ntspin-{sanitizer}" if sanitizer else "ntspin"
        self.title = f"{sanitizer.capitalize()}Sanitizer" if sanitizer else "no sanitizer"
        code, said = run("make", "-s", "install-lib", f"SANITIZE={sanitizer}", f"prefix={PREFIX}",
                         "INSTALL_MOD_PATH=")
        if not self.result(code == 0, "it is built and installed", said):
            sys.exit(tap.finish())
        self.compiler = pkg_config("--variable=compiler", self.name)

    def result(self, good: bool, name: str, why: str = "") -> bool:
        return self.tap.result(good, f"{name}, {self.title}", why)

    def test(self, *before: str) -> tuple[int, str]:
        program = OUT / f"lib-test-{self.name}"
        driver = OUT / f"published-{self.name}.o"
        if not before:
            # A driver's source, in C, by the compiler that docs/user-space.md asks for.
            flags = [word for words in ("driver_cflags", "driver_clang")
                     for word in pkg_config(f"--variable={words}", self.name)]
            code, said = run("clang-19", "-O1", "-g", *flags, "-Wall", "-Wextra", "-Werror", "-c",
                             HERE / "published.c", "-o", driver)
            if code:
                return code, said
            code, said = run(*self.compiler, "-std=c++20", "-O1", "-g", "-Wall", "-Wextra", "-Werror",
                             *pkg_config("--cflags", self.name), *sorted(HERE.glob("*_test.cpp")), driver, "-o", program,
                             "-lgtest", "-lgtest_main", *pkg_config("--libs", self.name))
            if code:
                return code, said
        return run(*before, program)

    def example(self, seed: str = "") -> tuple[int, str]:
        program = EXAMPLE / "queue-test"
        program.unlink(missing_ok=True)
        code, said = run("make", "-s", program.name, f"LIBRARY={self.name}", f"SEED={seed}", "OUT=.", folder=EXAMPLE)
        if code:
            sys.exit(f"Bail out! the example does not compile:\n{said}")
        return run(program, folder=EXAMPLE)


def undefined(library: Path) -> list[str]:
    """What neither it nor the C library has: a door of the seam that nobody has opened here."""
    defined, wanted = set(), set()
    for line in run("nm", "-C", library)[1].splitlines():
        match = re.match(r"(?:[0-9a-f]+)? +([A-Za-z]) (\S+)", line)
        if match:
            (wanted if match[1] == "U" else defined).add(match[2])
    return sorted(name for name in wanted - defined if re.match(r"ntspin|host::|[A-Z][a-z]+[A-Z]", name))


def places(said: str) -> str:
    """The functions that a report without symbols speaks of."""
    found = re.findall(r"\(queue-test\+(0x[0-9a-f]+)\)", said)
    return run("addr2line", "-fie", EXAMPLE / "queue-test", *found)[1] if found else said


def sound(library: Library) -> None:
    code, said = library.test()
    library.result(code == 0, "processors, order, DPCs, timers, threads and reports are as promised", said)
    code, said = library.example()
    library.result(code == 0, "the example, outside of the tree, is sound", said)


def main() -> int:
    tap = Tap()
    shutil.rmtree(PREFIX, ignore_errors=True)
    shutil.rmtree(EXAMPLE, ignore_errors=True)
    OUT.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "examples/user-space", EXAMPLE)

    plain = Library(tap, "")
    sound(plain)
    missing = undefined(PREFIX / "lib/libntspin.a")
    tap.result(not missing, "the library needs nothing but the C library", "\n".join(missing))
    code, said = plain.example("MISUSE")
    tap.result(code != 0 and "ntspin: a DPC: it returned with a lock held" in said,
               "a DPC that keeps its lock ends the test with the report", said)

    thread = Library(tap, "thread")
    sound(thread)
    code, said = thread.example("RACE")
    tap.result(code != 0 and "data race" in said and "QueuePacket" in places(said),
               "a queue without its lock is found by ThreadSanitizer", said)

    if "--deep" in sys.argv:
        sound(Library(tap, "address"))
        code, said = plain.test("valgrind", "-q", "--error-exitcode=9", "--fair-sched=yes",
                                *(f"--suppressions={file}" for file in pkg_config("--variable=suppressions", "ntspin")))
        tap.result(code == 0, "valgrind finds nothing in the test", said)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
