# SPDX-License-Identifier: GPL-2.0
"""references.py - is what a document names there: files, routines, parameters, variables of make, links?"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

from documents import Document
from tree import Tree

# Names of Windows' routines that are named because they are not here.
NOT_HERE = {"IoConnectInterrupt", "IoConnectInterruptEx", "RtlUpcaseUnicodeStringToAnsiString", "FsRtl...", "ZwCreateFile"}
# Files of a driver that a document makes up, of a system, and of a build.
NOT_OURS = ("mydrv/*", "../common/*", "build/*", "symvers/RELEASE", "_linux.c")
WINDOWS = re.compile(r"(?:Ke|Ex|Io|Ps|Ob|Zw|Rtl|Kd|Dbg|vDbg|Interlocked)[A-Z]\w+")
FILE = re.compile(r"[\w./*-]+")
SUFFIXES = (".c", ".cpp", ".h", ".hpp", ".def", ".py", ".sh", ".mk", ".md", ".ko", ".has")


def is_path(span: str) -> bool:
    return bool(FILE.fullmatch(span)) and span[0] != "/" and not span.startswith("0x") and \
        ("/" in span or span.endswith(SUFFIXES)) and not span.startswith(SUFFIXES)


def wrong_path(span: str, tree: Tree) -> str:
    if any(fnmatchcase(span, pattern) for pattern in NOT_OURS):
        return ""
    wanted = span.removeprefix("...").strip("/")
    wanted = re.sub(r"\.ko$", ".o", wanted) if tree.has_object(wanted) else wanted
    if wanted.endswith(".o") or wanted.removeprefix("ntspin/") in tree.debugfs():
        return ""
    there = any(fnmatchcase(name, wanted) or fnmatchcase(name, f"*/{wanted}") for name in tree.names())
    return "" if there else f"there is no {span}"


def wrong_routine(span: str, tree: Tree) -> str:
    """`...ForDpc` is any routine that ends so."""
    if "..." in span and re.fullmatch(r"[A-Z]?[\w.]*[a-z][\w.]*", span) and span.strip("."):
        pattern = re.compile(r"\w*".join(map(re.escape, span.split("..."))))
        if span not in NOT_HERE and not any(map(pattern.fullmatch, tree.declared())):
            return f"include/ has no {span}"
    elif WINDOWS.fullmatch(name := span.partition("(")[0]) and name not in tree.declared() and \
            name not in NOT_HERE:
        return f"include/ has no {name}"
    return ""


def wrong_variable(span: str, tree: Tree) -> str:
    """NAME=value, for make or a script."""
    found = re.match(r"([A-Z_]{2,}|[A-Z])=", span)
    return f"nothing asks for {found[1]}" if found and found[1] not in tree.variables() and \
        not tree.is_of_kbuild(found[1]) else ""


def wrong_own(span: str, tree: Tree) -> str:
    """A name of ntspin's own, or a parameter with its value."""
    name = re.split(r"[(=:]", span)[0].strip()
    if re.fullmatch(r"ntspin_\w+", name) and name not in tree.words() and not tree.has_object(f"{name}.ko"):
        return f"the sources have no {name}"
    if (function := re.fullmatch(r"(\w+)\([^()]*\)", span)) and function[1] not in tree.words() and \
            not tree.linux_has(function[1]):
        return f"neither the sources nor Linux' headers have {span}"
    if re.fullmatch(r"(verify|park|statistics)=\w+", span) and name not in tree.parameters():
        return f"the module has no parameter {name}"
    return ""


def wrong_link(link: str, document: Document, tree: Tree) -> str:
    if re.match(r"\w+:", link):
        return ""
    path, _, anchor = link.partition("#")
    target = (tree.root / document.name).parent / path if path else tree.root / document.name
    if not target.exists():
        return f"the link to {path} leads nowhere"
    if not anchor:
        return ""
    heads = re.findall(r"^#+ (.*)$", target.read_text(), re.M)
    marks = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    return "" if anchor in marks else f"{link}: {target.name} has no such heading"


def wrong_in(document: Document, tree: Tree) -> list[str]:
    """Each, by its line."""
    wrong = []
    for span, line in document.spans:
        problem = (is_path(span) and wrong_path(span, tree)) or wrong_routine(span, tree) or \
            wrong_variable(span, tree) or wrong_own(span, tree)
        if problem:
            wrong.append(f"{document.name}:{line}: {problem}")
    for link, line in document.links:
        if problem := wrong_link(link, document, tree):
            wrong.append(f"{document.name}:{line}: {problem}")
    return wrong


def words_of(section: str, macro: str, pattern: str) -> set[str]:
    """What .It MACRO lines of a section of a manual page name."""
    items = re.findall(rf"^\.It {macro} (.*)$", section, re.M)
    return {word for item in items for word in re.findall(pattern, item)}


def wrong_manual(document: Document, tree: Tree) -> list[str]:
    """Parameters, tracepoints and debugfs' files: each that is there, and no other."""
    own = Path(document.name).stem
    if own != "ntspin":
        help_ = tree.help_of(f"scripts/{own.removeprefix('ntspin-')}")
        options = re.findall(r"Fl -([a-z]+)", document.text)
        return [f"{document.name}: {own} has no --{name}" for name in options if f"--{name}" not in help_]
    wrong = []
    for title, macro, pattern, there in (
            ("PARAMETERS", "Cm", r"\w+", tree.parameters()),
            ("TRACEPOINTS", "Cm", r"ntspin_\w+", tree.tracepoints()),
            ("FILES", "Pa", r"/sys/kernel/debug/ntspin/(\w+)", tree.debugfs())):
        named = words_of(document.section(title), macro, pattern)
        wrong += [f"{document.name}: {title}: {name} is not there" for name in sorted(named - there)]
        wrong += [f"{document.name}: {title}: {name} is not told of" for name in sorted(there - named)]
    return wrong
