# SPDX-License-Identifier: GPL-2.0
"""dialect.py - which compiler takes a driver's Windows sources, and with which flags.

Clang has a mode for Microsoft's language, and makes objects that link with gcc's. It gets the very
flags that Kbuild gives the kernel's compiler, but for those that it refuses: each is asked of it.
Some it knows by another name. What the kernel's code relies on it may not refuse: then another
clang is asked, and in the end the kernel's own compiler does it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What gcc 14 and clang call errors, and Microsoft's compiler warns of.
WARNED_OF = ["-Wno-error=int-conversion", "-Wno-error=incompatible-pointer-types",
             "-Wno-error=implicit-int", "-Wno-error=return-type"]

# Microsoft's compiler for x64 makes each volatile access an acquire or a release, and drivers rely
# on that.
CLANG_LANGUAGE = ["-fms-extensions", "-fms-compatibility", "-fdeclspec"]
# Behind a bug check that ends a routine stands a trap: objtool and a panic's backtrace would take
# what comes next for where the call returns.
CLANG_MODE = [*CLANG_LANGUAGE, "-Xclang", "-fms-volatile", "-mllvm", "-trap-unreachable",
              "-Wno-c++11-narrowing", "-Wno-address-of-temporary",
              "-Wno-error=incompatible-function-pointer-types", *WARNED_OF,
              "-Wno-microsoft", "-Wno-ignored-pragma-intrinsic", "-Wno-pragma-pack",
              "-Wno-extra-tokens", "-Wno-nonportable-include-path", "-Wno-register"]
GCC_MODE = ["-fms-extensions", "-Wno-builtin-declaration-mismatch", "-Wno-narrowing", *WARNED_OF]

# What comes before a source's first line.
FIRST = ["-D__LINUX_COMPILER_TYPES_H", "-include", f"{ROOT}/include/wdm/dialect.h"]
# As a plain char and WCHAR are on Windows.
CHARACTERS = ["-fsigned-char", "-fshort-wchar"]
# What a routine of the driver's calls last is a call, no jump: a report names its caller.
BOTH = [*FIRST, *CHARACTERS, "-fno-optimize-sibling-calls",
        "-Werror=implicit-function-declaration", "-Wno-unknown-pragmas", "-Wno-multichar"]
HEADERS = [f"{ROOT}/include", f"{ROOT}/include/crt"]
INCLUDE = [f"-I{folder}" for folder in HEADERS]

# What says how the kernel's code may be called, patched, interrupted or optimised. All else is taste.
NEEDED = re.compile(
    r"-(m64|mcmodel=|mno-(red-zone|sse|mmx|80387|outline-atomics)|mindirect-branch=|"
    r"mfunction-return=|mharden-sls=|mpreferred-stack-boundary=|mgeneral-regs-only|"
    r"mbranch-protection=|mstack-protector-guard|mlittle-endian|mretpoline|mstack-alignment=|"
    r"fcf-protection=|fpatchable-function-entry=|fno-jump-tables|fno-strict-|fwrapv|"
    r"fno-delete-null-pointer-checks|fstack-protector|fshort-wchar|fsigned-char|ffixed-|"
    r"fno-PIE|fno-pic|fsanitize=|f[pP][iI][eE]|fno-common|fms-|fdeclspec)")


def translated(flag: str) -> list[str]:
    """The same in clang's words."""
    if flag == "-mindirect-branch=thunk-extern":
        return ["-mretpoline-external-thunk"]
    if match := re.fullmatch(r"-mpreferred-stack-boundary=(\d+)", flag):
        return [f"-mstack-alignment={1 << int(match[1])}"]
    return []


def clangs() -> list[str]:
    """Those that are installed: clang-19, which Debian 12 has and this is tried with, the newest, clang."""
    found = set()
    for folder in os.environ.get("PATH", "").split(":"):
        if os.path.isdir(folder):
            found |= {name for name in os.listdir(folder) if re.fullmatch(r"clang-\d+", name)}
    newest = sorted(found, key=lambda name: (name == "clang-19", int(name[6:])), reverse=True)
    return newest + (["clang"] if shutil.which("clang") else [])


def is_clang(compiler: str) -> bool:
    try:
        text = subprocess.run([*compiler.split(), "--version"], check=False, capture_output=True,
                              text=True).stdout
    except OSError:
        sys.exit(f"{compiler} is not installed")
    return "clang" in text


def refused(compiler: list[str], flags: list[str]) -> set[str] | None:
    """The flags that it does not take; None where it fails for another reason."""
    gone: set[str] = set()
    while True:
        rest = [flag for flag in flags if flag not in gone]
        run = subprocess.run([*compiler, *rest, "-Werror", "-fsyntax-only", "-x", "c", "/dev/null"],
                             check=False, capture_output=True, text=True,
                             env={**os.environ, "LC_ALL": "C"})
        if run.returncode == 0:
            return gone
        more = set()
        for line in run.stderr.splitlines():
            quoted = re.findall(r"'(-[^']*)'", line)
            if match := re.search(r"argument '([^']*)' to option '([^']*)'", line):
                quoted.append(match[2] + match[1])
            if match := re.search(r"value '([^']*)' in '([^']*)'", line):
                quoted.append(match[2] + match[1])
            # Clang has no word for what is its only one.
            if match := re.search(r"unknown target ABI '([^']*)'", line):
                quoted.append(f"-mabi={match[1]}")
            # The first that a line names is meant; "did you mean" another follows it.
            named = [flag for flag in quoted if flag in rest]
            more.update(named[:1])
        if not more:
            return None
        gone |= more


@dataclass
class Compiler:
    """What compiles the Windows sources, and how the flags of the kernel's compiler become its own."""
    command: str
    clang: bool
    drop: list[str] = field(default_factory=list)
    add: list[str] = field(default_factory=list)
    why_not_clang: str = ""


def of_the_kernel(cc: str, why: str = "") -> Compiler:
    clang = is_clang(cc)
    return Compiler(cc, clang, add=BOTH + (CLANG_MODE if clang else GCC_MODE),
                    why_not_clang="" if clang else why)


def adapt(clang: str, target: str, kernel: list[str]) -> Compiler | str:
    """Clang for objects of a kernel that gcc compiles; or why not."""
    command = [clang] + ([f"--target={target}"] if target else [])
    new = [word for flag in kernel for word in translated(flag)]
    own = [flag for flag in BOTH + CLANG_MODE if flag.startswith("-f") and flag != "-fms-volatile"]
    asked = list(dict.fromkeys([*kernel, *new, *own]))
    # Calls of ftrace are worth nothing without the table of them, which gcc alone makes.
    traces = {"-pg", "-mfentry", "-mrecord-mcount", "-mnop-mcount"}
    gone = traces & set(kernel) if "-mrecord-mcount" in kernel else set()
    no = refused([*command, "-Xclang", "-fms-volatile"], [flag for flag in asked if flag not in gone])
    if no is None:
        return f"{clang} does not compile an empty file"
    replaced = {flag for flag in kernel if translated(flag)}
    if needed := sorted(flag for flag in no - replaced if NEEDED.match(flag)):
        return f"{clang} does not take {' '.join(needed)}"
    drop = [flag for flag in kernel if flag in no or flag in gone or flag in replaced]
    return Compiler(" ".join(command), True, drop, [*new, *BOTH, *CLANG_MODE])


def choose(cc: str, kernel_flags: str, allowed: str = "") -> Compiler:
    """
    The compiler of a driver's Windows sources, for a kernel that cc compiles with those flags.
    allowed names the one to take.
    """
    if is_clang(cc):
        return of_the_kernel(cc)
    target = subprocess.run([*cc.split(), "-dumpmachine"], check=False, capture_output=True,
                            text=True).stdout.strip()
    # Warnings are not asked for: those of the kernel's code say little of a driver's.
    kernel = [flag for flag in kernel_flags.split() if flag[:2] in ("-f", "-m", "-O", "-p")
              and not flag.startswith("-fmacro-prefix-map=")]
    kernel = list(dict.fromkeys(kernel))
    reasons = []
    for clang in [allowed] if allowed else clangs():
        if allowed and not is_clang(allowed):
            return of_the_kernel(cc, f"{allowed} was asked for")
        answer = adapt(clang, target, kernel)
        if isinstance(answer, Compiler):
            return answer
        reasons.append(answer)
    return of_the_kernel(cc, "; ".join(reasons) or "no clang is installed")
