# SPDX-License-Identifier: GPL-2.0
"""kunit_process.py - run what takes minutes: shown as it works, logged, ended with its guests."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path


class Progress:
    """One line that rewrites itself on a terminal; elsewhere a line now and then."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = time.monotonic()
        self.shown = 0.0
        self.terminal = sys.stdout.isatty()

    def seconds(self) -> float:
        return time.monotonic() - self.start

    def line(self, text: str) -> str:
        return f"{self.name}: {self.seconds():4.0f} s  {text}"

    def say(self, text: str) -> None:
        """For good."""
        clear = "\r\x1b[K" if self.terminal else ""
        print(f"{clear}{self.line(text)}", flush=True)

    def show(self, text: str) -> None:
        """Until the next one."""
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\x1b[K{self.line(text)[:width]}", end="", flush=True)
        elif self.seconds() - self.shown > 20:
            self.shown = self.seconds()
            self.say(text)


def descendants() -> list[int]:
    """What this process started, and what that started, and so on."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # What follows the command's name, which may hold anything.
            state, parent = stat.read_text(errors="replace").rpartition(")")[2].split()[:2]
            if state != "Z":
                children.setdefault(int(parent), []).append(int(stat.parent.name))
    found = [os.getpid()]
    for pid in found:
        found += children.get(pid, [])
    return found[1:]


def adopt_orphans() -> None:
    """Make orphans below this process its children, so that descendants() does not lose them:
    user-mode Linux leaves the session and the process group that it was started in."""
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def end_descendants() -> None:
    """End what is still there: kunit.py that is told to stop leaves its guest running."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in descendants():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        deadline = time.monotonic() + 3
        while descendants() and time.monotonic() < deadline:
            time.sleep(0.05)


@contextlib.contextmanager
def lines_of(command: list[str], log: Path, cwd: Path, limit: float | None = None,
             ) -> Iterator[tuple[subprocess.Popen[str], Iterator[str]]]:
    """Run a command; give its output line by line, and keep it in the log."""
    adopt_orphans()
    # In a session of its own: Ctrl-C is for us, who know how to end it.
    with open(log, "w", errors="replace") as copy, subprocess.Popen(
            command, cwd=cwd, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env=dict(os.environ, PYTHONUNBUFFERED="1")) as process:
        def lines() -> Iterator[str]:
            for line in process.stdout:
                copy.write(line)
                copy.flush()
                yield line.rstrip()

        timer = threading.Timer(limit, end_descendants) if limit else None
        if timer:
            timer.start()
        try:
            yield process, lines()
        finally:
            if timer:
                timer.cancel()
            end_descendants()
