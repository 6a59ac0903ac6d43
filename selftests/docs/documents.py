# SPDX-License-Identifier: GPL-2.0
"""documents.py - what a reader is given to read, taken apart: blocks, spans, links, manual pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")


@dataclass
class Block:
    """What stands between fences, or is displayed in a manual page."""

    language: str
    text: str
    line: int

    def first(self) -> str:
        return self.text.split("\n")[0].split("  #")[0].strip()


@dataclass
class Document:
    name: str
    text: str
    blocks: list[Block] = field(default_factory=list)
    spans: list[tuple[str, int]] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.name.endswith(".md"):
            self.read_markdown()
        else:
            self.read_mdoc()

    def line_of(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1

    def read_markdown(self) -> None:
        for found in FENCE.finditer(self.text):
            indent = found[1]
            text = "".join(line.removeprefix(indent) for line in found[3].splitlines(True))
            self.blocks.append(Block(found[2], text, self.line_of(found.start())))
        # Of a fence the lines stay, so that those behind it keep their numbers.
        prose = FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), self.text)
        for found in SPAN.finditer(prose):
            line = prose.count("\n", 0, found.start()) + 1
            self.spans.append((" ".join(found[1].split()), line))
        for found in LINK.finditer(prose):
            self.links.append((found[1], prose.count("\n", 0, found.start()) + 1))

    def read_mdoc(self) -> None:
        for found in re.finditer(r"^\.Bd -literal.*?\n(.*?)^\.Ed", self.text, re.M | re.S):
            self.blocks.append(Block("sh", found[1], self.line_of(found.start())))

    def section(self, title: str) -> str:
        """Of a manual page."""
        found = re.search(rf"^\.Sh {title}\n(.*?)(?=^\.Sh |\Z)", self.text, re.M | re.S)
        return found[1] if found else ""


def read(root: Path) -> list[Document]:
    """README, docs/, the examples' and the rooms' own, and the manual pages."""
    paths = [root / "README.md", *sorted(root.glob("docs/*.md")), *sorted(root.glob("examples/*/*.md")),
             *sorted(root.glob("module/**/README.md")), *sorted(root.glob("docs/man/*"))]
    return [Document(str(path.relative_to(root)), path.read_text()) for path in paths]
