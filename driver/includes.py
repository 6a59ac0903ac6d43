# SPDX-License-Identifier: GPL-2.0
"""includes.py - #include as Windows resolves it: whatever the case, with backslashes.

Each name that the compiler would not find as it is written gets a file of that name in a folder of
the build's, which includes the one that is meant. Sources are never edited. A .tmh file, which
Windows' trace preprocessor generates, is made there too, with trace macros that are nothing.
"""

from __future__ import annotations

import filecmp
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import messages

DIRECTIVE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\r\n]+)[">]', re.M)
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

# A typedef of C's long.
LONG = re.compile(r"\btypedef\s+(?:(?:un)?signed\s+)?long(?:\s+int)?\b(?!\s+(?:long|double)\b)[^;(){]*;")

# So deep that ../../../x.h, as clang reads a name with backslashes, stays inside.
DEPTH = "a/b/c/d"

WPP = "WPP_INIT_TRACING", "WPP_CLEANUP", "DoTraceMessage", "DoDebugTrace", "DoTraceLevelMessage", \
    "TraceEvents"
WPP_FUNC = re.compile(r"^[ \t]*(?://+|\*)?[ \t]*FUNC[ \t]+(\w+)", re.M)
WPP_CONFIG = re.compile(r"begin_wpp[ \t]+config(.*?)end_wpp", re.S)


def read(path: str) -> str:
    data = Path(path).read_bytes()
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    return data.decode("latin-1")


def blank(text: str) -> str:
    """Without comments and strings, lines kept."""
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@dataclass
class Found:
    """What a driver's sources include."""
    stubs: dict[str, str] = field(default_factory=dict)  # as written: the file that is meant
    missing: set[str] = field(default_factory=set)  # as written: what is nowhere
    messages: dict[str, str] = field(default_factory=dict)  # as written: the .mc file it is made of
    traces: set[str] = field(default_factory=set)  # .tmh files that are nowhere
    macros: set[str] = field(default_factory=set)  # what traces, by the driver's own words
    guarded: list[str] = field(default_factory=list)  # files with __try
    passed_by: list[str] = field(default_factory=list)  # FILE:LINE of what leaves past a __finally
    clashes: list[str] = field(default_factory=list)  # one name that means two files
    longs: list[str] = field(default_factory=list)  # FILE:LINE of a typedef of C's long
    files: set[str] = field(default_factory=set)


def traps(passed_by: list[str], longs: list[str], shown: Callable[[str], str]) -> list[str]:
    """What compiles, and does something else here: a line for each kind, with its places."""
    kinds = (("a block is left past its __finally, which then does not run", passed_by),
             ("a long has 64 bits here, and 32 on Windows", longs))
    return [f"{what}: {', '.join(map(shown, places))}" for what, places in kinds if places]


class Resolver:
    def __init__(self, folders: list[str], system: list[str]) -> None:
        self.folders = [os.path.abspath(folder) for folder in folders]
        self.system = [os.path.abspath(folder) for folder in system]
        self.listings: dict[str, dict[str, str]] = {}
        self.found = Found()

    def listing(self, folder: str) -> dict[str, str]:
        if folder not in self.listings:
            try:
                names = sorted(os.listdir(folder))
            except OSError:
                names = []
            self.listings[folder] = {name.lower(): name for name in names}
        return self.listings[folder]

    def below(self, folder: str, name: str) -> str | None:
        """What a folder has by a name, whatever the case: a file or a folder; the exact name first."""
        here = folder
        for part in name.split("/"):
            if part in ("", "."):
                continue
            if part == "..":
                here = os.path.dirname(os.path.normpath(here))
                continue
            real = part if os.path.exists(os.path.join(here, part)) else \
                self.listing(here).get(part.lower())
            if real is None:
                return None
            here = os.path.join(here, real)
        return os.path.normpath(here) if os.path.exists(here) else None

    def in_folder(self, folder: str, name: str) -> str | None:
        path = self.below(folder, name)
        return path if path and os.path.isfile(path) else None

    def exact(self, kind: str, name: str, current: str) -> str | None:
        """As the compiler finds it, the name as it is written."""
        places = ([current] if kind == '"' else []) + self.folders + self.system
        for folder in places:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return os.path.normpath(path)
        return None

    def resolve(self, kind: str, name: str, chain: tuple[str, ...]) -> str | None:
        """Microsoft's compiler looks beside the including file, then beside those that include it."""
        if path := self.exact(kind, name, chain[-1]):
            return path
        slashes = name.replace("\\", "/").strip()
        places = [*(reversed(chain) if kind == '"' else ()), *self.folders, *self.system]
        for folder in places:
            if path := self.in_folder(folder, slashes):
                other = self.found.stubs.setdefault(name, path)
                if not filecmp.cmp(other, path, shallow=False):
                    self.found.clashes.append(
                        f'"{name}" is {os.path.relpath(other)} in one file and '
                        f"{os.path.relpath(path)} in another: write it as it is spelt there")
                return path
        if slashes.lower().endswith(".h"):
            for folder in places:
                if path := self.in_folder(folder, slashes[:-2] + ".mc"):
                    self.found.messages[name] = path
                    return None
        if slashes.lower().endswith(".tmh"):
            self.found.traces.add(slashes)
        else:
            self.found.missing.add(name)
        return None

    def scan(self, path: str, chain: tuple[str, ...] = ()) -> None:
        path = os.path.abspath(path)
        if path in self.found.files or any(path.startswith(folder + "/") for folder in self.system):
            return
        self.found.files.add(path)
        try:
            text = read(path)
        except OSError:
            return
        for block in WPP_CONFIG.findall(text):
            self.found.macros.update(WPP_FUNC.findall(block))
        if "__try" in text:
            self.look_at_guards(path, blank(text))
        if "long" in text:
            blanked = blank(text)
            self.found.longs += [f"{path}:{blanked.count(chr(10), 0, match.start()) + 1}"
                                 for match in LONG.finditer(blanked)]
        chain = (*chain, os.path.dirname(path))
        for kind, name in DIRECTIVE.findall(text):
            if target := self.resolve(kind, name, chain):
                self.scan(target, chain)

    def look_at_guards(self, path: str, text: str) -> None:
        """Where a block is left past its __finally: here nothing runs that then."""
        tries = list(re.finditer(r"\b__try\b", text))
        if tries:
            self.found.guarded.append(path)
        for match in tries:
            start = text.find("{", match.end())
            end = closing(text, start)
            if not re.match(r"\s*__finally\b", text[end + 1:end + 200]):
                continue
            for place in leaving(text[start:end]):
                line = text.count("\n", 0, start + place) + 1
                if f"{path}:{line}" not in self.found.passed_by:
                    self.found.passed_by.append(f"{path}:{line}")


def statement_end(text: str, at: int) -> int:
    """Where the statement at a place ends."""
    here = re.compile(r"\s*(?:(if|for|while|switch)\b\s*(?=\()|(do|else)\b|(\{))?").match(text, at)
    if here is None or not here[0].strip():
        return text.find(";", at) % (len(text) + 1)
    if here[3]:
        return closing(text, here.start(3))
    if here[2]:
        return statement_end(text, here.end())
    end = statement_end(text, closing(text, here.end(), "()") + 1)
    behind = re.compile(r"\s*else\b").match(text, end + 1)
    return statement_end(text, end + 1) if here[1] == "if" and behind else end


def leaving(block: str) -> list[int]:
    """Where control leaves a block before its end."""
    loops = [(match[0], match.start(), statement_end(block, match.start()))
             for match in re.finditer(r"\b(for|while|do|switch)\b", block)]
    places = []
    for match in re.finditer(r"\b(return|break|continue|goto)\b\s*(\w*)", block):
        inside = any(start < match.start() <= end for word, start, end in loops
                     if match[1] == "break" or word != "switch")
        if match[1] in ("break", "continue") and inside or \
                match[1] == "goto" and re.search(rf"[;{{}}:]\s*{match[2]}\s*:", block):
            continue
        places.append(match.start())
    return places


def closing(text: str, start: int, pair: str = "{}") -> int:
    """The brace that closes the one at start."""
    depth = 0
    for match in re.finditer("[" + re.escape(pair) + "]", text[start:]):
        depth += 1 if match[0] == pair[0] else -1
        if depth == 0:
            return start + match.start()
    return len(text)


def write(path: Path, text: str) -> None:
    """Where it is not so already: what is newer than an object is built again."""
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def make_folder(found: Found, out: Path) -> str:
    """Fill the folder that is to be on the compiler's path, and name it."""
    base = out / DEPTH
    base.mkdir(parents=True, exist_ok=True)
    wanted = set()

    def put(name: str, text: str) -> None:
        path = Path(os.path.normpath(base / name))
        if path.is_relative_to(out):
            wanted.add(path)
            write(path, text)

    for name, target in found.stubs.items():
        # gcc looks for the name as it is, clang for the one that it makes of it.
        for form in {name, name.replace("\\", "/")}:
            put(form, f'#include "{target}"\n')
    for name, source in found.messages.items():
        for form in {name, name.replace("\\", "/")}:
            put(form, messages.header(read(source)))
    macros = sorted({*WPP, *found.macros})
    traces = "".join(f"#ifndef {name}\n#define {name}(...) ((void)0)\n#endif\n" for name in macros)
    for name in found.traces:
        for form in {name, name.replace("/", "\\")}:
            put(form, traces)
    for path in out.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    return str(base)
