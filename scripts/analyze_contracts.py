# SPDX-License-Identifier: GPL-2.0
"""analyze_contracts.py - what each declaration's marks say, and the attributes that say it to clang.

The marks are those of include/analyze/sal.h. They stand before a declaration or among its
parameters; the attribute stands behind the declarator, where the parameters are in scope.
"""

from __future__ import annotations

from analyze_effects import ATTRIBUTES, MARK, NAME, Effect, Function
from analyze_marks import Marks
from analyze_source import Edit, Source

NO_DECLARATOR = {"__attribute__", "__attribute", "__declspec", "alignas", "_Alignas", "decltype", "typeof",
                 "__typeof__", "_Static_assert", "static_assert", "asm", "__asm__", "__asm",
                 "__pragma", "noexcept", "throw", "explicit", "if", "while", "for", "switch",
                 "return", "sizeof", "void", "int", "char"}


class Contracts(Marks):
    """A walk through all declarations of a source."""

    def __init__(self, source: Source, cplusplus: bool) -> None:
        super().__init__(source)
        self.cplusplus = cplusplus
        self.functions: list[Function] = []
        self.edits: list[Edit] = []
        self.write_guarded: set[str] = set()
        self.scoped: set[str] = set()  # classes that hold a lock from constructor to destructor
        self._declarations(0, len(source.tok), "")
        self._without_marks()

    # --- declarations -----------------------------------------------------------------------

    def _declarations(self, number: int, end: int, inside: str) -> None:
        """Those between number and end; inside is the class they are members of."""
        tok = self.source.tok
        while number < end:
            if tok[number] in (";", "}"):
                number += 1
            elif tok[number] in ("public", "private", "protected"):
                number += 2
            elif tok[number] == "namespace" or tok[number:number + 1] == ["extern"] and \
                    tok[number + 1:number + 2] and tok[number + 1].startswith('"') and \
                    tok[number + 2:number + 3] == ["{"]:
                while number < end and tok[number] not in ("{", ";"):
                    number += 1
                number += 1
            else:
                number = self._declaration(number, end, inside)

    def _declaration(self, start: int, end: int, inside: str) -> int:
        """One declaration; returns the number behind it."""
        tok, match = self.source.tok, self.source.match
        number, declarator, is_class, value = start, -1, -1, False
        while number < end and tok[number] != ";":
            token = tok[number]
            if token == "(" and declarator < 0 and not value and number > start and \
                    NAME.match(tok[number - 1]) and tok[number - 1] not in NO_DECLARATOR and \
                    not tok[number - 1].startswith(MARK):
                declarator = number
            elif token in ("class", "struct", "union") and declarator < 0:
                is_class = number
            elif token == "=" and tok[number - 1] != "operator":
                value = True
            elif token == ":" and declarator >= 0 and not value and self.cplusplus:
                return self._initialised(start, declarator, number, end, inside)
            elif token == "{":
                if declarator >= 0 and not value:
                    return self._defined(start, declarator, number, number, inside)
                if is_class >= 0 and not value:
                    self._class(start, is_class, number)
            if token in ("(", "[", "{"):
                number = match.get(number, number)
            number += 1
        words = tok[start:declarator if declarator >= 0 else number]
        if "typedef" not in words and "using" not in words[:1]:
            if declarator >= 0:
                self._function(start, declarator, number, inside)
            else:
                self._variable(start, number, inside)
        return number + 1

    def _initialised(self, start: int, declarator: int, colon: int, end: int, inside: str) -> int:
        """A constructor with initialisers: its body is the first brace that no name is before."""
        tok, match = self.source.tok, self.source.match
        number = colon + 1
        while number < end and tok[number] != ";":
            if tok[number] == "{" and not NAME.match(tok[number - 1]) and tok[number - 1] != ">":
                return self._defined(start, declarator, number, colon, inside)
            if tok[number] in ("(", "{"):
                number = match.get(number, number)
            number += 1
        return number + 1

    def _defined(self, start: int, declarator: int, brace: int, behind: int, inside: str) -> int:
        function = self._function(start, declarator, behind, inside)
        function.open, function.close = brace, self.source.match.get(brace, brace)
        return function.close + 1

    def _class(self, start: int, keyword: int, brace: int) -> None:
        """Its members; and is it one that holds a lock as long as it lives?"""
        tok = self.source.tok
        close = self.source.match.get(brace, brace)
        names = [token for token in tok[keyword + 1:brace] if NAME.match(token)
                 and token not in NO_DECLARATOR and token not in ("final", "nodiscard", "public")]
        name = names[0] if names else ""
        first = len(self.functions)
        self._declarations(brace + 1, close, name or "?")
        if not self.cplusplus or not name:
            return
        members = self.functions[first:]
        takes = [member for member in members if member.name == name and
                 self.contract(name).does("acquires", "acquires_shared")]
        gives = [member for member in members if member.name == f"~{name}" and (
                 self.contract(member.name).does("releases", "releases_shared") or
                 self.contract(member.name).frees_by_handle)]
        if takes and gives:
            self.scoped.add(name)
            self.edits.append(Edit(self.source.end_of(keyword), self.source.end_of(keyword),
                                   " __attribute__((scoped_lockable))"))
            for member in takes + gives:
                member.scoped = True
            # Of the destructor clang wants to hear only that it releases.
            self.edits = [edit for edit in self.edits if edit.what != f"~{name}"]
            place = self.source.end_of(gives[0].behind - 1)
            self.edits.append(Edit(place, place, " __attribute__((release_generic_capability()))"))

    # --- functions --------------------------------------------------------------------------

    def _function(self, start: int, declarator: int, behind: int, inside: str) -> Function:
        source = self.source
        name = source.tok[declarator - 1]
        if source.tok[declarator - 2] == "~":
            name = "~" + name
        ranges = source.split(declarator + 1, source.match.get(declarator, declarator))
        parameters = [self.parameter(first, last) for first, last in ranges]
        function = Function(name, declarator - 1, behind, parameters)
        self.functions.append(function)
        contract = self.of.get(name)
        before = list(contract.effects) if contract else []
        self.marks(function, start, declarator - 1)
        self.marks(function, source.match.get(declarator, declarator), behind)
        for number, (first, last) in enumerate(ranges):
            self.marks(function, first, last, number)
        contract = self.of.get(name)
        if contract is None:
            return function
        contract.handles = [number for number, parameter in enumerate(parameters)
                            if parameter.is_handle] or contract.handles
        # A routine that queues takes its handle as well, a release gives it back.
        for handle in contract.handles:
            for does in ("acquires", "releases"):
                if does == "releases" and contract.frees_by_handle or any(
                        effect.does.startswith(does) and not effect.when
                        for effect in contract.effects):
                    contract.add(Effect(does, ("*", f"\0{handle}"), "handle"))
        self._attributes(function, [effect for effect in contract.effects if effect not in before],
                         behind, name if inside else "")
        return function

    def _attributes(self, function: Function, effects: list[Effect], behind: int, member: str) -> None:
        """Behind the declarator. What is acquired or released need not be required as well."""
        arguments = [[parameter.name] for parameter in function.parameters]
        changed = {effect.what for effect in effects if effect.does.startswith(("acq", "rel"))}
        text = ""
        for effect in effects:
            if effect.does.startswith(("req", "exc")) and effect.what in changed:
                continue
            attribute = ATTRIBUTES[effect.does]
            tokens = " ".join(effect.of(arguments))
            if effect.when:
                attribute, tokens = "try_" + attribute, f"{effect.when}, {tokens}"
            text += f" __attribute__(({attribute}({tokens})))"
        if not text:
            return
        number = behind
        if self.cplusplus:
            # "= 0", "= default" and the like belong behind.
            for number in range(function.number, behind):
                if self.source.tok[number] == "=" and number > self.source.match.get(
                        function.number + 1, 0):
                    break
            else:
                number = behind
        place = self.source.end_of(number - 1)
        self.edits.append(Edit(place, place, text, member))

    # --- everything else --------------------------------------------------------------------

    def _variable(self, start: int, end: int, inside: str) -> None:
        """_Guarded_by_; a member of C's knows no other member, so there it is for variables only."""
        tok = self.source.tok
        for number in range(start, end):
            word = tok[number].removeprefix(MARK)
            if word in ("guarded", "write_guarded") and word != tok[number] and (
                    self.cplusplus or not inside):
                lock = " ".join(self.source.words(number + 2, self.source.match[number + 1]))
                behind = next((other for other in range(self.source.match[number + 1], end)
                               if tok[other] in ("=", "{", ":")), end)
                place = self.source.end_of(behind - 1)
                self.edits.append(Edit(place, place, f" __attribute__((guarded_by({lock})))"))
                if word == "write_guarded":
                    self.write_guarded |= {token for token in tok[number:behind] if NAME.match(token)}

    def _without_marks(self) -> None:
        source, number = self.source, 0
        while number < len(source.tok):
            if source.tok[number].startswith(MARK):
                first = last = number
                if source.tok[number + 1:number + 2] == ["("]:
                    last = source.match.get(number + 1, number)
                # No words may grow together.
                self.edits.append(Edit(source.at[first], source.end_of(last), " "))
                number = last
            number += 1
