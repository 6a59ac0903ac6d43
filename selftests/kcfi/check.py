#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - on a kernel with kCFI ntspin calls a driver's routines, and one of another type traps.

A driver is built against scripts/clang-kernel's kernel and loaded in a guest: as it should be, then
with a DPC routine, and with a thread's start, of another type than its pointer. Prints TAP.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.dont_write_bytecode = True
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "selftests/host")]
import stock_guest  # noqa: E402
from tap import Tap  # noqa: E402

# What traps is said by the routine's name.
SEEDS = {1: "CallbacksDpc", 2: "CallbacksThread"}
COMMAND = "insmod ntspin.ko && insmod callbacks.ko && rmmod callbacks && rmmod ntspin"


def build(stock: stock_guest.Stock, folder: Path, seed: int) -> tuple[Path, str]:
    """The module, and what the build said."""
    where = folder / str(seed)
    shutil.copytree(HERE, where, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    done = subprocess.run(["make", "-s", "-C", where, "-f", "Kbuild", f"NTSPIN={stock.tree}", "W=1",
                           f"KDIR={stock.folder}/build", f"SEED={seed}"],
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return where / "callbacks.ko", done.stdout


def main() -> int:
    subprocess.run([ROOT / "scripts/setup", "module", "guest", "kcfi"], check=True)
    stock = stock_guest.stock("kcfi", "kcfi.callbacks")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        module, said = build(stock, Path(folder), 0)
        tap.result(module.exists() and not said, "a driver is built for it without a word", said)
        run = stock.run("kcfi", COMMAND, module)
        tap.result(run.status == 0 and "callbacks: all were called, 42" in run.console
                   and "callbacks: unloaded" in run.console,
                   "a DPC, a timer's, a thread, a work item, an IPI, an unload: each is called",
                   run.said)
        for seed, routine in SEEDS.items():
            module, said = build(stock, Path(folder), seed)
            run = stock.run("kcfi", COMMAND, module)
            trap = re.search(r"CFI failure at \S+ \[ntspin\] "
                             rf"\(target: {routine}\+0x0/\S+ \[callbacks\]", run.console)
            tap.result(run.status != 0 and trap is not None,
                       f"{routine}, which is of another type, traps in ntspin", said + run.said)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
