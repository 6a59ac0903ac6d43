# SPDX-License-Identifier: GPL-2.0
"""analyze_source.py - preprocessed C and C++ as tokens, edits on it, and where each place came from.

An edit never adds or takes a line, so that a line of the edited text is the line of the
preprocessor's output with the same number. A place goes back the whole way: from the edited text
to the output, and by the output's line marks to the driver's file.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TOKEN = re.compile(r"""
    (?:u8|[uUL])?R"(?P<raw>[^\s()\\]{0,16})\(.*?\)(?P=raw)"
  | (?:u8|[uUL])?"(?:\\.|[^"\\\n])*" | (?:u8|[uUL])?'(?:\\.|[^'\\\n])*'
  | [A-Za-z_$][\w$]* | \.?\d(?:[eEpP][+-]|[\w.'])*
  | ->\*? | :: | \+\+ | -- | <<=? | >>=? | [-+*/%&|^!=<>]= | && | \|\| | \.\.\. | [^\s\w]
""", re.X | re.S)
DIRECTIVE = re.compile(r"^[ \t]*#.*$", re.M)
LINE_MARK = re.compile(r'\s*#\s*(?:line\s+)?(\d+)\s+"((?:\\.|[^"\\])*)"')

PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass
class Edit:
    """text stands for what is between start and end."""

    start: int
    end: int
    text: str
    what: str = ""  # for whom: "body" blanks a whole one


@dataclass
class Place:
    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@cache
def lines_of(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


@dataclass
class Source:
    """The tokens of a text, by their numbers; match maps each bracket to its other one."""

    text: str
    tok: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    match: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        self.marks: list[tuple[int, int, str]] = []  # on which line: number of the next, its file
        position = 0
        for directive in DIRECTIVE.finditer(self.text):
            self._tokens(position, directive.start())
            position = directive.end()
            if found := LINE_MARK.match(directive[0]):
                self.marks.append((self.line_of(directive.start()), int(found[1]), found[2]))
        self._tokens(position, len(self.text))
        self._match()

    def _tokens(self, start: int, end: int) -> None:
        for found in TOKEN.finditer(self.text, start, end):
            self.tok.append(found[0])
            self.at.append(found.start())

    def _match(self) -> None:
        open_ones: list[int] = []
        for number, token in enumerate(self.tok):
            if token in ("(", "[", "{"):
                open_ones.append(number)
            elif token in PAIRS and open_ones and self.tok[open_ones[-1]] == PAIRS[token]:
                other = open_ones.pop()
                self.match[other], self.match[number] = number, other

    def end_of(self, number: int) -> int:
        return self.at[number] + len(self.tok[number])

    def number_at(self, offset: int) -> int:
        """The token that stands there, or the last one before."""
        return max(0, bisect.bisect_right(self.at, offset) - 1)

    def line_of(self, offset: int) -> int:
        return bisect.bisect_right(self.line_starts, offset)

    def split(self, start: int, end: int, separator: str = ",") -> list[tuple[int, int]]:
        """The ranges between separators that no bracket encloses."""
        ranges, first, number = [], start, start
        while number < end:
            if self.tok[number] == separator:
                ranges.append((first, number))
                first = number + 1
            number = max(number, self.match.get(number, number)) + 1
        if first < end or ranges:
            ranges.append((first, end))
        return ranges

    def words(self, start: int, end: int) -> list[str]:
        return self.tok[start:end]

    def place(self, offset: int) -> Place:
        """Where it stood before the preprocessor; the column is found by the word that stands there."""
        line = self.line_of(offset)
        mark = bisect.bisect_left(self.marks, line, key=lambda entry: entry[0]) - 1
        if mark < 0:
            return Place("", line, 1)
        marked, number, file = self.marks[mark]
        original = number + line - marked - 1
        texts = lines_of(file)
        if not 0 < original <= len(texts):
            return Place(file, original, 1)
        found = TOKEN.match(self.text, offset)
        word = re.escape(found[0]) if found else r"\S"
        nth = len(re.findall(rf"(?<!\w){word}", self.text[self.line_starts[line - 1]:offset]))
        hits = [hit.start() for hit in re.finditer(rf"(?<!\w){word}", texts[original - 1])]
        if not hits:
            hits = [len(texts[original - 1]) - len(texts[original - 1].lstrip())]
        return Place(file, original, hits[min(nth, len(hits) - 1)] + 1)


@dataclass
class Edited:
    """A source with edits, and the way back."""

    source: Source
    edits: list[Edit]
    text: str = ""

    def __post_init__(self) -> None:
        # Those of one place keep the order in which they were made; what a blanked body holds goes.
        bodies = [(edit.start, edit.end) for edit in self.edits if edit.what == "body"]
        kept = [edit for edit in self.edits if edit.what == "body" or
                not any(start <= edit.start < end for start, end in bodies)]
        kept.sort(key=lambda edit: edit.start)
        parts: list[str] = []
        self.pieces: list[tuple[int, int, Edit | None]] = []  # at which output offset: from where
        length = position = 0
        for edit in kept:
            if edit.start < position:
                continue
            for begin, text, made_by in (
                    (position, self.source.text[position:edit.start], None),
                    (edit.start, edit.text + "\n" * self.source.text.count("\n", edit.start, edit.end),
                     edit)):
                self.pieces.append((length, begin, made_by))
                parts.append(text)
                length += len(text)
            position = edit.end
        self.pieces.append((length, position, None))
        parts.append(self.source.text[position:])
        # The marks go, so that the compiler counts the lines of this text.
        self.text = re.sub(r"^[ \t]*#[ \t]*(?:line[ \t]+)?\d.*$",
                           lambda mark: " " * len(mark[0]), "".join(parts), flags=re.M)
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]

    def back(self, line: int, column: int) -> tuple[int, Edit | None]:
        """The source's offset, and the edit that made what stands there."""
        offset = self.line_starts[min(line, len(self.line_starts)) - 1] + column - 1
        piece = bisect.bisect_right(self.pieces, offset, key=lambda entry: entry[0]) - 1
        begin, origin, edit = self.pieces[piece]
        return (origin if edit else origin + offset - begin), edit
