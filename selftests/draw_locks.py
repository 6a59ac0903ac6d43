#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""draw_locks.py - draws how long was waited for the most contended locks, and which CPU had them.

    draw_locks.py [FOLDER] [-o FILE]     reads FOLDER, or /sys/kernel/debug/ntspin; writes an SVG

Wants python3-matplotlib. The same counts give the same file.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path
from typing import Any

try:
    import matplotlib
except ImportError:
    sys.exit("draw_locks.py: draws with matplotlib: apt-get install python3-matplotlib")

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "ntspin", "svg.fonttype": "none",
                            "font.size": 9, "axes.axisbelow": True})

import matplotlib.pyplot as plt  # noqa: E402 (the backend comes first)

SHOWN = 6


def table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def duration(nanoseconds: int) -> str:
    for unit, size in (("s", 10 ** 9), ("ms", 10 ** 6), ("us", 10 ** 3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds} ns"


def label(axes: Any, form: str, bars: Any) -> None:
    """What a bar is, above it, and room for that."""
    axes.bar_label(bars, fmt=form, fontsize=5, padding=1)
    axes.margins(y=0.12)


def draw(folder: Path, output: Path) -> None:
    locks = sorted(table(folder / "locks"), key=lambda row: -int(row["contended"]))
    locks = [row for row in locks if int(row["acquired"])][:SHOWN]
    if not locks:
        sys.exit(f"draw_locks.py: no acquisition is counted in {folder}/locks")
    waits, shares = ({row.pop("lock"): row for row in table(folder / name)}
                     for name in ("waits", "shares"))
    figure, rows = plt.subplots(len(locks), 2, squeeze=False, layout="constrained",
                                figsize=(9, 0.6 + 1.6 * len(locks)),
                                gridspec_kw={"width_ratios": (3, 2)})
    for lock, (histogram, share) in zip(locks, rows):
        classes = {int(limit): int(count) for limit, count in waits[lock["lock"]].items()}
        used = [i for i, count in enumerate(classes.values()) if count] or [0]
        limits = list(classes)[used[0]:used[-1] + 1]
        label(histogram, "%d", histogram.bar(range(len(limits)), [classes[limit] for limit in limits],
                                             width=0.95, color="#c1272d"))
        histogram.set_xticks(range(len(limits)), [duration(limit) for limit in limits],
                             fontsize=6, rotation=30)
        histogram.set_title(f"{lock['of'].partition(':')[2]}, {lock['family']}: waited "
                            f"{lock['contended']} times of {lock['acquired']}", fontsize=8)
        cpus = shares[lock["lock"]]
        total = sum(int(count) for count in cpus.values()) or 1
        label(share, "%.0f", share.bar(range(len(cpus)), [100 * int(count) / total for count in cpus.values()],
                                       width=0.95, color="#0000a7"))
        share.set_xticks(range(len(cpus)), [name.removeprefix("cpu") for name in cpus], fontsize=6)
        share.set_title("% of its acquisitions, by CPU", fontsize=8)
    rows[-1][0].set_xlabel("waited for up to")
    rows[-1][1].set_xlabel("CPU")
    figure.savefig(output, metadata={"Date": None})
    declaration, _, rest = re.sub(r" +\n", "\n", output.read_text()).partition("\n")
    output.write_text(f"{declaration}\n<!-- SPDX-License-Identifier: GPL-2.0 -->\n{rest}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the waits of the most contended locks.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("/sys/kernel/debug/ntspin"))
    parser.add_argument("-o", "--output", type=Path, default=Path("locks.svg"))
    arguments = parser.parse_args()
    try:
        draw(arguments.folder, arguments.output)
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"draw_locks.py: {error}")
    print(arguments.output)


main()
