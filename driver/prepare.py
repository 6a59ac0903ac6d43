#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""prepare.py - called by driver.mk before a driver's Windows sources are compiled.

    prepare.py --name NAME --out DIR --cc COMPILER [--allowed COMPILER] [--include DIR]... SOURCE...

The flags of the kernel's compiler come in NTSPIN_KERNEL_FLAGS. Leaves DIR/compiler.mk, which says
what compiles and with which flags, and the folder of what #include would not find (includes.py).
What an owner of the driver should know is said when it is new.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import dialect
import includes


def compiler_of(options: argparse.Namespace) -> dialect.Compiler:
    """To ask compilers takes longer than to compile: the answer is kept until the question changes."""
    flags = os.environ.get("NTSPIN_KERNEL_FLAGS", "")
    installed = [shutil.which(name) for name in dialect.clangs()]
    source = Path(dialect.__file__).read_text()
    question = hashlib.sha256(repr((options.cc, options.allowed, flags, installed,
                                    source)).encode()).hexdigest()
    kept = options.out / "compiler.json"
    if kept.exists():
        answer = json.loads(kept.read_text())
        if answer.pop("question", None) == question:
            return dialect.Compiler(**answer)
    compiler = dialect.choose(options.cc, flags, options.allowed)
    kept.write_text(json.dumps({"question": question, **vars(compiler)}))
    return compiler


def notes(name: str, compiler: dialect.Compiler, found: includes.Found) -> list[str]:
    said = []
    if not compiler.clang:
        said.append(f"gcc compiles the sources ({compiler.why_not_clang}): a volatile access orders "
                    "no others, as it does on Windows, and some of Microsoft's words are errors; "
                    "apt-get install clang-19")
    if found.guarded:
        files = ", ".join(sorted(os.path.basename(path) for path in found.guarded))
        said.append(f"__try guards nothing here, no exception is ever raised ({files})")
    said += includes.traps(found.passed_by, found.longs, os.path.relpath)
    return [f"{name}: {text}" for text in said]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cc", required=True)
    parser.add_argument("--allowed", default="")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("sources", nargs="*")
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    compiler = compiler_of(options)
    resolver = includes.Resolver(options.include, dialect.HEADERS)
    for source in options.sources:
        resolver.scan(source)
    folder = includes.make_folder(resolver.found, options.out / "include")

    if resolver.found.clashes:
        sys.exit("\n".join(f"{options.name}: {clash}" for clash in dict.fromkeys(resolver.found.clashes)))

    words = dialect.INCLUDE + [f"-I{folder}"]
    includes.write(options.out / "compiler.mk",
                   f"ntspin-cc := {compiler.command}\n"
                   f"ntspin-is-clang := {'y' if compiler.clang else ''}\n"
                   f"ntspin-drop := {' '.join(compiler.drop)}\n"
                   f"ntspin-add := {' '.join(compiler.add + words)}\n")
    text = "".join(f"{line}\n" for line in notes(options.name, compiler, resolver.found))
    said = options.out / "said"
    if not said.exists() or said.read_text() != text:
        sys.stderr.write(text)
        said.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
