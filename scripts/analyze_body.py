# SPDX-License-Identifier: GPL-2.0
"""analyze_body.py - a function's body: which calls are rewritten, and what it takes and gives back.

Three kinds of call say more than an attribute can. A level that a routine returns belongs to
the variable that it is stored in. The release of a queue handle releases the lock that it was
acquired with. A call that may sleep excludes all that the body acquires.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analyze_contracts import Contracts
from analyze_effects import NAME, Contract, Effect, Function
from analyze_names import KEYWORDS, Names, canonical
from analyze_sleep import may_sleep
from analyze_source import Edit

@dataclass
class Event:
    """A call in the body that takes or gives a capability."""

    number: int  # its token
    does: str
    what: str  # as canonical() writes it
    tokens: list[str]
    kind: str

    @property
    def takes(self) -> bool:
        return self.does.startswith("acquires")


@dataclass
class Call:
    number: int
    end: int  # of its closing parenthesis
    name: str
    arguments: list[list[str]]


@dataclass
class Mistake:
    number: int
    text: str


@dataclass
class Body:
    function: Function
    contracts: Contracts
    events: list[Event] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    converts: bool = False

    def __post_init__(self) -> None:
        self.source = self.contracts.source
        self.own = self.contracts.of.get(self.function.name, Contract())
        self.calls = list(self._calls())
        self.names = Names(self.source, self.function, self.own.effects)
        known = [(call, self.contracts.of[call.name]) for call in self.calls
                 if call.name in self.contracts.of]
        self.converts = any(contract.converts for _, contract in known)
        if self.own.ignored or self.own.unclear or self.function.scoped or any(
                contract.unclear for _, contract in known):
            self._unwatched()
            return
        for call, contract in known:
            self._name_by_origin(call, contract)
            self._events(call, contract)
            self._pointers(call, contract)
        self._saved_levels(known)
        self._handed_over_levels()
        self._queued_releases(known)
        text = " ".join(self.source.words(self.function.open, self.function.close))
        for call in self.calls:
            declared = self.contracts.of.get(call.name)
            if may_sleep(call.name, ["".join(argument) for argument in call.arguments], text,
                         bool(declared and declared.sleeps)):
                self._sleep(call)

    def _unwatched(self) -> None:
        """clang is told to leave out a body that it could only misunderstand."""
        place = self.source.end_of(self.function.behind - 1)
        self.edits.append(Edit(place, place, " __attribute__((no_thread_safety_analysis))"))

    # --- what there is ----------------------------------------------------------------------

    def _calls(self):
        tok, source = self.source.tok, self.source
        for number in range(self.function.open, self.function.close):
            if tok[number + 1] in ("(", "{") and NAME.match(tok[number]) and tok[number] not in KEYWORDS:
                # A variable of a class that holds a lock is a call of the constructor.
                name = tok[number - 1] if tok[number - 1] in self.contracts.scoped else tok[number]
                if tok[number + 1] == "{" and name == tok[number]:
                    continue
                end = source.match.get(number + 1, number + 1)
                yield Call(number, end, name,
                           [source.words(*part) for part in source.split(number + 2, end)])

    def _name_by_origin(self, call: Call, contract: Contract) -> None:
        """An alias among the arguments of a lock's routine is replaced by what it is set to."""
        if not contract.effects:
            return
        for number in range(call.number + 2, call.end):
            name = self.source.tok[number]
            if name in self.names.aliases and self.source.tok[number - 1] not in (".", "->"):
                self._insert_behind(
                    number, f"((__typeof__({name}))({' '.join(self.names.aliases[name])}))", replace=True)
        for argument in call.arguments:
            for at, word in reversed(list(enumerate(argument))):
                if word in self.names.aliases and (not at or argument[at - 1] not in (".", "->")):
                    argument[at:at + 1] = ["(", *self.names.aliases[word], ")"]

    # --- what it takes and gives ------------------------------------------------------------

    def _event(self, number: int, effect: Effect, tokens: list[str]) -> None:
        if not effect.when and effect.does.startswith(("acq", "rel")):
            self.events.append(Event(number, effect.does, canonical(tokens), tokens, effect.kind))

    def _events(self, call: Call, contract: Contract) -> None:
        for effect in contract.effects:
            if effect.when and effect.does.startswith("acq"):
                self.events.append(Event(call.number, effect.does, canonical(effect.of(call.arguments)),
                                         effect.of(call.arguments), effect.kind))
            self._event(call.number, effect, effect.of(call.arguments))

    def _pointers(self, call: Call, contract: Contract) -> None:
        """The address of a pointer parameter is no lock: it lies on this stack."""
        pointers = {parameter.name for parameter in self.function.parameters if parameter.is_pointer}
        wanted = {token for effect in contract.effects for token in effect.what
                  if len(effect.what) == 2 and effect.what[0] == "*"}
        for number, argument in enumerate(call.arguments):
            if f"\0{number}" in wanted and len(argument) == 2 and argument[0] == "&" and \
                    argument[1] in pointers:
                self.mistakes.append(Mistake(call.number, "is given the address of the parameter "
                                             f"'{argument[1]}', which is a pointer already"))

    def _lvalue(self, last: int) -> int:
        """The first token of the expression whose last one this is, left of an assignment."""
        tok, number = self.source.tok, last
        while True:
            if tok[number] == "]":
                number = self.source.match.get(number, number) - 1
                continue
            if tok[number] == ")":
                number = self.source.match.get(number, number)
                if NAME.match(tok[number - 1]) and tok[number - 1] not in KEYWORDS:
                    number -= 1
            if tok[number - 1] not in (".", "->", "::"):
                break
            number -= 2
        while tok[number - 1] == "*" and not NAME.match(tok[number - 2]):
            number -= 1
        return number

    def _saved_levels(self, known: list[tuple[Call, Contract]]) -> None:
        for call, contract in known:
            if not contract.saves:
                continue
            first = call.number
            while self.source.tok[first - 1] == ")" and NAME.match(self.source.tok[first - 2]):
                first = self.source.match[first - 1]  # a cast
            if self.source.tok[first - 1] != "=":
                continue
            place = self.source.words(self._lvalue(first - 2), first - 1)
            self.events.append(Event(call.number, "acquires", canonical(place), place, "level"))
            self._insert(first, f"ntspin_saves(&({' '.join(place)}), ")
            self._insert_behind(call.end, ")")

    def _handed_over_levels(self) -> None:
        """A saved level that is returned, or stored elsewhere for somebody else, is no more ours."""
        tok = self.source.tok
        levels = {event.what for event in self.events if event.takes and event.kind == "level"}
        restored = {event.what: event.number for event in self.events
                    if not event.takes and event.kind == "level"}
        for number in range(self.function.open, self.function.close):
            name = tok[number]
            if name not in levels or tok[number + 1] != ";":
                continue
            give = f"(ntspin_holds(&{name}), ntspin_gives(&{name}), "
            if tok[number - 1] == "return":
                self._insert(number, give)
                self._insert_behind(number, f"{name})", replace=True)
            elif tok[number - 1] == "=" and restored.get(name, -1) < number:
                place = self.source.words(self._lvalue(number - 2), number - 1)
                self.events.append(Event(number, "acquires", canonical(place), place, "level"))
                self.events.append(Event(number, "releases", name, [name], "level"))
                self._insert(number, f"{give}ntspin_saves(&({' '.join(place)}), ")
                self._insert_behind(number, f"{name}))", replace=True)

    # --- queue handles ----------------------------------------------------------------------

    def _queued_releases(self, known: list[tuple[Call, Contract]]) -> None:
        """Name the lock, where the handle serves only one in this body; else forget it at once."""
        served: dict[str, dict[str, list[str]]] = {}
        for call, contract in known:
            handles = [canonical(["*", "(", *call.arguments[number], ")"])
                       for number in contract.handles if number < len(call.arguments)]
            for event in self.events:
                if event.number == call.number and event.takes and event.kind == "lock":
                    for handle in handles:
                        served.setdefault(handle, {})[event.what] = event.tokens
        for effect in self.own.effects:
            arguments = [[parameter.name] for parameter in self.function.parameters]
            for number in self.own.handles:
                if effect.kind == "lock" and effect.does in ("releases", "requires") and \
                        number < len(arguments):
                    tokens = effect.of(arguments)
                    served.setdefault(canonical(["*", *arguments[number]]), {})[
                        canonical(tokens)] = tokens
        for call, contract in known:
            for number in contract.handles:
                if number >= len(call.arguments):
                    continue
                locks = served.get(canonical(["*", "(", *call.arguments[number], ")"]), {})
                if contract.frees_by_handle and len(locks) == 1:
                    tokens = next(iter(locks.values()))
                    self._wrap(call, f"ntspin_gives(&({' '.join(tokens)}))")
                    self.events.append(Event(call.number, "releases", canonical(tokens), tokens, "lock"))
                elif len(locks) > 1 and contract.does("acquires") and not contract.frees_by_handle:
                    for event in list(self.events):
                        if event.number == call.number and event.takes and event.kind == "lock":
                            self._insert(call.number, "(")
                            self._insert_behind(
                                call.end, f", ntspin_gives(&({' '.join(event.tokens)})))")
                            self.events.remove(event)

    # --- calls that may sleep ---------------------------------------------------------------

    def _sleep(self, call: Call) -> None:
        held = {event.what: event.tokens for event in self.events
                if event.takes and self.names.known_at(event.tokens, call.number)}
        arguments = [[parameter.name] for parameter in self.function.parameters]
        for effect in self.own.effects:
            if effect.does in ("requires", "requires_shared", "releases", "releases_shared"):
                tokens = effect.of(arguments)
                held[canonical(tokens)] = tokens
        for tokens in held.values():
            self._wrap(call, f"ntspin_sleeps(&({' '.join(tokens)}))")

    # --- edits ------------------------------------------------------------------------------

    def _insert(self, number: int, text: str) -> None:
        place = self.source.at[number]
        self.edits.append(Edit(place, place, text))

    def _insert_behind(self, number: int, text: str, replace: bool = False) -> None:
        end = self.source.end_of(number)
        self.edits.append(Edit(self.source.at[number] if replace else end, end, text))

    def _wrap(self, call: Call, before: str) -> None:
        self._insert(call.number, f"({before}, ")
        self._insert_behind(call.end, ")")
