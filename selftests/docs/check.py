#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - README, docs/ and the manual pages: what they name is there, and what can be pasted works. TAP.

    check.py FLAVOUR [DOCUMENT...]

Each block and each span of a document is in one of these classes, and no block in none:

    a path, a routine, a parameter, a variable of make, a link     is there (references.py)
    a Kbuild, C                                                    builds as a driver, or stands in an
                                                                   example (snippets.py)
    commands                                                       are pasted; stubs.sh says what
                                                                   stands for what cannot be run
    what is printed                                                has the words of what prints it (output.py)
    a number that stands twice, or that a source defines           is one (numbers_check.py)

At the end one word of each class is altered, and has to be found out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "host"))
sys.dont_write_bytecode = True
import numbers_check  # noqa: E402
import references  # noqa: E402
import output  # noqa: E402
import documents  # noqa: E402
import snippets  # noqa: E402
from tap import Tap  # noqa: E402
from tree import Tree  # noqa: E402

# Of each class: the document, what stands in it, and what is put there.
SEEDS = (
    ("README.md", "selftests/leftovers.sh", "selftests/leftover.sh"),
    ("README.md", "`KeTestSpinLock`", "`KeAskSpinLock`"),
    ("README.md", "`...ForDpc`", "`...ForDpcs`"),
    ("docs/map.md", "`acquire_queued_at_once()`", "`acquire_queued_once()`"),
    ("docs/contexts.md", "`napi_disable()`", "`napi_disabled()`"),
    ("README.md", "`NO_INSTALL=1`", "`NO_INSTALLS=1`"),
    ("README.md", "(docs/map.md)", "(docs/maps.md)"),
    ("README.md", "exclusion violations", "exclusion errors"),
    ("README.md", "make deb  ", "make debs "),
    ("README.md", "insmod kunit/ntspin_torture.ko", "insmod kunit/ntspin_tortures.ko"),
    ("README.md", "insmod ntspin.ko verify=1", "insmod ntspin.ko verified=1"),
    ("README.md", "grep flowdemo", "grep flowdemos"),
    ("README.md", "ntspin-*_all.deb", "ntspins-*_all.deb"),
    ("README.md", "kunit/smp.config", "kunit/smps.config"),
    ("README.md", "--qemu_args", "--qemus_args"),
    ("README.md", "kcsan | arm64", "kcsan | arm65"),
    ("README.md", "install ntspin/0.1", "install ntspin/0.0"),
    ("README.md", "-C selftests/host/rw check", "-C selftests/host/rw checks"),
    ("docs/verifier.md", "parameters/hold_limit_us", "parameters/hold_limits_us"),
    ("docs/verifier.md", "debug/ntspin/reset", "debug/ntspin/resets"),
    ("docs/verifier.md", "it would wait for itself", "it waits for itself"),
    ("docs/verifier.md", "contended   of acquired", "contended   of all"),
    ("docs/analyze.md", "may sleep, but", "may sleep, yet"),
    ("docs/analyze.md", "scripts/analyze -I DIR", "scripts/analyse -I DIR"),
    ("docs/contributing.md", "--filter 'ntspin_x*'", "--filters 'ntspin_x*'"),
    ("docs/secure-boot.md", "-outform DER", "-outform PEM"),
    ("docs/secure-boot.md", "sha256 mok.key", "sha255 mok.key"),
    ("docs/porting.md", "#where-it-is-installed", "#where-it-was-installed"),
    ("docs/man/ntspin.4", ".It Cm statistics", ".It Cm statistic"),
    ("docs/man/ntspin.4", "modprobe ntspin verify=1", "modprobe ntspins verify=1"),
    ("docs/man/ntspin-port.1", ".Op Fl -json", ".Op Fl -jsons"),
    ("docs/porting.md", "rmmod mydrv ", "rmmod mydrvs "),
    ("docs/secure-boot.md", "chmod 600", "rm 600"),
    ("docs/porting.md", ".dirql = 5", ".irql = 5"),
    ("docs/devices.md", "IoCancelIrp(irp);", "IoCancelIrp(Irp);"),
    ("docs/devices.md", "notice-src := notice.c", "notice-src := notices.c"),
    ("docs/devices.md", "examples/notice/notice.ko", "examples/notice/notices.ko"),
    ("docs/porting.md", "mydrv-src := queue.c", "mydrv-src := queues.c"),
)


# The same of numbers: one that two documents have, one that a source has.
NUMBERS = (("docs/pool.md", "pair of 64 bytes takes 308", "pair of 64 bytes takes 309"),
           ("README.md", "59 misuses are", "58 misuses are"))


def pictures(report: Tap, scratch: Path) -> None:
    """Who draws says what it lacks, in a sentence."""
    (scratch / "matplotlib.py").write_text("raise ImportError\n")
    for script in ("selftests/draw_locks.py", "bench/plot.py"):
        ran = subprocess.run([ROOT / script, scratch], check=False, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": str(scratch)})
        report.result(ran.returncode == 1 and ran.stdout.count("\n") == 1 and "apt-get install" in ran.stdout,
                      f"{script} without matplotlib says so in a sentence", ran.stdout)


def numbers(report: Tap, copy: Path) -> None:
    wrong = numbers_check.wrong_numbers(ROOT)
    report.result(not wrong, "a number that stands twice is one", "\n".join(wrong))
    for name, old, new in NUMBERS:
        text = (copy / name).read_text()
        (copy / name).write_text(text.replace(old, new))
        report.result(old in text and len(numbers_check.wrong_numbers(copy)) > len(wrong), f"found out: {name}: {new}")
        (copy / name).write_text(text)


def named_in(tree: Tree) -> Callable[[documents.Document], list[str]]:
    return lambda document: references.wrong_in(document, tree) if document.name.endswith(".md") else \
        references.wrong_manual(document, tree)


def of(document: documents.Document, tree: Tree, place: snippets.Place) -> list[str]:
    return named_in(tree)(document) + output.wrong_in(document, tree) + snippets.wrong_in(document, place)


def only_line(document: documents.Document, old: str, new: str) -> documents.Document:
    """The document with that word altered; of its blocks and spans those that have it, and what they build on."""
    altered = documents.Document(document.name, document.text.replace(old, new))
    # A key is made, enrolled and used: all of that belongs together.
    if document.name.endswith(".md") and "openssl" not in document.text:
        altered.blocks = [block for block in altered.blocks if new in block.text or
                          (block.language == "make" and "porting" in document.name)]
        altered.spans = [span for span in altered.spans if new in f"`{span[0]}`"]
    return altered


def folder_of(*command: str) -> Path:
    """A script says last where what it has made lies."""
    said = subprocess.run([ROOT / command[0], *command[1:]], check=True, text=True, stdout=subprocess.PIPE).stdout
    return Path(said.splitlines()[-1])


def main() -> int:
    flavour, wanted = sys.argv[1], sys.argv[2:]
    stock, built = folder_of("scripts/stock", flavour), folder_of("scripts/stock-build", flavour)
    linux = folder_of("scripts/linux-source")
    report, tree = Tap(), Tree(ROOT, linux)
    with tempfile.TemporaryDirectory() as scratch:
        place = snippets.prepare(ROOT, Path(scratch), built, stock, linux)
        read = {document.name: document for document in documents.read(ROOT)}
        for name, document in read.items():
            if not wanted or name in wanted:
                wrong = of(document, tree, place)
                report.result(not wrong, f"{name}: what it names is there, what it shows works", "\n".join(wrong))
        unlisted = [name for name in read if name.startswith("docs/") and name.endswith(".md") and
                    f"({Path(name).name})" not in read["docs/map.md"].text and name != "docs/map.md"]
        report.result(not unlisted, "docs/map.md has each page", "\n".join(unlisted))
        numbers(report, place.copy)
        pictures(report, Path(scratch))
        stale = sorted(name for name in references.NOT_HERE if name in tree.declared())
        report.result(not stale, "what is said not to be here is not", "\n".join(stale))
        for name, old, new in SEEDS:
            if not wanted or name in wanted:
                there = old in read[name].text
                found = there and of(only_line(read[name], old, new), tree, place)
                # A "#" would begin a directive.
                report.result(bool(found), f"found out: {name}: {new.replace('#', '')}", "" if there else "it is not there any more")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
