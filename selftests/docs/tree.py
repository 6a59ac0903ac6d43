# SPDX-License-Identifier: GPL-2.0
"""tree.py - what the project has: files, declared names, parameters, variables of make."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

SKIPPED = ("build", ".git", "__pycache__", ".ntspin")
SOURCES = (".c", ".cpp", ".h", ".hpp", ".def", ".S")


class Tree:
    """The project. What was once read is kept."""

    def __init__(self, root: Path, linux: Path = Path()) -> None:
        self.root = root
        self.linux = linux

    @cache
    def names(self) -> list[str]:
        """Each file and folder, below the root."""
        found: list[str] = []
        todo = [self.root]
        while todo:
            for path in todo.pop().iterdir():
                if path.name not in SKIPPED:
                    found.append(str(path.relative_to(self.root)))
                    if path.is_dir() and not path.is_symlink():
                        todo.append(path)
        return found

    @cache
    def text_of(self, *suffixes: str, under: str = "") -> str:
        return "\n".join((self.root / name).read_text() for name in self.names()
                         if name.startswith(under) and name.endswith(suffixes))

    @cache
    def words(self) -> set[str]:
        return set(re.findall(r"\w+", self.text_of(*SOURCES)))

    @cache
    def declared(self) -> set[str]:
        """The words of the public headers, which families of routines glue together, too; comments do not count."""
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", self.text_of(".h", ".hpp", under="include/"), flags=re.S)
        exported = self.text_of(".c", under="module/linux/")
        return set(re.findall(r"\w+", text)) | set(re.findall(r"EXPORT_SYMBOL_GPL\((\w+)\)", exported))

    @cache
    def parameters(self) -> set[str]:
        found = re.findall(r"MODULE_PARM_DESC\((\w+),", self.text_of(".c", under="module/linux/"))
        return set(found)

    @cache
    def debugfs(self) -> set[str]:
        return set(re.findall(r'debugfs_create_file\("(\w+)"', self.text_of(".c", under="module/linux/")))

    @cache
    def tracepoints(self) -> set[str]:
        text = (self.root / "module/linux/debug/trace.h").read_text()
        return set(re.findall(r"^(?:DEFINE|TRACE)_EVENT(?:_FN)?\((?:ntspin_use, )?(\w+)", text, re.M))

    @cache
    def variables(self) -> set[str]:
        """Of a makefile or a script: $(NAME), ${NAME, $NAME, ifdef NAME, environ's."""
        text = "\n".join(path.read_text(errors="replace") for name in self.names()
                         if (path := self.root / name).is_file() and
                         (name.endswith((".mk", ".py", ".sh", "Makefile", "Kbuild")) or
                          name.startswith("scripts/")))
        return set(re.findall(r'(?:\$[({]?|ifdef |environ(?:\.get\(|\[)"|getenv\(")([A-Z_]+)\b', text))

    @cache
    def has_object(self, name: str) -> bool:
        """Whether a Kbuild makes this module."""
        name = re.sub(r"\.ko$", ".o", name).rpartition("/")[2]
        return bool(re.search(rf"\b{re.escape(name)}\b", self.text_of("Kbuild")))

    @cache
    def is_of_kbuild(self, name: str) -> bool:
        return f"$({name})" in (self.linux / "Makefile").read_text()

    @cache
    def linux_has(self, name: str) -> bool:
        return subprocess.run(["grep", "-rqw", name, f"{self.linux}/include/linux"], check=False).returncode == 0

    @cache
    def help_of(self, script: str) -> str:
        return subprocess.run([self.root / script, "--help"], check=False, text=True,
                              stdout=subprocess.PIPE).stdout
