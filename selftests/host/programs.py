# SPDX-License-Identifier: GPL-2.0
"""programs.py - run programs that a Makefile has built: GoogleTest's, and those of a sanitizer."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tap import Tap

SECONDS = 900  # of a busy machine


@cache
def plain_addresses() -> list[str]:
    """Older ThreadSanitizers fail where a kernel scatters addresses widely."""
    command = ["setarch", "-R"]
    works = shutil.which(command[0]) and not subprocess.run(
        [*command, "true"], check=False, stderr=subprocess.DEVNULL).returncode
    return command if works else []


def run_sanitized(command: list[str | Path], environment: dict[str, str]) -> tuple[int, str]:
    """Its exit status, 124 where it does not end, and what it said."""
    try:
        done = subprocess.run([*plain_addresses(), *command], check=False, text=True, timeout=SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    except subprocess.TimeoutExpired:
        return 124, f"{command[0]} did not end"
    return done.returncode, done.stdout


def run_unit_tests(tap: Tap, program: Path) -> None:
    """A result for each case of GoogleTest's, and one for the end of the program."""
    report = program.with_suffix(".json")
    report.unlink(missing_ok=True)
    done = subprocess.run([program, f"--gtest_output=json:{report}"], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    suites = json.loads(report.read_text())["testsuites"] if report.exists() else []
    for suite in suites:
        for case in suite["testsuite"]:
            failures = "\n".join(f["failure"] for f in case.get("failures", []))
            tap.result(not failures, f"{program.name}: {suite['name']}.{case['name']}", failures)
    tap.result(bool(suites) and done.returncode == 0, f"{program.name} ends well", done.stdout)
