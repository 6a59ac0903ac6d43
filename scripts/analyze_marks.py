# SPDX-License-Identifier: GPL-2.0
"""analyze_marks.py - the marks of include/analyze/sal.h, read into the contract of a function."""

from __future__ import annotations

import re

from analyze_effects import ATTRIBUTES, MARK, NAME, Contract, Effect, Function, Parameter
from analyze_source import Source

HANDLE = re.compile(r"\bP?KLOCK_QUEUE_HANDLE\b")


class Marks:
    """Reads them; what a walk through the declarations finds goes here."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.of: dict[str, Contract] = {}

    def contract(self, name: str) -> Contract:
        return self.of.setdefault(name, Contract())

    def parameter(self, first: int, last: int) -> Parameter:
        """Its name is the last word before an array's bracket or a default value."""
        tok = self.source.tok
        words, number = [], first
        while number < last and tok[number] != "=":
            if tok[number].startswith(MARK):
                if tok[number + 1:number + 2] == ["("]:
                    number = self.source.match.get(number + 1, number)
            elif tok[number] in ("[", "("):
                number = self.source.match.get(number, number)
            else:
                words.append(tok[number])
            number += 1
        name = words.pop() if len(words) > 1 and NAME.match(words[-1]) else ""
        kind = " ".join(words)
        return Parameter(name, "*" in words or bool(re.search(
            r"\b(PKSPIN_LOCK|PEX_SPIN_LOCK|PKLOCK_QUEUE_HANDLE|PKIRQL)\b", kind)),
            bool(HANDLE.search(kind)))

    def marks(self, function: Function, start: int, end: int, parameter: int = -1,
               when: str = "", target: list[str] | None = None) -> None:
        """Add what the marks between start and end say to the function's contract."""
        tok, match = self.source.tok, self.source.match
        number = start
        while number < end:
            if tok[number].startswith(MARK):
                arguments = []
                word = number
                if tok[number + 1:number + 2] == ["("] and number + 1 in match:
                    arguments = self.source.split(number + 2, match[number + 1])
                    number = match[number + 1]
                self._mark(function, tok[word][len(MARK):], arguments, parameter, when, target)
            number += 1

    def _mark(self, function: Function, word: str, arguments: list[tuple[int, int]],
              parameter: int, when: str, target: list[str] | None) -> None:
        contract = self.contract(function.name)
        texts = [self.source.words(*argument) for argument in arguments]
        if word == "at" and arguments:
            for first, last in arguments[1:]:
                self.marks(function, first, last, parameter, when, texts[0])
        elif word == "when" and arguments:
            self._when(function, texts[0], arguments[1:], parameter)
        elif word == "max_irql" and texts:
            contract.sleeps |= not when and "".join(texts[0]).strip("()") in ("0", "1")
        elif word == "ignores":
            contract.ignored = True
        elif word in ("saves_global", "restores_global") and len(texts) == 2:
            does = "acquires" if word == "saves_global" else "releases"
            place = [*texts[1], "->", "OldIrql"] if texts[0] == ["QueuedSpinLock"] else texts[1]
            self._effect(function, does, place, "level", when)
        elif word == "saves" and parameter < 0 and target is None:
            contract.saves = True
        elif word in ("saves", "restores"):
            does = "acquires" if word == "saves" else "releases"
            place = target
            if place is None and parameter >= 0 and function.parameters[parameter].name:
                named = function.parameters[parameter]
                place = ["*", named.name] if named.is_pointer else [named.name]
            if place:
                self._effect(function, does, place, "level", when)
        elif word in ATTRIBUTES and texts:
            self._effect(function, word, texts[0], "lock", when)

    def _when(self, function: Function, condition: list[str], arguments: list[tuple[int, int]],
              parameter: int) -> None:
        """The conditions that clang can follow: the routine returns zero, or it does not."""
        said = "".join(condition).replace("(", "").replace(")", "")
        when = {"return": "1", "return!=0": "1", "return==1": "1", "return!=1": "0", "!return": "0",
                "return==0": "0", "return>=0": "?", "return<0": "?"}.get(said, "?")
        contract = self.contract(function.name)
        before = list(contract.effects)
        for first, last in arguments:
            self.marks(function, first, last, parameter, when)
        added = [effect for effect in contract.effects if effect not in before]
        if any(effect.does.startswith("releases") for effect in added) and \
                any(effect.does.startswith("acquires") for effect in added):
            contract.converts = True
            contract.effects = before
        elif any(effect.when == "?" or effect.does.startswith("releases") for effect in added):
            contract.unclear = True
            contract.effects = before

    def _effect(self, function: Function, does: str, what: list[str], kind: str, when: str) -> None:
        contract = self.contract(function.name)
        if "return" in what:
            return
        if "LockQueue" in what:
            # The lock of a handle is whichever it was acquired with: the caller's body says so.
            contract.frees_by_handle |= does.startswith("releases")
            return
        names = {parameter.name: f"\0{number}"
                 for number, parameter in enumerate(function.parameters) if parameter.name}
        tokens = tuple(token if number and what[number - 1] in (".", "->") else names.get(token, token)
                       for number, token in enumerate(what))
        contract.add(Effect(does, tokens, kind, when))
