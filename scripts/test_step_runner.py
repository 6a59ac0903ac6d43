#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""test_step_runner.py - a run of steps keeps to its time, and loses no failure by it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path

import ktap
import step_runner
import steps

SECOND = 1 / 60


def shell(text: str, name: str = "step") -> steps.Step:
    return steps.Step(name, ["sh", "-c", text], steps.one)


class NotBuilt(steps.Step):
    def is_cached(self) -> bool:
        return False


class Time(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(setattr, step_runner, "LOGS", step_runner.LOGS)
        self.addCleanup(setattr, step_runner, "GRACE", step_runner.GRACE)
        step_runner.LOGS = Path(folder.name)
        step_runner.GRACE = SECOND / 2
        self.words = ""

    def run_steps(self, *steps: steps.Step, minutes: float | None = None,
                  cached: bool = False) -> tuple[int, int, int]:
        total = ktap.Counts()
        with contextlib.redirect_stdout(io.StringIO()) as out:
            for result in step_runner.run_steps(list(steps), minutes, cached):
                total += result.counts
        self.words = out.getvalue()
        return total.passed, total.failed, total.skipped

    def test_without_a_limit_every_step_runs(self) -> None:
        self.assertEqual(self.run_steps(shell("true"), shell("false"), shell("sleep 1")), (2, 1, 0))

    def test_no_step_begins_once_the_time_has_passed(self) -> None:
        marker = step_runner.LOGS / "ran"
        step = shell(f"touch {marker}")
        self.assertEqual(self.run_steps(shell("sleep 0.3"), step, minutes=0.2 * SECOND), (1, 0, 1))
        self.assertEqual(self.run_steps(step, minutes=-3), (0, 0, 1))
        self.assertFalse(marker.exists())
        self.assertIn("left out: no time is left", self.words)

    def test_a_step_that_does_not_end_is_ended(self) -> None:
        start = time.monotonic()
        self.assertEqual(self.run_steps(shell("sleep 60"), minutes=0.1 * SECOND), (0, 0, 1))
        self.assertLess(time.monotonic() - start, 30)
        self.assertIn("time is up", self.words)

    def test_what_it_found_before_counts(self) -> None:
        step = shell("echo '    not ok 3 order'; sleep 60")
        self.assertEqual(self.run_steps(step, minutes=0.1 * SECOND), (0, 1, 1))
        self.assertIn("not ok 3 order", self.words)

    def test_what_passed_before_counts_and_comments_do_not(self) -> None:
        step = shell("echo 'ok 1 found out\n# [    9.1]     not ok 4 order\nok 2 no CPUs # SKIP one\n"
                     "x86_64:   43 s  ok 7 lock\nx86_64:   44 s  not ok 8 level'; sleep 60")
        self.assertEqual(self.run_steps(step, minutes=0.1 * SECOND), (2, 1, 2))
        self.assertNotIn("order", self.words)

    def test_failures_are_printed_wherever_they_stand_in_a_tap_log(self) -> None:
        step = shell("echo 'TAP version 13\n# 7 of 8\nnot ok 1 order'; seq -f 'ok %g it' 2 60; echo 1..60")
        step.count = steps.tap
        self.assertEqual(self.run_steps(step), (59, 1, 0))
        self.assertRegex(self.words, r"order: failure\n *# 7 of 8\n")
        self.assertNotIn("ok 60", self.words)

    def test_the_end_says_in_short_what_failed(self) -> None:
        many = "".join(f"ok {number} it\n" for number in range(100))
        self.assertEqual(steps.summarize_failures(f"{many}not ok 100 order\n{many}"), ["not ok 100 order"])
        guest = f"{many}console.log: 3 lines that a clean console does not have; line 9 (lockup)\n" \
                f"  [ 9.1] watchdog: BUG: soft lockup - CPU#1 stuck for 124s\n{many}"
        self.assertEqual(len(steps.summarize_failures(guest)), 2)
        judged = f"{many}output.log:\n  suites.sh.lock.order: failure\n      # 7 of 8\n911 passed, 1 failed"
        self.assertEqual(steps.summarize_failures(judged), ["suites.sh.lock.order: failure", "# 7 of 8"])
        self.assertEqual(steps.summarize_failures("one\ntwo"), ["one", "two"])

    def test_what_failed_is_kept_for_the_end(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            good, bad, late = step_runner.run_steps([shell("true"), shell("echo 'a.b: failure'; false"),
                                                     shell("echo 'not ok 1 c'; sleep 60")], SECOND, False)
        self.assertEqual([good.failures, bad.failures, late.failures],
                         [[], ["a.b: failure"], ["not ok 1 c"]])

    def test_steps_of_one_cpu_run_side_by_side_and_others_alone(self) -> None:
        meet = ("touch %(logs)s/%(me)s; for i in $(seq 100); do "
                "[ ! -e %(logs)s/%(other)s ] || exit 0; sleep 0.1; done; exit 1")
        pair = [shell(meet % {"logs": step_runner.LOGS, "me": me, "other": other}, name=me)
                for me, other in (("a", "b"), ("b", "a"))]
        for step in pair:
            step.cpus = 1
        self.assertEqual(self.run_steps(*pair), (2, 0, 0))
        alone = [shell(f"mkdir {step_runner.LOGS}/busy && sleep 0.3 && rmdir {step_runner.LOGS}/busy", name=name)
                 for name in "cd"]
        alone[0].cpus = 1
        self.assertEqual(self.run_steps(*alone), (2, 0, 0))

    def test_each_result_stands_below_its_own_head(self) -> None:
        pair = [shell("sleep 0.5; exit 1", name="slow"), shell("true", name="quick")]
        for step in pair:
            step.cpus = 1
        self.assertEqual(self.run_steps(*pair), (1, 1, 0))
        self.assertRegex(self.words, r"\[2/2\] quick\n +0 s .*1 passed.*\n\[1/2\] slow\n +FAILED")

    def test_what_is_slower_than_before_is_reported(self) -> None:
        self.run_steps(shell("true"))
        (step_runner.LOGS / "times.json").write_text('{"step": 0.0001}')
        self.assertNotIn("slower", self.words)
        best = step_runner.BestTimes()
        self.assertEqual(best.remark("step", 14), "")
        self.assertIn("slower than its best of 0 s", best.remark("step", 16))
        best.record("step", 16)
        self.assertIn("slower", step_runner.BestTimes().remark("step", 16))

    def test_no_kernel_is_built_where_the_cache_is_to_do(self) -> None:
        step = NotBuilt("step", ["true"], steps.one, kernel="rt")
        self.assertEqual(self.run_steps(step, shell("true"), cached=True), (1, 0, 1))
        self.assertEqual(self.run_steps(step), (1, 0, 0))

    def test_nor_is_one_fetched(self) -> None:
        step = steps.Step("step", ["true"], steps.one, stock="sid")
        with unittest.mock.patch.dict(os.environ, XDG_CACHE_HOME=str(step_runner.LOGS)):
            self.assertEqual(self.run_steps(step, shell("true"), cached=True), (1, 0, 1))
        self.assertIn("scripts/kernels sid", self.words)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(ktap.Counts(max(result.testsRun - bad, 0), bad))
    sys.exit(1 if bad else 0)
