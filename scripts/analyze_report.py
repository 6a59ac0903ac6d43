# SPDX-License-Identifier: GPL-2.0
"""analyze_report.py - clang's warnings, told in the driver's words and at the driver's lines.

A function that only takes, or only gives back, what its caller can reach is no mistake as such:
it is a wrapper, and one line asks for its annotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analyze_body import Body
from analyze_contracts import Contracts
from analyze_source import Edited, lines_of

SAID = re.compile(r"^<stdin>:(\d+):(\d+): (warning|error|fatal error|note): (.*?)(?: \[-W[\w,=-]+\])?$", re.M)
KINDS = {"lock": "spin lock", "handle": "queue handle", "level": "saved IRQL"}

# clang's sentences by their kind; what is named is the capability.
SENTENCES = [
    ("end", re.compile(r".*? '(?P<what>.+)' is still held at the end of function")),
    ("unheld", re.compile(r"releasing .*? '(?P<what>.+)' that was not held")),
    ("paths", re.compile(r".*? '(?P<what>.+)' is not held on every path through here")),
    ("loop", re.compile(r"expecting .*? '(?P<what>.+)' to be held at start of each loop")),
    ("twice", re.compile(r"acquiring .*? '(?P<what>.+)' that is already held")),
    ("sleeps", re.compile(r"cannot call function 'ntspin_sleeps' while .*? '(?P<what>.+)' is held")),
    ("excluded", re.compile(r"cannot call function '(?P<callee>.+)' while .*? '(?P<what>.+)' is held")),
    ("required", re.compile(r"calling function '(?P<callee>.+)' requires holding .*? '(?P<what>.+)'"
                            r"(?P<way> exclusively)?")),
    ("given", re.compile(r"expecting .*? '(?P<what>.+)' to be held at the end of function")),
    ("way", re.compile(r"releasing .*? '(?P<what>.+)' using (?P<way>shared|exclusive) access")),
    ("both", re.compile(r".*? '(?P<what>.+)' is acquired exclusively and shared")),
    ("guarded", re.compile(r"(?P<verb>reading|writing) (?:variable|the value pointed to by) "
                           r"'(?P<callee>.+)' requires holding .*? '(?P<what>.+)'(?P<way> exclusively)?")),
    ("guarded_any", re.compile(r"(?P<verb>reading|writing) (?:variable|the value pointed to by) "
                               r"'(?P<callee>.+)' requires holding any (?P<what>.+)")),
]
TEXTS = {
    "end": "{what} {is_} still held when {function} returns",
    "unheld": "{what} {is_} released, but not held",
    "paths": "{what} {is_} held on some paths to line {line}, on others not",
    "loop": "{what} {is_} not held the same way each time round the loop",
    "twice": "{what} {is_} acquired, but held already",
    "sleeps": "{callee} may sleep, but {what} {is_} held",
    "excluded": "{callee} is called, but {what} {is_} held",
    "required": "{callee} is called, but {what} {is_} not held{way}",
    "given": "{what} must be held when {function} returns",
    "way": "{what} {is_} released as {way}, but not held so",
    "both": "{what} {is_} acquired exclusively and shared",
    "guarded": "{verb} '{callee}', but {what} {is_} not held{way}",
    "guarded_any": "{verb} '{callee}', but none of its locks is held",
}


@dataclass(order=True, frozen=True)
class Line:
    """One that is printed."""

    file: str
    line: int
    column: int
    kind: str  # error, note
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.kind}: {self.text}"


@dataclass
class Warning:
    """What clang said of one capability."""

    sentence: str
    number: int  # the token where it happens
    what: str
    words: dict[str, str]
    acquired: int = -1  # the token where it was acquired


@dataclass
class Report:
    contracts: Contracts
    bodies: list[Body]
    edited: Edited
    lines: list[Line] = field(default_factory=list)

    def _body(self, number: int) -> Body | None:
        return next((body for body in self.bodies
                     if body.function.number <= number <= body.function.close), None)

    def _warnings(self, said: str) -> list[Warning]:
        found: list[Warning] = []
        source = self.contracts.source
        for match in SAID.finditer(said):
            offset, _ = self.edited.back(int(match[1]), int(match[2]))
            number = source.number_at(offset)
            if match[3] == "note" and found and found[-1].acquired < 0 and \
                    match[4].endswith(("acquired here", "previously acquired here")):
                found[-1].acquired = number
            if match[3] != "warning":
                continue
            for name, sentence in SENTENCES:
                if words := sentence.match(match[4]):
                    found.append(Warning(name, number, words["what"].removeprefix("this->"),
                                         words.groupdict()))
                    break
            else:
                found.append(Warning("", number, match[4], {}))
        return found

    def of(self, said: str) -> list[Line]:
        by_body: dict[int, list[Warning]] = {}
        for warning in self._warnings(said):
            body = self._body(warning.number)
            by_body.setdefault(self.bodies.index(body) if body else -1, []).append(warning)
        for index, warnings in by_body.items():
            if index >= 0:
                warnings = self._sifted(self.bodies[index], warnings)
            self._told(self.bodies[index] if index >= 0 else None, warnings)
        for body in self.bodies:
            for mistake in body.mistakes:
                self._line(mistake.number, "error", f"{self._name(mistake.number)} {mistake.text}")
        return sorted(set(self.lines))

    def _sifted(self, body: Body, warnings: list[Warning]) -> list[Warning]:
        """Without what is only misunderstood; a wrapper becomes one line."""
        if body.converts:
            # Whether a lock is shared or exclusive is for its condition to say, which clang cannot follow.
            warnings = [warning for warning in warnings if warning.sentence != "way" and not (
                warning.sentence == "required" and warning.words["way"])]
        warnings = [warning for warning in warnings if not (
            warning.sentence.startswith("guarded") and warning.words["verb"] == "reading" and
            warning.words["callee"] in self.contracts.write_guarded)]
        open_ones = [warning for warning in warnings if warning.sentence in ("end", "unheld")]
        # Who takes one thing and gives back another has mixed them up.
        if len({warning.sentence for warning in open_ones}) != 1 or not all(
                self._is_wrapped(body, warning) for warning in open_ones):
            return warnings
        verb = "returns holding" if open_ones[0].sentence == "end" else "releases what its caller holds:"
        self._line(body.function.number, "note",
                   f"{body.function.name} {verb} {self._names(body, open_ones)}: annotate it")
        return [warning for warning in warnings if warning not in open_ones]

    def _is_wrapped(self, body: Body, warning: Warning) -> bool:
        """Does the body only take it, or only give it, and can the caller do the rest?"""
        events = [event for event in body.events if event.what == warning.what]
        if not events or body.names.is_local(warning.what) and not (
                warning.sentence == "unheld" and any(
                    parameter.name == warning.what for parameter in body.function.parameters)):
            return False
        return all(event.takes == (warning.sentence == "end") for event in events)

    @staticmethod
    def _names(body: Body | None, warnings: list[Warning]) -> str:
        """Each with its kind; the level in a handle goes without saying."""
        names: dict[str, str] = {}
        for warning in warnings:
            kind = next((event.kind for event in body.events if event.what == warning.what), "lock") \
                if body else "lock"
            names[warning.what] = f"{KINDS[kind]} '{warning.what}'"
        for name in list(names):
            base = re.sub(r"(\.|->)OldIrql$", "", name)
            if base != name and (base in names or f"*{base}" in names) and len(names) > 1:
                del names[name]
        told = sorted(names.values(), key=lambda text: -text.startswith("spin"))
        return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " and " + told[-1]

    def _name(self, number: int) -> str:
        """A routine as the driver calls it: KeAcquireSpinLock is a macro."""
        place = self.contracts.source.place(self.contracts.source.at[number])
        texts = lines_of(place.file)
        word = re.match(r"\w+", texts[place.line - 1][place.column - 1:]) \
            if 0 < place.line <= len(texts) else None
        token = self.contracts.source.tok[number]
        return word[0] if word and token.startswith(word[0]) else token

    def _told(self, body: Body | None, warnings: list[Warning]) -> None:
        """One line for each place and sentence, naming all that it concerns."""
        together: dict[tuple[str, int, str], list[Warning]] = {}
        for warning in warnings:
            place = warning.number
            if warning.sentence in ("end", "paths") and warning.acquired >= 0:
                place = warning.acquired
            callee = warning.words.get("callee") or ""
            together.setdefault((warning.sentence, place, callee), []).append(warning)
        for (sentence, number, callee), group in together.items():
            if not sentence:
                self._line(number, "error", group[0].what)
                continue
            names = self._names(body, group)
            source = self.contracts.source
            self._line(number, "error", TEXTS[sentence].format(
                what=names, is_="are" if " and " in names else "is",
                callee=callee or self._name(number),
                function=body.function.name if body else "it",
                line=source.place(source.at[group[0].number]).line,
                way=self._way(body, group[0]), verb=group[0].words.get("verb") or ""))

    @staticmethod
    def _way(body: Body | None, warning: Warning) -> str:
        """That a lock must be held exclusively is news only where it can be held otherwise."""
        way = warning.words.get("way") or ""
        if warning.sentence == "way" or body and any(
                event.does == "acquires_shared" and event.what == warning.what for event in body.events):
            return way
        return ""

    def _line(self, number: int, kind: str, text: str) -> None:
        place = self.contracts.source.place(self.contracts.source.at[number])
        self.lines.append(Line(place.file, place.line, place.column, kind, text))
