# SPDX-License-Identifier: GPL-2.0
"""output.py - what a document shows as printed: are its words those of what prints it?"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from documents import Block, Document
from tree import Tree


def labels(block: Block, tree: Tree) -> list[str]:
    """The demonstration's table: each label stands in its sources, but for what is filled in."""
    sources = (tree.root / "selftests/demo/flow_linux.c").read_text()
    texts = [r" *\w+".join(map(re.escape, re.split(r"%[-0-9l]*[sdux]", text.strip())))
             for text in re.findall(r'"([^"\n]{4,}?)(?:\\n)?"', sources) if re.search(r"[a-z]{4}", text)]
    wrong = []
    for line in block.text.splitlines():
        label = re.split(r" {3,}", line.strip())[0]
        if not any(re.fullmatch(f" *{text}", some) for text in texts for some in (label, line)):
            wrong.append(f"the demonstration does not print '{label}'")
    return wrong


def mistakes(block: Block, tree: Tree) -> list[str]:
    """scripts/analyze: its sentences, whatever stands where they have a hole."""
    source = (tree.root / "scripts/analyze_report.py").read_text()
    wrong = []
    for line in block.text.splitlines():
        found = re.match(r"[\w.]+:\d+:\d+: (?:error|note): (.*)", line)
        words = re.sub(r"'[^']*'|\b[A-Z]\w+\b|\d+", "|", found[1]) if found else line
        words = re.sub(r"\b(?:spin lock|queue handle|saved IRQL|is|are|and)\b", "|", words)
        wrong += [f"scripts/analyze does not say '{part.strip()}'" for part in words.split("|")
                  if part.strip(" ,:") and part.strip() not in source]
    return wrong


def locks(block: Block, tree: Tree) -> list[str]:
    source = (tree.root / "selftests/locks").read_text()
    head = block.text.split("\n")[0]
    return [] if f'"{head}"' in source else [f"selftests/locks has another heading than '{head}'"]


def reports(block: Block, tree: Tree) -> list[str]:
    """Reports of ntspin's: of those of faults.def, with their own rule and code."""
    sys.path.insert(0, str(tree.root / "scripts"))
    import check_faults  # pylint: disable=import-outside-toplevel,import-error
    return [f"nothing says this: {line}" for line in block.text.splitlines()
            if not check_faults.is_report(line)]


PRINTED: dict[str, Callable[[Block, Tree], list[str]]] = {
    "flow.c, a Windows": labels, "queue.c:71": mistakes, " contended   of": locks, "ntspin: ": reports,
}


def wrong_in(document: Document, tree: Tree) -> list[str]:
    wrong = []
    for block in document.blocks:
        if block.language:
            continue
        asks = [ask for start, ask in PRINTED.items() if block.text.startswith(start)]
        problems = asks[0](block, tree) if asks else ["nobody knows what prints this"]
        wrong += [f"{document.name}:{block.line}: {problem}" for problem in problems]
    return wrong
