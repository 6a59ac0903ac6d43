# SPDX-License-Identifier: GPL-2.0
"""port_compile.py - compile a driver's sources for their errors alone, and see what they miss."""

from __future__ import annotations

import functools
import os
import platform
import re
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import dialect
import includes
from port_names import is_exported, is_windows, verdict
from port_project import Driver

ERROR = re.compile(r"^(?P<place>[^\n:]+:\d+(?::\d+)?): (?:fatal )?error: (?P<text>.*)$", re.M)
FROM = re.compile(r"^(?:In file included|\s+) from ([^\n:]+:\d+)", re.M)
NO_HEADER = re.compile(r"^'([^']+)' file not found|^([^\s:]+): No such file or directory|"
                       r"^(?:#error )?ntspin: '([^']+)' is missing")
NO_TYPE = re.compile(r"^(?:unknown type name|no type named) '([^']+)'")
NO_ROUTINE = re.compile(r"^call to undeclared (?:library )?function '([^']+)'|"
                        r"^implicit declaration of function '([^']+)'")
NO_NAME = re.compile(r"^use of undeclared identifier '([^']+)'|^'([^']+)' undeclared|"
                     r"^'([^']+)' was not declared|^no member named '([^']+)' in the global namespace|"
                     r"^'::([^']+)' has not been declared")
# What the driver's files define themselves: a routine, a macro.
OWN = re.compile(r"\b([A-Za-z_]\w+)\s*\((?:[^;{}()]|\([^;{}()]*\))*\)\s*(?:const\s*|noexcept\s*)*\{|"
                 r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
CALL = re.compile(r"\b([A-Z][A-Za-z]\w+)\s*\(")
# Why Microsoft's compiler would not have said so.
REASONS = [
    (re.compile(r"^typedef redefinition with different types \('(unsigned )?long'|"
                r"^conflicting types for '_?(Interlocked|BitScan)|^conflicting declaration 'typedef long"),
     "a long has 64 bits here, and 32 on Windows"),
    (re.compile(r"^static assertion failed.*sizeof\s*\((unsigned )?long\)"),
     "a long has 64 bits here, and 32 on Windows"),
    (re.compile(r"^too many arguments to function"),
     "to Microsoft's compiler of C it is no error to give a routine more than it takes"),
    (re.compile(r"^field has incomplete type 'enum|^field '\w+' has incomplete type$|^variable has incomplete type 'enum"),
     "to Microsoft's compiler an enum that is nowhere defined is an int: its header is missing"),
    (re.compile(r"^definition of variable with array type needs an explicit size|"
                r"^storage size of '\w+' isn't known"),
     "to Microsoft's compiler alone that is a declaration: it wants extern"),
    (re.compile(r"^illegal character encoding in string literal|^converting to execution character set|"
                r"^source file is not valid UTF-8"),
     "the file is not UTF-8: iconv -f GBK -t UTF-8, or from what else it is written in"),
    (re.compile(r"^'naked' attribute|^invalid (instruction|operand|register)|^unknown token in expression"),
     "code for 32-bit x86, of which there is none here"),
    (re.compile(r"^assignment to cast is illegal|^cannot take the address of an rvalue|"
                r"^lvalue required as (left operand|unary)"),
     "to Microsoft's compiler alone a cast is something that is assigned to: *(type *)&name = ... is C"),
    (re.compile(r"^use of undeclared identifier 'L'$|^'L' undeclared"),
     "Microsoft's preprocessor makes one text of a macro that is L and the string behind it"),
    (re.compile(r"^expected .* before '?(__FUNCTION__|__FUNCDNAME__)|"
                r"^expected .* before string constant\t.*__FUNC(TION|DNAME)__"),
     "to gcc __FUNCTION__ is no string that another can stand beside: apt-get install clang-19"),
    (re.compile(r"^invalid conversion from '.*\(\*\)\(.*' to '(PVOID|void ?\*)'"),
     "gcc makes no PVOID of a routine's address without a cast: apt-get install clang-19"),
    (re.compile(r"^expected (primary-)?expression before '\)' token"),
     "gcc keeps the comma before arguments of a macro that are none: apt-get install clang-19"),
    (re.compile(r"^member initializer '\w+' does not name|^class '[^']+' does not have any field named"),
     "to Microsoft's compiler alone a base that depends on a parameter has a short name there"),
    (re.compile(r"^conflicting types for '(?!_?Interlocked)"),
     "to Microsoft's compiler a structure that only a prototype names is one for the whole file"),
    (re.compile(r'^invalid suffix "u?i\d+" on integer|^unable to find numeric literal operator .operator""u?i\d+'),
     "gcc knows no such number: apt-get install clang-19"),
]
MANY_HEADERS = 8


@dataclass
class File:
    """One source: whether it compiles, why not, and what it wants of Windows."""
    driver: str
    path: Path
    compiles: bool = False
    cause: str = ""
    headers: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    routines: set[str] = field(default_factory=set)  # missing ones
    calls: set[str] = field(default_factory=set)  # Windows' own, missing or not


@functools.cache
def own_names(path: str) -> frozenset[str]:
    return frozenset(name for names in OWN.findall(includes.blank(includes.read(path)))
                     for name in names)


def line_at(place: str) -> str:
    """What the source says there; nothing where it cannot be told."""
    path, _, rest = place.partition(":")
    number = rest.partition(":")[0]
    lines = includes.read(path).split("\n") if os.path.exists(path) and number.isdigit() else []
    return lines[int(number) - 1] if 0 < int(number or 0) <= len(lines) else ""


def no_header(why: str) -> str | None:
    match = NO_HEADER.match(why)
    return next(filter(None, match.groups())) if match else None


def is_fatal(why: str) -> bool:
    """Of a header that is simply not there, after which a compiler looks no further."""
    return "ntspin: " not in why


def put_missing(folder: Path, name: str) -> bool:
    """
    A header that is not there ends the look at a file. One in its place that says so does not.
    Whether it is new.
    """
    path = Path(os.path.normpath(folder / includes.DEPTH / name.replace("\\", "/")))
    if not path.is_relative_to(folder) or path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    # A framework's brings the types that all of Windows' have, and what is missed then is its own.
    brings = ""
    if verdict(name, "header").kind == "cannot":
        first = "ntifs.h" if path.name.lower().startswith(("flt", "rx")) else "ntddk.h"
        brings = f"#include <{first}>\n#include <windef.h>\n"
    path.write_text(f"#pragma once\n{brings}#error ntspin: '{name}' is missing\n")
    return True


class Trial:
    """Compiles the sources of one driver as driver.mk would, without a kernel's headers."""

    def __init__(self, driver: Driver, compiler: dialect.Compiler, scratch: Path) -> None:
        self.driver = driver
        self.compiler = compiler
        self.scratch = scratch
        resolver = includes.Resolver([str(path) for path in driver.include], dialect.HEADERS)
        for source in driver.sources:
            resolver.scan(str(source))
        self.found = resolver.found
        self.own = frozenset().union(*(own_names(path) for path in self.found.files))
        self.links = includes.make_folder(resolver.found, scratch / "include")
        self.gone = scratch / "gone"
        self.gone.mkdir()
        for name in self.found.missing:
            put_missing(self.gone, name)

    def command(self, source: Path) -> list[str]:
        cxx = source.suffix.lower() != ".c"
        words = [*self.compiler.command.split(), "-x", "c++" if cxx else "c",
                 "-std=gnu++20" if cxx else "-std=gnu17", "-nostdinc", "-fsyntax-only",
                 *(f"-I{path}" for path in self.driver.include), *self.compiler.add,
                 *dialect.INCLUDE, f"-I{self.links}", f"-I{self.gone / includes.DEPTH}",
                 *(f"-D{word}" for word in self.driver.define)]
        if cxx:
            words = [word for word in words if word != "-Werror=implicit-function-declaration"]
            words += ["-fno-exceptions", "-fno-rtti", "-ffreestanding"]
        if self.compiler.clang:
            return [*words, "-w", "-ferror-limit=0", "-fno-color-diagnostics", "-fno-caret-diagnostics",
                    "-fno-spell-checking", str(source)]
        # Its -w silences what was made an error as well.
        return [*words, "-fdiagnostics-color=never", "-fno-diagnostics-show-caret",
                "-fmax-errors=0", str(source)]

    def errors(self, source: Path) -> list[tuple[str, str]]:
        run = subprocess.run(self.command(source), check=False, capture_output=True,
                             text=True, errors="replace", env={**os.environ, "LC_ALL": "C"})
        found = []
        for match in ERROR.finditer(run.stderr):
            place = match["place"]
            if place.startswith(str(self.gone)):  # Who includes it stands just before.
                place = (FROM.findall(run.stderr, 0, match.start()) or [str(source)])[-1]
            found.append((place, match["text"]))
        if run.returncode and not found:
            found = [(str(source), run.stderr.strip().splitlines()[-1] if run.stderr.strip()
                      else "the compiler died")]
        return found

    def compile(self, source: Path) -> File:
        file = File(self.driver.name, source)
        text = includes.blank(includes.read(str(source)))
        file.calls = {name for name in CALL.findall(text) if is_windows(name)} - self.own
        errors = self.errors(source)
        # One that a macro names, or that is found only where another was.
        for _ in range(MANY_HEADERS):
            fatal = [name for _, why in errors if (name := no_header(why)) and is_fatal(why)]
            if not fatal or not any([put_missing(self.gone, name) for name in fatal]):
                break
            errors = self.errors(source)
        file.compiles = not errors
        if errors:
            place, why = errors[0]
            if name := no_header(why):
                why = f"'{name}' file not found"
            line = line_at(place)
            reasons = [reason for pattern, reason in REASONS
                       if pattern.search(why) or pattern.search(f"{why}\t{line}")]
            why += "".join(f" ({reason})" for reason in reasons)
            file.cause = f"{os.path.basename(place.split(':')[0])}:" \
                         f"{':'.join(place.split(':')[1:2])}: {why}"
        for _, why in errors:
            self.note(file, why)
        return file

    def note(self, file: File, why: str) -> None:
        if name := no_header(why):
            file.headers.add(name)
        elif match := NO_TYPE.match(why):
            file.types.add(match[1])
        elif match := NO_ROUTINE.match(why):
            file.routines.add(match[1] or match[2])
        elif match := NO_NAME.match(why):
            name = next(filter(None, match.groups()))
            if name in file.calls or is_exported(name):
                file.routines.add(name)
            elif name.isupper() or re.match(r"^[A-Z]\w*[a-z]", name) and is_windows(name):
                file.types.add(name)


def compile_all(drivers: list[Driver], wanted: str, say: Callable[[int, int, str], None]
                ) -> tuple[list[File], dialect.Compiler, list[includes.Found]]:
    """Each source of each driver, as many at a time as there are processors."""
    machine = {"x86_64": "-m64 -mno-red-zone -mno-sse", "aarch64": "-mgeneral-regs-only"}
    flags = f"{machine.get(platform.machine(), '')} -fno-strict-aliasing -fshort-wchar"
    compiler = dialect.choose("gcc", flags, wanted)
    with tempfile.TemporaryDirectory(prefix="ntspin-port.") as scratch, \
            ThreadPoolExecutor(os.cpu_count()) as pool:
        trials = []
        for number, driver in enumerate(drivers):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            trials.append(Trial(driver, compiler, folder))
        jobs = [(trial, source) for trial in trials for source in trial.driver.sources]
        files = []
        for file in pool.map(lambda job: job[0].compile(job[1]), jobs):
            files.append(file)
            say(len(files), len(jobs), file.path.name)
        return files, compiler, [trial.found for trial in trials]
