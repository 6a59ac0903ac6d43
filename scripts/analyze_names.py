# SPDX-License-Identifier: GPL-2.0
"""analyze_names.py - the variables of a function's body, and the expressions that name a lock."""

from __future__ import annotations

import re

from analyze_effects import NAME, Effect, Function
from analyze_source import Source

KEYWORDS = {"if", "while", "for", "switch", "return", "sizeof", "do", "else", "case", "goto",
            "__typeof__", "typeof", "_Alignof", "__alignof__", "__attribute__", "decltype", "alignof",
            "delete", "throw", "new", "break", "continue", "default"}

# Of what a path to a lock is put together, and what sets a variable that stands before it.
PATH = re.compile(r"\w+$|\.$|->$|\[$|\]$")
ASSIGNS = re.compile(r"([-+*/%&|^]|<<|>>)?=$|\+\+$|--$")


def canonical(tokens: list[str]) -> str:
    """An expression as clang writes it in a warning, as far as a few rules go."""
    text, before = re.sub(r"(?<=\w) (?=\w)", "\x01", " ".join(tokens)).replace(" ", ""), ""
    while text != before:
        before = text
        text = re.sub(r"\((?:(?:struct|const|volatile)\x01)*[A-Z][A-Z0-9_]*\**\)(?=[\w&(*])", "", text)
        text = re.sub(r"\*\(?&([^()&*]+(?:\(\))?)\)?(?![\w(])", r"\1", text)
        text = re.sub(r"&\(?\*([^()&*]+)\)?(?![\w(])", r"\1", text)
        text = re.sub(r"\(&([\w.\->\[\]]+)\)->", r"\1.", text)
        text = re.sub(r"(?<!\w)\(\*([\w.\->\[\]]+)\)\.", r"\1->", text)
        text = re.sub(r"(?<!\w)\(([\w.\->\[\]]+)\)", r"\1", text)
        text = re.sub(r"\(\(([^()]*)\)\)", r"(\1)", text)
        text = text.removeprefix("this->").removeprefix("*")
    return text.replace("\x01", " ")


class Names:
    """Of one body: its variables, which of them are pointers, and which are only second names."""

    def __init__(self, source: Source, function: Function, effects: list[Effect]) -> None:
        self.source, self.function, self.effects = source, function, effects
        self.pointers: set[str] = set()
        self.locals = self._find_locals()
        self.aliases = self._find_aliases()

    def _find_locals(self) -> dict[str, tuple[int, int]]:
        """Names of variables, by the range in which they are known; also which are pointers."""
        tok, found = self.source.tok, {}
        self.pointers = {parameter.name for parameter in self.function.parameters
                         if parameter.is_pointer}
        blocks = [self.function.close]
        for number in range(self.function.open, self.function.close):
            if tok[number] == "{":
                blocks.append(self.source.match.get(number, self.function.close))
            elif tok[number] == "}":
                blocks.pop()
            if tok[number] not in (";", "{", "}", "(", ":") or tok[number + 1] in KEYWORDS:
                continue
            words, other = 0, number + 1
            while NAME.match(tok[other]) or tok[other] in ("*", "::"):
                words += tok[other] not in ("*", "::")
                other += 1
            if words < 2 or "static" in tok[number:other] or not NAME.match(tok[other - 1]) or \
                    tok[other] not in ("=", ";", ",", "[", "{"):
                continue
            stop = other
            while tok[stop] not in (";", ")", "}"):
                stop = self.source.match.get(stop, stop) + 1
            for first, last in self.source.split(other - 1, stop):
                name = next((word for word in tok[first:last] if NAME.match(word)), "")
                if name:
                    found[name] = (first, blocks[-1])
                    if "*" in tok[number:last] or re.match(r"P[A-Z]{2}", tok[other - 2]):
                        self.pointers.add(name)
        return found

    @staticmethod
    def _is_path(value: list[str]) -> bool:
        """The address of a member or element; or a name that is given another type."""
        cast = re.match(r"\( (?:struct )?[A-Z][A-Z0-9_]*(?: \*)* \) ", " ".join(value))
        path = value[cast[0].count(" "):] if cast else value
        if path[0] == "&":
            return all(PATH.match(word) for word in path[1:])
        return bool(cast) and len(path) == 1 and bool(NAME.match(path[0]))

    def _changes(self, value: list[str], first: int, last: int) -> bool:
        """Is a variable of the expression set, or its address taken, in between?"""
        tok = self.source.tok
        return any(tok[number] in value and NAME.match(tok[number]) and tok[number - 1] not in (".", "->") and
                   (ASSIGNS.match(tok[number + 1]) or tok[number - 1] in ("++", "--") or
                    tok[number - 1] == "&" and tok[number + 1] not in (".", "->", "["))
                   for number in range(first, last))

    def _find_aliases(self) -> dict[str, list[str]]:
        """Local pointers that are set once, to a lock's path; in a body with annotations, to anything.

        The annotations have only parameters to name a lock by, the body often a variable.
        """
        tok, found, dropped = self.source.tok, {}, set()
        behind: dict[str, int] = {}
        used: dict[str, int] = {}
        for number in range(self.function.open, self.function.close):
            name = tok[number]
            if name not in self.locals or name not in self.pointers or tok[number - 1] in (".", "->"):
                continue
            used[name] = number
            if tok[number + 1] == "=":
                last = number + 2
                while tok[last] not in (";", ",", ")"):
                    last = self.source.match.get(last, last) + 1
                value = self.source.words(number + 2, last)
                plain = any(effect.kind == "lock" for effect in self.effects) and not any(
                    NAME.match(word) and value[at + 1:at + 2] == ["("] and word != "__builtin_offsetof"
                    for at, word in enumerate(value))
                if name in found or not (self._is_path(value) or plain):
                    dropped.add(name)
                found[name], behind[name] = value, last
            elif tok[number - 1] in ("++", "--") or tok[number + 1] in ("++", "--", "+=", "-=") or \
                    tok[number - 1] == "&" and tok[number + 1] != "->":
                dropped.add(name)
        return {name: value for name, value in found.items()
                if name not in dropped and not self._changes(value, behind[name], used[name])}

    def is_local(self, what: str) -> bool:
        """Of no use to anybody once the function has returned: neither a target nor a global."""
        root = re.match(r"[A-Za-z_]\w*", what)
        if not root or root[0] in self.pointers or re.match(r"\w+(\[.*\])?->", what):
            return False
        return root[0] in self.locals or any(parameter.name == root[0]
                                             for parameter in self.function.parameters)

    def known_at(self, tokens: list[str], number: int) -> bool:
        """Are all variables of an expression declared there?"""
        ranges = [self.locals[token] for place, token in enumerate(tokens)
                  if token in self.locals and (not place or tokens[place - 1] not in (".", "->"))]
        return all(first < number < last for first, last in ranges)
