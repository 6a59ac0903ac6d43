#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""kcfi.py - do both sides of an indirect call agree on the type of what is called?

    kcfi.py --cc CLANG --out DIR

Where a kernel checks its indirect calls (CONFIG_CFI_CLANG), a number in front of each function says
its type, and the call says which it expects: a hash of the type's name as C++ writes it. Ours are
called across languages: by the kernel's C, our C++, and drivers in Microsoft's C and C++. So each
routine and each type of a callback that our headers declare is compiled as all four, its address
taken, and the numbers compared. The kernel traps where they differ.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "selftests/host"), str(ROOT / "driver")]
import dialect  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

KERNEL = ["-ffreestanding", "-nostdinc", "-fshort-wchar", "-mcmodel=kernel", "-fno-pic",
          "-mno-sse", "-mno-80387", "-mno-mmx"]
INCLUDE = [f"-I{ROOT}/{folder}" for folder in ("include", "include/crt", "module/seam")]
C = ["-x", "c", "-std=gnu11"]
CXX = ["-x", "c++", "-std=gnu++20", "-fno-exceptions", "-fno-rtti"]
MICROSOFTS = [*dialect.BOTH, *dialect.CLANG_MODE]
LANGUAGES = {
    "the kernel's C": [*C, "-D__KERNEL__"],
    "our C++": [*CXX, "-D__KERNEL__"],
    "a driver's C": [*C, *MICROSOFTS],
    "a driver's C++": [*CXX, *MICROSOFTS],
}

# A WCHAR is a type of its own in C++, as on Windows, and a short integer in C; a GUID is passed by
# reference there, and by pointer here. None of the callbacks has either.
TWO_TYPES = re.compile(r"WCHAR|WSTR|WCH\b|\bGUID\b")

# Two callbacks whose types differ by language: as careless headers have them.
SEEDED = """
#ifdef __cplusplus
enum seeded : int {}; typedef void by_enum(enum seeded); typedef void by_noexcept(void (*)() noexcept);
#else
typedef void by_enum(int); typedef void by_noexcept(void (*)(void));
#endif
"""


class Declared:
    """What headers declare: routines, and types of routines, each with its type in words."""

    def __init__(self, cc: str, text: str) -> None:
        command = [cc, *KERNEL, *INCLUDE, *LANGUAGES["the kernel's C"], "-fsyntax-only",
                   "-Xclang", "-ast-dump=json", "-"]
        tree = subprocess.run(command, input=text, check=True, text=True, stdout=subprocess.PIPE)
        self.routines: dict[str, str] = {}
        self.callbacks: dict[str, str] = {}
        self.pointers: set[str] = set()
        for node in json.loads(tree.stdout)["inner"]:
            words = node.get("type", {})
            plain = words.get("desugaredQualType", words.get("qualType", ""))
            if node.get("isImplicit"):
                continue
            if node["kind"] == "FunctionDecl":
                if node.get("storageClass") != "static" and not node.get("inline"):
                    self.routines[node["name"]] = words["qualType"]
            elif node["kind"] == "TypedefDecl" and plain.endswith(")"):
                self.callbacks[node["name"]] = words["qualType"]
                if re.match(r"[^(]*\(\*\)\(", plain):
                    self.pointers.add(node["name"])

    def source(self, text: str) -> str:
        """With the address of each taken, so that its number is in the object."""
        def declaration(name: str) -> str:
            kind = f"__typeof__(*({name})0)" if name in self.pointers else name
            return f"extern {kind} callback_{name};\n"

        names = [*self.routines, *(f"callback_{name}" for name in self.callbacks)]
        return "\n".join([text, "#ifdef __cplusplus", 'extern "C" {', "#endif",
                          *map(declaration, self.callbacks), "extern void *const all[];",
                          "void *const all[] = {", *(f"(void *)&{name}," for name in names), "};",
                          "#ifdef __cplusplus", "}", "#endif", ""])


def numbers(cc: str, language: list[str], source: str, out: Path) -> dict[str, str]:
    """What clang has in front of each function."""
    made = out / "types.s"
    subprocess.run([cc, *KERNEL, *INCLUDE, *language, "-w", "-O1", "-fsanitize=kcfi", "-S", "-o", made, "-"],
                   input=source, check=True, text=True)
    return dict(re.findall(r"^\s*\.set\s+__kcfi_typeid_(\w+),\s*(\S+)", made.read_text(), re.M))


def differing(cc: str, out: Path, text: str) -> tuple[Declared, dict[str, str]]:
    """Those that have not one number in all languages, and what they have."""
    declared = Declared(cc, text)
    source = declared.source(text)
    found = {name: numbers(cc, language, source, out) for name, language in LANGUAGES.items()}
    names = [*declared.routines, *(f"callback_{name}" for name in declared.callbacks)]
    bad = {}
    for name in names:
        each = {language: of.get(name, "none") for language, of in found.items()}
        if len(set(each.values())) > 1 or "none" in each.values():
            bad[name.removeprefix("callback_")] = f"{name}: {each}"
    return declared, bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cc", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()

    seam = sorted(path.name for path in (ROOT / "module/seam").glob("*.h"))
    headers = ["ntifs.h", "ntstrsafe.h", "ntspin/driver.h", *seam]
    text = "".join(f'#include "{name}"\n' for name in headers)
    tap = Tap()
    declared, bad = differing(options.cc, options.out, text)
    callbacks = [bad[name] for name in bad if name in declared.callbacks]
    tap.result(len(declared.callbacks) > 20 and not callbacks,
               f"{len(declared.callbacks)} types of callbacks, each the same in four languages",
               "\n".join(callbacks))
    two = {name for name, words in declared.routines.items() if TWO_TYPES.search(words)}
    routines = [bad[name] for name in bad if name in declared.routines and name not in two]
    tap.result(len(declared.routines) > 300 and not routines,
               f"{len(declared.routines) - len(two)} routines, as well", "\n".join(routines))
    tap.note(f"{len(two.intersection(bad))} more take a WCHAR or a GUID, which are two types in C and in C++")
    seeded = differing(options.cc, options.out, SEEDED)[1]
    tap.result(set(seeded) == {"by_enum", "by_noexcept"}, "seeded differences are found", str(seeded))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
