#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check_rooms.py - do the folders of module/ include each other only as they may?

    scripts/check_rooms.py [FOLDER]     prints what is wrong; FOLDER is searched, not module/
    scripts/check_rooms.py --calls TREE     the same of the C files of each module built in TREE

Of each room what it may include: lock/ knows no routine, nothing but linux/ and user/ knows a host, the
verifier knows nobody who calls it. No circle of files, and a README of at most 15 lines in each.

C files of a module make no circle either, by what one calls and another has, as nm tells it. C and
C++ may: the one asks by way of seam/, and is asked.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROUTINES = ("ke", "ex", "io", "mm", "rtl", "ps")
# What a room includes besides itself and include/.
MAY = {
    "seam": set(),
    "lock": {"seam"},
    "verifier": {"seam", "lock"},
    **{room: {*ROUTINES, "seam", "lock", "verifier"} for room in ROUTINES},
    "linux": {"seam"},
    "user": {"seam"},
}
README_LINES = 15


def included(module: Path) -> dict[Path, list[Path]]:
    """Of each file those of module/ that it includes."""
    found = {}
    for file in sorted(module.rglob("*")):
        if file.suffix not in (".c", ".h", ".cpp", ".hpp") or file.name.endswith(".mod.c"):
            continue
        named = re.findall(r'^\s*#\s*include\s*"([^"]+)"', file.read_text(), flags=re.M)
        paths = [(file.parent / name).resolve() for name in named]
        found[file] = [path for path in paths if module in path.parents and path.exists()]
    return found


def wrong_rooms(module: Path, graph: dict[Path, list[Path]]) -> Iterator[str]:
    for file, others in graph.items():
        room, *rest = file.relative_to(module).parts
        if not rest or room not in MAY:
            yield f"{file.relative_to(module)} is in no room that is known: {', '.join(MAY)}"
            continue
        for other in others:
            if other.relative_to(module).parts[0] not in {room} | MAY[room]:
                yield f"{file.relative_to(module)} includes {other.relative_to(module)}"


def nm_of(object_: Path) -> str:
    """Thin LTO's objects are LLVM's own: binutils' finds no symbol there, and is content."""
    with object_.open("rb") as file:
        return "llvm-nm-19" if file.read(4) == b"BC\xc0\xde" else "nm"


def called(module: Path) -> dict[Path, list[Path]]:
    """Of each C file of a module, whose .mod names the objects, those whose symbols it uses."""
    has: dict[str, Path] = {}
    wants: dict[Path, set[str]] = {}
    for name in module.read_text().split():
        # By way of a folder's Kbuild the path is from the top.
        object_ = next(path for folder in module.parents if (path := folder / name).exists())
        if not (source := object_.with_suffix(".c")).exists():
            continue
        for line in subprocess.run([nm_of(object_), object_], stdout=subprocess.PIPE, text=True,
                                   check=True).stdout.splitlines():
            kind, symbol = line.split()[-2:]
            if kind == "U":
                wants.setdefault(source, set()).add(symbol)
            elif kind.isupper():
                has[symbol] = source
    # What assembler in a file defines, such an object wants as well as has.
    return {source: sorted({has[symbol] for symbol in symbols & has.keys()} - {source})
            for source, symbols in wants.items()}


def circles(module: Path, graph: dict[Path, list[Path]]) -> Iterator[str]:
    done: set[Path] = set()

    def search(file: Path, way: list[Path]) -> Iterator[str]:
        if file in way:
            circle = [*way[way.index(file):], file]
            yield "a circle: " + " > ".join(str(path.relative_to(module)) for path in circle)
        elif file not in done:
            for other in graph.get(file, []):
                yield from search(other, [*way, file])
            done.add(file)

    for file in graph:
        yield from search(file, [])


def readmes(module: Path, graph: dict[Path, list[Path]]) -> Iterator[str]:
    """But for linux/has/, which Kbuild.has describes."""
    for folder in sorted({file.parent for file in graph} - {module / "linux/has"}):
        readme = folder / "README.md"
        if not readme.exists():
            yield f"{folder.relative_to(module)} has no README.md"
        elif len(readme.read_text().splitlines()) > README_LINES:
            yield f"{readme.relative_to(module)} has more than {README_LINES} lines"


def wrong_calls(tree: Path) -> Iterator[str]:
    modules = sorted(tree.rglob("*.mod"))
    if not modules:
        yield f"no module is built in {tree}"
    for module in modules:
        yield from (f"{module.stem}: {circle}" for circle in circles(tree, called(module)))


def wrong_includes(module: Path) -> list[str]:
    graph = included(module)
    if not graph:
        return ["there are no sources"]
    return [*wrong_rooms(module, graph), *circles(module, graph), *readmes(module, graph)]


def main() -> int:
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=root / "module")
    parser.add_argument("--calls", type=Path, metavar="TREE")
    options = parser.parse_args()
    wrong = (list(wrong_calls(options.calls.resolve())) if options.calls else
             wrong_includes(options.folder.resolve()))
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
