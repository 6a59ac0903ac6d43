#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""run_steps.py - run the steps of make test or make test-deep, and add up their results.

    run_steps.py test | deep [--minutes N] [--cached] [STEP...]

Steps that take one CPU run side by side, as many as there are CPUs; the others alone. Each step's
output goes to build/logs/STEP.log. What it took is said, and the CPU time of that; where it was much
more than it has been here before, that too, and at the end what others had of the machine. A step that failed
says why once more, below its line of the table. The last line but one says how many guests died in a way that
is no result (check_console.py) and were booted again. The last line is "N passed, N failed, N skipped",
counted from what the steps reported; a step that reported nothing is a failure. With --minutes no
step begins once that time has passed, and one that is still at it GRACE minutes later is ended;
with --cached steps whose kernel would have to be built first are left out. What is left out is
said, and counts as skipped.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from step_runner import LOGS, ROOM, cpu_time, retry_note, run_steps
from ktap import Counts
from steps import ROOT, Step, one, tap


def kunit(name: str) -> Step:
    return Step(f"kunit-{name}", ["scripts/kunit", "run", name], kernel=name, cpus=1)


FLAVOURS = ("6.12", "6.12-rt", "6.1")
# Of another architecture than this machine's, and of other suites: 7.3 and 7.2, or what is there now.
NEWER = ("6.12-arm64", "trixie-backports", "sid")


def alone(name: str, folder: str, target: str = "check") -> Step:
    """A host program's tests, which have threads, or processes, for all CPUs."""
    return Step(name, ["make", "-s", "-C", f"selftests/{folder}", target], tap)


def seeded(name: str) -> Step:
    return alone(f"{name}-seeded", f"host/{name}", "check-seeded")


def beside(name: str, folder: str, target: str = "check") -> Step:
    """Such as take one CPU."""
    step = alone(name, folder, target)
    step.cpus = 1
    return step


def guest(flavour: str, stock: str = "") -> Step:
    """Its CPUs are idle for much of its time: two of them leave room for what takes one CPU."""
    return Step(f"guest-{flavour}", ["scripts/stock-test", flavour], stock=stock, cpus=0.5)


# From what fails soonest to what takes longest; what takes one CPU stands together.
STEPS = {
    "test": [
        Step("console", ["scripts/test_check_console.py"], cpus=1),
        Step("runner", ["scripts/test_step_runner.py"], cpus=1),
        Step("farm", ["scripts/test_kunit_farm.py"], cpus=1),
        *(Step(f"build-{flavour}", ["scripts/stock-build", flavour], one) for flavour in FLAVOURS[:2]),
        Step("style", ["scripts/check-style"], cpus=1),
        beside("windows", "windows"),
        beside("analyze", "analyze"),
        Step("port", ["selftests/port/check.py"], tap, cpus=1),
        Step("recipe", ["selftests/recipe/check.sh", "6.12"], tap, cpus=1),
        Step("docs", ["selftests/docs/check.py", "6.12"], tap, cpus=1),
        Step("locked", ["make", "-s", "-C", "selftests/host/locked", "check",
                        f"KO={ROOT}/build/6.12/ntspin.ko"], tap, cpus=1),
        beside("arm64", "host/arm64"),
        beside("rtl", "host/rtl"),
        beside("kcfi", "host/kcfi"),
        alone("dpc", "host/dpc"),
        alone("rw", "host/rw"),
        alone("races", "host/races"),
        alone("waits", "host/waits"),
        alone("passive", "host/passive"),
        alone("slist", "host/slist"),
        alone("sleeping", "host/sleeping"),
        beside("mdl", "host/mdl"),
        alone("requests", "host/requests"),
        alone("explorer", "host/explorer"),
        alone("lib", "lib"),
        guest("6.12"),
        guest("6.12-rt"),
        Step("nohz", ["scripts/nohz-test", "6.12"], tap, cpus=1),
        beside("fuzz", "host/fuzz"),
        kunit("uml"),
        kunit("clang"),
    ],
    "deep": [
        # A sound run proves something where a fault is found: make test seeds one of each kind.
        *(seeded(name) for name in ("explorer", "rw", "races", "waits", "passive", "sleeping", "mdl",
                                    "requests")),
        kunit("x86_64"),
        Step("faults-6.12", ["scripts/faults-test", "6.12"], tap, cpus=1),
        Step("build-6.1", ["scripts/stock-build", "6.1"], one),
        guest("6.1"),
        *(kunit(name) for name in ("rt", "kcsan", "arm64")),
        *(Step(f"recipe-{flavour}", ["selftests/recipe/check.sh", flavour], tap, cpus=1)
          for flavour in FLAVOURS[1:]),
        *(Step(f"faults-{flavour}-deep", ["scripts/faults-test", flavour, "--all"], tap, cpus=1)
          for flavour in FLAVOURS),
        Step("verifier-mutants", ["scripts/mutate-verifier", "6.12"], tap),
        Step("package", ["selftests/package/check.sh", "6.12"], tap, cpus=1),
        # The kernel that scripts/clang-kernel builds: calls by pointers are looked at, by type.
        Step("build-kcfi", ["scripts/stock-build", "kcfi"], one, stock="kcfi"),
        Step("kcfi-callbacks", ["selftests/kcfi/check.py"], tap, stock="kcfi", cpus=1),
        guest("kcfi", stock="kcfi"),
        # It reads the objects of that kernel.
        Step("arm64-deep", ["make", "-s", "-C", "selftests/host/arm64", "check-deep"], tap,
             kernel="arm64"),
        beside("fuzz-deep", "host/fuzz", "check-deep"),
        alone("lib-deep", "lib", "check-deep"),
        beside("simulation", "../bench"),
        alone("explorer-long", "host/explorer", "check-long"),
        # What Debian's newer suites have today need not be what was tried; and arm64 takes its time.
        *(Step(f"kernels-{flavour}", ["scripts/kernels", flavour], stock=flavour, cpus=1)
          for flavour in NEWER),
    ],
}


def interrupted(number: int, _frame: Any) -> None:
    sys.exit(128 + number)


def busy_time() -> float:
    """Of all CPUs, since this machine began: all but idle and waiting for disks, in seconds."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=STEPS)
    parser.add_argument("steps", nargs="*", metavar="STEP")
    parser.add_argument("--minutes", type=float, metavar="N", help="begin no step after these")
    parser.add_argument("--cached", action="store_true", help="build no kernel")
    return parser.parse_intermixed_args()


def main() -> int:
    options = arguments()
    target = STEPS[options.target]
    steps = [step for step in target if not options.steps or step.name in options.steps]
    if len(steps) < len(options.steps):
        sys.exit(f"run_steps.py: the steps are {' '.join(step.name for step in target)}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)

    LOGS.mkdir(parents=True, exist_ok=True)
    start, busy = time.monotonic(), busy_time()
    total = Counts()
    booted_again = 0
    results = run_steps(steps, options.minutes, options.cached)
    print()
    for result in results:
        total += result.counts
        booted_again += len(result.again)
        print(f"{result.step.name:18} {result.seconds:4.0f} s  {result.counts}{retry_note(result.again)}"
              f"{'   <--' if result.counts.failed else ''}")
    seconds = time.monotonic() - start
    others = max(0.0, busy_time() - busy - cpu_time())
    print(f"{seconds:.0f} s, {cpu_time():.0f} of CPU time; others had {others:.0f} s of it, "
          f"{100 * others / (seconds * ROOM or 1):.0f} % of the machine; logs are in {LOGS}")
    for result in results:
        for line in result.failures:
            print(f"failed: {result.step.name}: {line}")
    # Such a death is no result; but nobody should have to look for it.
    print(f"guests booted again: {booted_again}")
    print(total)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
