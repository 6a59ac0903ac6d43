# SPDX-License-Identifier: GPL-2.0
"""shipped.py - the shipped sources, and copies of them with a fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

MODULE = Path(__file__).resolve().parents[2] / "module"


class Mutant(NamedTuple):
    """The text that stands there, once, and what is put in its place; if nothing fails then, why."""
    name: str
    file: str
    old: str
    new: str
    harmless: str = ""


def sources() -> list[str]:
    """Paths from module/ on: these are what tables of faults name."""
    return sorted(str(path.relative_to(MODULE)) for path in MODULE.rglob("*")
                  if path.suffix in (".hpp", ".h", ".cpp", ".c", ".def"))


def read(file: str) -> str:
    return (MODULE / file).read_text()


def copy(folder: Path, changed: Callable[[str, str], str]) -> None:
    """All of them, each with the text that is made of its path and its own text. Includes are
    relative, so that a copy finds what is in the copy alone."""
    for file in sources():
        text = changed(file, read(file))
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        # What make built of it before is still good.
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
