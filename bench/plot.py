#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""plot.py - draws what bench, sim and the guests found, and sets bench beside sim.

    plot.py FOLDER [OUTPUT]     reads FOLDER/bench.json, sim.json and guest.json, where they are;
                                writes SVG to OUTPUT, or FOLDER

Wants python3-matplotlib. The same figures give the same files.
"""

import json
import pathlib
import re
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("plot.py: draws with matplotlib: apt-get install python3-matplotlib")

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "ntspin", "svg.fonttype": "none", "font.size": 9,
                            "axes.grid": True, "grid.alpha": 0.3, "axes.axisbelow": True})

import matplotlib.pyplot as plt  # noqa: E402 (the backend comes first)

COLOURS = {"ntspin queued": "#c1272d", "ntspin ordinary": "#f08a24", "pure MCS": "#0000a7",
           "qspinlock shape": "#008176", "ticket": "#7f7f7f", "test-and-set": "#b3b3b3"}
CONTESTS = ["50 ns inside, 50 outside", "200 ns inside, 200 outside",
            "50 ns inside, 200 outside", "50 ns inside, 0 outside"]


def save(figure, path):
    """To a hundredth of a point, which nobody sees: half the file."""
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    plt.close(figure)
    declaration, _, rest = path.read_text().partition("\n")
    rest = re.sub(r"\b\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", rest)
    rest = re.sub(r" +\n", "\n", rest)
    path.write_text(f"{declaration}\n<!-- SPDX-License-Identifier: GPL-2.0 -->\n{rest}")
    print(path)


def label(axes, bars, form, **style):
    """What a bar is, behind it; and room for that. A bar needs no line beside it."""
    axes.grid(False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.bar_label(bars, fmt=form, fontsize=6, padding=2, **style)
    axes.margins(x=0.2)


def colour(lock):
    return COLOURS.get(lock, "#d9c9a8")


def scale(sim, folder):
    """How each lock does as the CPUs grow."""
    rows = [row for row in sim["rows"] if row["table"] == "scale"]
    figure, (traffic, speed) = plt.subplots(1, 2, figsize=(9, 3.6))
    for lock in COLOURS:
        mine = [row for row in rows if row["lock"] == lock]
        cpus = [row["cpus"] for row in mine]
        style = {"color": colour(lock), "label": lock, "marker": ".",
                 "linewidth": 2 if lock.startswith("ntspin") else 1}
        traffic.plot(cpus, [row["transfers"] for row in mine], **style)
        speed.plot(cpus, [row["per_us"] for row in mine], **style)
    for axes in (traffic, speed):
        axes.set_xscale("log", base=2)
        axes.set_xticks([2 ** n for n in range(1, 11)], [str(2 ** n) for n in range(1, 11)])
        axes.set_xlabel("CPUs on two sockets (simulated)")
    traffic.set_yscale("log")
    traffic.set_title("cache-line transfers for one acquisition")
    speed.set_title("acquisitions each microsecond")
    speed.set_ylim(bottom=0)
    traffic.legend(fontsize=8)
    save(figure, folder / "scale.svg")


def contests(bench, apart, folder):
    """Two CPUs: throughput, against pure MCS."""
    rows = {(row["measure"], row["lock"]): row for row in bench["rows"]
            if row["apart"] == apart and row["rounds"] >= 9}
    shown = [name for name in CONTESTS if (name, "pure MCS") in rows]
    if not shown:
        return
    locks = [lock for name, lock in rows if name == shown[0]]
    figure, all_axes = plt.subplots(1, len(shown), figsize=(2.6 * len(shown), 0.2 * len(locks) + 1.2),
                                    sharey=True, layout="constrained")
    for axes, name in zip(all_axes, shown):
        reference = rows[name, "pure MCS"]["median"]
        for at, lock in enumerate(reversed(locks)):
            row = rows.get((name, lock))
            if row is None:
                continue
            low, high = row["median"] - row["low"], row["high"] - row["median"]
            bars = axes.barh(at, row["to_mcs"], color=colour(lock),
                             xerr=[[low / reference], [high / reference]],
                             error_kw={"linewidth": 0.8})
            label(axes, bars, "%.2f")
        axes.axvline(1, color="#0000a7", linewidth=0.8)
        axes.set_title(name, fontsize=8)
    all_axes[0].set_yticks(range(len(locks)), list(reversed(locks)))
    figure.suptitle(f"two CPUs, {apart} ({bench['transfer_ns'][apart]:.0f} ns a line): throughput "
                    f"to pure MCS's\n{bench['processor']}, {bench['kernel']}", fontsize=9)
    save(figure, folder / f"two-cpus-{apart}.svg")


def pairs(bench, folder):
    """What an acquisition and a release cost when nobody else is there."""
    names = [name for name in dict.fromkeys(row["measure"] for row in bench["rows"])
             if name.startswith("uncontended")]
    rows = {(row["measure"], row["lock"]): row["median"] for row in bench["rows"]}
    locks = [lock for name, lock in rows if name == names[0]]
    figure, axes = plt.subplots(figsize=(7, 0.4 * len(locks) + 1))
    height = 0.8 / len(names)
    for part, name in enumerate(names):
        section = name.replace("uncontended pair, ", "").replace("uncontended pair", "empty section")
        bars = axes.barh([at - part * height for at in range(len(locks), 0, -1)],
                         [rows[name, lock] for lock in locks], height, label=section,
                         color=["#c1272d", "#e58a8c", "#f3cfd0"][part])
        label(axes, bars, "%.1f")
    axes.set_yticks([at - height for at in range(len(locks), 0, -1)], locks)
    axes.set_xlabel(f"ns, uncontended pair; {bench['processor']}")
    axes.legend(fontsize=7, ncols=len(names), loc="lower center", bbox_to_anchor=(0.4, 1))
    save(figure, folder / "uncontended.svg")


def guests(guest, folder):
    """Beside Linux' own locks, in the kernel."""
    names = [name for name in dict.fromkeys(row["measure"] for row in guest["rows"])
             if name.startswith(("instructions", "2 CPUs"))]
    figure, all_axes = plt.subplots(1, len(names), figsize=(3.6 * len(names), 1.8),
                                    layout="constrained", squeeze=False)
    for axes, name in zip(all_axes[0], names):
        rows = [row for row in reversed(guest["rows"]) if row["measure"] == name]
        for at, row in enumerate(rows):
            known = row["lock"].partition(",")[0]
            bars = axes.barh(at, row["median"], color=colour(known),
                             xerr=[[row["median"] - row["low"]], [row["high"] - row["median"]]],
                             error_kw={"linewidth": 0.8})
            label(axes, bars, "%.4g")
        axes.set_yticks(range(len(rows)), [row["lock"] for row in rows], fontsize=7)
        axes.set_title(name + (", pair" if name.startswith("instructions") else ""), fontsize=8)
    figure.suptitle(f"Linux {guest['guest']} in QEMU, emulated on {guest['processor']}", fontsize=8)
    save(figure, folder / "guest.svg")


def validate(bench, sim):
    """Two CPUs, throughput to pure MCS's: what was measured, and what the simulation says."""
    simulated = {(row["sockets"], f"{row['inside']} ns inside, {row['outside']} outside",
                  row["lock"]): row["to_mcs"]
                 for row in sim["rows"] if row["table"] == "two"}
    print(f"{'two CPUs, throughput to pure MCS':36} {'':16} measured simulated")
    for sockets, apart in ((1, "near"), (2, "far")):
        for row in bench["rows"]:
            key = (sockets, row["measure"], row["lock"])
            if row["apart"] != apart or row["rounds"] < 9 or key not in simulated:
                continue
            print(f"{apart + ', ' + row['measure']:36} {row['lock']:16} {row['to_mcs']:8.2f} "
                  f"{simulated[key]:9.2f}")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[-1])
    found = {name: json.loads((source / f"{name}.json").read_text())
             for name in ("bench", "sim", "guest") if (source / f"{name}.json").exists()}
    if not found:
        sys.exit(f"plot.py: neither bench.json, sim.json nor guest.json in {source}")
    if "sim" in found:
        scale(found["sim"], folder)
    if "bench" in found:
        pairs(found["bench"], folder)
        for apart in ("near", "far"):
            contests(found["bench"], apart, folder)
    if "guest" in found:
        guests(found["guest"], folder)
    if "bench" in found and "sim" in found:
        validate(found["bench"], found["sim"])


main()
