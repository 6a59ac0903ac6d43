#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""rw.py - the reader-writer lock's suites: interleavings, faults, full fields, its word, races.

    rw.py BUILD COMPILER FLAG...

BUILD holds the programs and objects that the Makefile made; the compiler makes the mutants.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULE = HERE.parents[2] / "module"
sys.path.insert(0, str(HERE.parent))

from mutants import LIMITS, MUTANTS, Mutant  # noqa: E402
from tap import Tap  # noqa: E402

# A word for each contender, a letter for each of its rounds: r read, w write, s try to read,
# x try to write, c read and convert.
WALKS = ["r w", "rr ww", "rrr www ww", "rr rr ww ww", "r r r w w", "w w w w r", "rr rr rr w",
         "ww ww ww r", "c c w", "cc cc ww", "c c c w", "cc r w r", "s x r w", "ss xx rw wr",
         "sx xs c w", "rw wr rw", "cw wc rs",
         # s goes round: writers that never leave the lock free, and readers who wait for them.
         "wwwwwwwww wwwwwwwww r", "wwwwwwwwwr wwwwwwwwwr"]
# What a fault is looked for in, from small to large.
HUNT = ["r", "w", "c", "w w", "r w", "r r", "x w", "s r", "c r", "c w", "rr ww", "w w w", "r w w",
        "r r w", "w r r", "w w r r", "cc cc ww", "rr rr ww ww", "wwwwwwwww wwwwwwwww r"]
# Contenders that fill the fields of a lock whose fields are small.
FILLING = ["r r r w", "rr rr rr", "r r w w", "r r r w w", "w w w r", "ww ww ww", "s s r w",
           "x w w r", "c c r w"]

ORDERINGS = {"at_once": "acquire of an arrival that is in at once",
             "convert": "acquire of a conversion", "turn": "acquire of a wait",
             "unread": "release of a reader", "unwrite": "release of a writer"}
RACE_ROUNDS = 20000
SEEDS = range(1, 9)


def explore(binary: Path, walk: str, *options: str) -> tuple[int, str]:
    done = subprocess.run([binary, *options, *walk.split()], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.strip()


def build(folder: Path, mutant: Mutant, command: list[str]) -> str:
    """The explorer over a changed template; what went wrong, if it cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in [*MODULE.glob("*.hpp"), *MODULE.glob("*.h")]:
        text = source.read_text()
        if source.name == mutant.file:
            if text.count(mutant.old) != 1:
                return f"found {text.count(mutant.old)} times in {mutant.file}: {mutant.old}"
            text = text.replace(mutant.old, mutant.new)
        (folder / source.name).write_text(text)
    made = subprocess.run([*command, f"-I{folder}", "-w", "-Dntspin=mutant", "-c",
                           HERE / "contender.cpp", "-o", folder / "contender.o"], check=False,
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        return made.stdout
    objects = [folder.parents[1] / name for name in ("explore.o", "world.o")]
    subprocess.run([command[0], "-o", folder / "explore", folder / "contender.o", *objects],
                   check=True)
    return ""


def hunt(folder: Path, mutant: Mutant, command: list[str]) -> tuple[bool, str]:
    error = build(folder, mutant, command)
    if error:
        return False, error
    for walk in HUNT:
        status, said = explore(folder / "explore", walk)
        if status:
            return status == 1, f"{said.splitlines()[0] if said else 'it died'} ({walk})"
    return False, "nothing fails"


def fill(folder: Path, mutant: Mutant, command: list[str]) -> tuple[bool, str]:
    error = build(folder, mutant, command)
    if error:
        return False, error
    for walk in FILLING:
        status, said = explore(folder / "explore", walk, "--limited")
        if status:
            return False, f"{walk}: {said}"
    return True, ""


@cache
def plain_addresses() -> list[str]:
    """Older ThreadSanitizers fail where a kernel scatters addresses widely."""
    command = ["setarch", "-R"]
    works = shutil.which(command[0]) and not subprocess.run(
        [*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode
    return command if works else []


def race(binary: Path, threads: int, seed: int, *fault: str) -> tuple[int, str]:
    try:
        done = subprocess.run([*plain_addresses(), binary, str(threads), str(RACE_ROUNDS),
                               str(seed), *fault], check=False, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=os.environ | {"TSAN_OPTIONS": "halt_on_error=1 exitcode=66"})
    except subprocess.TimeoutExpired:
        return 124, "it did not end"
    return done.returncode, done.stdout


def main() -> int:
    folder, command = Path(sys.argv[1]).resolve(), sys.argv[2:]
    tap = Tap()
    pool = ThreadPoolExecutor(min(os.cpu_count() or 1, 8))

    explorer = folder / "explore"
    objects = [folder / f"{name}.o" for name in ("explore", "world", "contender")]
    subprocess.run([command[0], "-o", explorer, *objects], check=True)
    for walk, (status, said) in zip(WALKS, pool.map(lambda w: explore(explorer, w), WALKS)):
        tap.result(status == 0, f"every interleaving: {walk}: {said.splitlines()[0]}", said)
        # A run in which readers never met, or never came in together, would prove little.
        if walk == "r r r w w":
            tap.result("3 readers inside, 3 in a batch" in said, "all readers met", said)

    done = subprocess.run([folder / "word-test"], check=False, text=True, stdout=subprocess.PIPE)
    tap.result(done.returncode == 0, "no field of the word carries into another", done.stdout)

    jobs = [(folder / "mutants" / str(number), mutant, command)
            for number, mutant in enumerate(MUTANTS + LIMITS)]
    hunted = pool.map(lambda job: hunt(*job), jobs[:len(MUTANTS)])
    for mutant, (good, said) in zip(MUTANTS, hunted):
        tap.result(good, f"mutant: {mutant.name}: {said.splitlines()[0]}", said)
    filled = pool.map(lambda job: fill(*job), jobs[len(MUTANTS):])
    for mutant, (good, said) in zip(LIMITS, filled):
        tap.result(good, f"full fields: {mutant.name}", said)

    for threads in (2, 3, 4, 6):
        status, said = race(folder / "races", threads, threads)
        tap.result(status == 0, f"ThreadSanitizer: {threads} threads", said)
    for fault, name in ORDERINGS.items():
        found = any("ThreadSanitizer: data race" in race(folder / "races", 3, seed, fault)[1]
                    for seed in SEEDS)
        tap.result(found, f"ThreadSanitizer finds missing: {name}", "no seed shows it")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
