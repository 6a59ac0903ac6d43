# SPDX-License-Identifier: GPL-2.0
"""stock_guest.py - a stock kernel, what is built for it, and guests in which that runs."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import check_console

ROOT = Path(__file__).resolve().parent.parent


def output_of(*command: str | Path) -> Path:
    return Path(subprocess.run(command, check=True, text=True,
                               stdout=subprocess.PIPE).stdout.strip())


class Run(NamedTuple):
    """One boot: how it ended, what the kernel said, the commands printed, and guest.py said."""

    status: int
    console: str
    output: str
    said: str


@dataclass
class Stock:
    """The kernel lies in `folder`; modules are built in `tree`; guests leave their logs in `logs`."""

    folder: Path
    tree: Path
    logs: Path

    def run(self, name: str, commands: str, *files: Path, cpus: int = 2, limit: int = 300,
            options: tuple[str, ...] = ()) -> Run:
        """In a guest that has ntspin.ko and these. That it is booted again is said, as a comment."""
        done = subprocess.run(
            [ROOT / "selftests/guest/guest.py", "--name", name, "--kernel", self.folder / "vmlinuz",
             "--cpus", str(cpus), "--limit", str(limit), *options, "--logs", self.logs,
             self.tree / "ntspin.ko", *files, "--", commands],
            check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for why in check_console.retries(done.stdout):
            print("# ", end="")
            check_console.report_retry(name, why)
        console, output = (check_console.read(self.logs / f"{log}.log") for log in ("console", "output"))
        return Run(done.returncode, console, output, done.stdout)

    def suites(self, name: str, only: str, parameters: str = "", **options: object) -> Run:
        """Those of the KUnit suites whose names are like `only`."""
        modules = ("ntspin_torture", "ntspin_kunit")
        return self.run(name, "insmod ntspin.ko && insmod ntspin_torture.ko && "
                        f"insmod ntspin_kunit.ko filter_glob='{only}' {parameters}",
                        *(self.tree / "kunit" / f"{module}.ko" for module in modules), **options)


def stock(flavour: str, logs: str) -> Stock:
    """Of this flavour, built now; the logs are put in build/LOGS."""
    return Stock(output_of(ROOT / "scripts/stock", flavour),
                 output_of(ROOT / "scripts/stock-build", flavour), ROOT / "build" / logs)
