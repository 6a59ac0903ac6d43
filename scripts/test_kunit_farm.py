#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""test_kunit_farm.py - a build of one checkout sees no source of another's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path

import ktap
import kunit_farm


class Checkouts(unittest.TestCase):
    """Two of them, a kernel tree of a few lines, and a cache."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.tree = self.folder / "linux"
        (self.tree / "drivers").mkdir(parents=True)
        (self.tree / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n")
        (self.tree / "drivers/Kconfig").write_text("menu\nendmenu\n")
        (self.tree / "drivers/Makefile").write_text("")
        for name in ("one", "other"):
            (self.folder / name / "module").mkdir(parents=True)
            (self.folder / name / "module/lock.c").write_text(f"/* {name} */\n")
        self.patch("CACHE", self.folder / "cache")
        self.patch("PROJECT", self.folder / "one")

    def patch(self, name: str, value: object) -> None:
        patch = unittest.mock.patch.object(kunit_farm, name, value)
        patch.start()
        self.addCleanup(patch.stop)

    def other_does(self, text: str) -> subprocess.Popen[bytes]:
        head = ("import kunit_farm, pathlib, sys, time\n"
                "kunit_farm.CACHE, kunit_farm.PROJECT, tree = map(pathlib.Path, sys.argv[1:])\n")
        return subprocess.Popen([sys.executable, "-c", head + text, kunit_farm.CACHE,
                                 self.folder / "other", self.tree], cwd=Path(__file__).parent,
                                stdout=subprocess.PIPE)

    def make_farm_of_other(self) -> subprocess.Popen[bytes]:
        return self.other_does("kunit_farm.make_farm(tree)")

    def source(self, farm: Path) -> str:
        return os.readlink(farm / kunit_farm.GRAFT / "module/lock.c")

    def test_another_checkout_waits_for_a_build(self) -> None:
        with kunit_farm.held_farm(self.tree) as farm:
            other = self.make_farm_of_other()
            with self.assertRaises(subprocess.TimeoutExpired):
                other.wait(1)
            self.assertEqual(self.source(farm), str(self.folder / "one/module/lock.c"))
        self.assertEqual(other.wait(), 0)
        self.assertEqual(self.source(farm), str(self.folder / "other/module/lock.c"))

    def test_a_build_waits_for_one_of_another_checkout(self) -> None:
        with self.other_does("with kunit_farm.held_farm(tree):\n"
                             "    print(flush=True)\n    time.sleep(1)") as other:
            other.stdout.readline()
            begun = time.monotonic()
            with kunit_farm.held_farm(self.tree) as farm:
                self.assertGreater(time.monotonic() - begun, 0.9)
                self.assertEqual(self.source(farm), str(self.folder / "one/module/lock.c"))

    def test_two_builds_of_one_checkout_go_side_by_side(self) -> None:
        with kunit_farm.held_farm(self.tree), kunit_farm.held_farm(self.tree) as farm:
            self.assertEqual(self.source(farm), str(self.folder / "one/module/lock.c"))

    def test_one_that_comes_between_the_locks_is_not_built(self) -> None:
        make_farm, came = kunit_farm.make_farm, []

        def and_another_comes(tree: Path) -> Path:
            farm = make_farm(tree)
            if not came:
                came.append(self.make_farm_of_other().wait())
            return farm

        with unittest.mock.patch.object(kunit_farm, "make_farm", and_another_comes), \
                kunit_farm.held_farm(self.tree) as farm:
            self.assertEqual(self.source(farm), str(self.folder / "one/module/lock.c"))
        self.assertEqual(came, [0])

    def test_what_is_no_kernel_tree_is_said_to_be_none(self) -> None:
        (self.folder / "one/Makefile").write_text("all:\n")
        for name in ("nowhere", "cache", "one", "linux/Makefile"):
            with self.assertRaisesRegex(kunit_farm.Error, f"{name} is not a Linux source tree"):
                kunit_farm.make_farm(self.folder / name, afresh=True)
        self.assertFalse((self.folder / "cache").exists())

    def test_a_source_that_is_new_or_gone(self) -> None:
        with kunit_farm.held_farm(self.tree) as farm:
            (self.folder / "one/module/lock.c").rename(self.folder / "one/module/word.c")
        with kunit_farm.held_farm(self.tree):
            self.assertEqual(os.listdir(farm / kunit_farm.GRAFT / "module"), ["word.c"])


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(ktap.Counts(max(result.testsRun - bad, 0), bad))
    sys.exit(1 if bad else 0)
