# SPDX-License-Identifier: GPL-2.0
"""analyze_effects.py - what a function does to locks, queue handles and saved levels, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MARK = "ntspin_sal_"
NAME = re.compile(r"[A-Za-z_$][\w$]*$")

# Which of clang's attributes speaks for what a mark says.
ATTRIBUTES = {
    "acquires": "acquire_capability", "acquires_shared": "acquire_shared_capability",
    "releases": "release_capability", "releases_shared": "release_shared_capability",
    "requires": "requires_capability", "requires_shared": "requires_shared_capability",
    "excludes": "locks_excluded",
}


@dataclass(frozen=True)
class Effect:
    """What a call does to a capability: to a lock, a queue handle, or a saved level."""

    does: str  # a key of ATTRIBUTES
    what: tuple[str, ...]  # its tokens; "\0N" stands for parameter N
    kind: str = "lock"  # lock, handle, level
    when: str = ""  # "" always, "1" or "0": what the routine then returns

    def of(self, arguments: list[list[str]]) -> list[str]:
        """Its tokens in a call with these arguments."""
        tokens: list[str] = []
        for token in self.what:
            if not token.startswith("\0"):
                tokens.append(token)
            elif int(token[1:]) < len(arguments):
                argument = arguments[int(token[1:])]
                tokens += argument if len(argument) == 1 else ["(", *argument, ")"]
        return tokens


@dataclass
class Contract:
    """All that the declarations of one name say."""

    effects: list[Effect] = field(default_factory=list)
    saves: bool = False  # its value is a saved level
    sleeps: bool = False
    handles: list[int] = field(default_factory=list)  # which parameters are queue handles
    frees_by_handle: bool = False  # it releases whatever lock its handle serves
    unclear: bool = False  # a condition that clang cannot follow
    converts: bool = False  # from shared to exclusive, maybe
    ignored: bool = False

    def add(self, effect: Effect) -> None:
        if effect not in self.effects:
            self.effects.append(effect)

    def does(self, *what: str) -> bool:
        return any(effect.does in what for effect in self.effects)


@dataclass
class Parameter:
    name: str
    is_pointer: bool
    is_handle: bool


@dataclass
class Function:
    """A declarator with parameters, and its body if it has one."""

    name: str
    number: int  # the token of its name
    behind: int  # the token behind its declarator
    parameters: list[Parameter]
    open: int = -1
    close: int = -1
    scoped: bool = False  # a member of a class that holds a lock from constructor to destructor
