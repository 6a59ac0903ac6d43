#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""test_ladder.py - a ladder keeps to its time, and loses no failure by it."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import time
import unittest
from pathlib import Path

import ktap
import ladder

SECOND = 1 / 60


def shell(text: str, **how: str) -> ladder.Step:
    return ladder.Step("step", ["sh", "-c", text], ladder.one, **how)


class NotBuilt(ladder.Step):
    def is_cached(self) -> bool:
        return False


class Time(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(setattr, ladder, "LOGS", ladder.LOGS)
        self.addCleanup(setattr, ladder, "GRACE", ladder.GRACE)
        ladder.LOGS = Path(folder.name)
        ladder.GRACE = SECOND / 2
        self.words = ""

    def climb(self, *steps: ladder.Step, minutes: float | None = None,
              cached: bool = False) -> tuple[int, int, int]:
        total = ktap.Counts()
        with contextlib.redirect_stdout(io.StringIO()) as out:
            for result in ladder.climb(list(steps), minutes, cached):
                total += result.counts
        self.words = out.getvalue()
        return total.passed, total.failed, total.skipped

    def test_without_a_limit_every_step_runs(self) -> None:
        self.assertEqual(self.climb(shell("true"), shell("false"), shell("sleep 1")), (2, 1, 0))

    def test_no_step_begins_once_the_time_has_passed(self) -> None:
        marker = ladder.LOGS / "ran"
        step = shell(f"touch {marker}")
        self.assertEqual(self.climb(shell("sleep 0.3"), step, minutes=0.2 * SECOND), (1, 0, 1))
        self.assertEqual(self.climb(step, minutes=-3), (0, 0, 1))
        self.assertFalse(marker.exists())
        self.assertIn("left out: no time is left", self.words)

    def test_a_step_that_does_not_end_is_ended(self) -> None:
        start = time.monotonic()
        self.assertEqual(self.climb(shell("sleep 60"), minutes=0.1 * SECOND), (0, 0, 1))
        self.assertLess(time.monotonic() - start, 30)
        self.assertIn("time is up", self.words)

    def test_what_it_found_before_counts(self) -> None:
        step = shell("echo '    not ok 3 order'; sleep 60")
        self.assertEqual(self.climb(step, minutes=0.1 * SECOND), (0, 1, 1))
        self.assertIn("not ok 3 order", self.words)

    def test_what_passed_before_counts_and_what_is_only_told_does_not(self) -> None:
        step = shell("echo 'ok 1 found out\n# [    9.1]     not ok 4 order\nok 2 no CPUs # SKIP one\n"
                     "x86_64:   43 s  ok 7 lock\nx86_64:   44 s  not ok 8 level'; sleep 60")
        self.assertEqual(self.climb(step, minutes=0.1 * SECOND), (2, 1, 2))
        self.assertNotIn("order", self.words)

    def test_what_failed_is_told_wherever_it_stands_in_a_tap_log(self) -> None:
        step = shell("echo 'TAP version 13\n# 7 of 8\nnot ok 1 order'; seq -f 'ok %g it' 2 60; echo 1..60")
        step.count = ladder.tap
        self.assertEqual(self.climb(step), (59, 1, 0))
        self.assertRegex(self.words, r"order: failure\n *# 7 of 8\n")
        self.assertNotIn("ok 60", self.words)

    def test_no_kernel_is_built_where_the_cache_is_to_do(self) -> None:
        step = NotBuilt("step", ["true"], ladder.one, kernel="rt")
        self.assertEqual(self.climb(step, shell("true"), cached=True), (1, 0, 1))
        self.assertEqual(self.climb(step), (1, 0, 0))


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(ktap.Counts(max(result.testsRun - bad, 0), bad))
    sys.exit(1 if bad else 0)
