# SPDX-License-Identifier: GPL-2.0
"""port_project.py - which drivers a folder of Windows sources has: from .vcxproj, SOURCES, or neither."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import includes

# What of a SOURCES file's TARGETTYPE is a driver, or linked into one.
KINDS = {"DRIVER", "DRIVER_LIBRARY", "EXPORT_DRIVER", "MINIPORT"}

SOURCE = re.compile(r"\.(c|cpp|cxx|cc)$", re.I)


@dataclass
class Driver:
    name: str
    folder: Path  # where its Kbuild belongs
    sources: list[Path] = field(default_factory=list)
    include: list[Path] = field(default_factory=list)
    define: list[str] = field(default_factory=list)
    origin: str = ""
    left_out: list[str] = field(default_factory=list)  # what its project says and a Kbuild cannot

    def kbuild(self) -> str:
        def relative(paths: list[Path]) -> str:
            return " ".join(os.path.relpath(path, self.folder) for path in paths)

        lines = [f"ntspin-driver := {self.name}", f"{self.name}-src := {relative(self.sources)}"]
        if self.include:
            lines.append(f"{self.name}-include := {relative(self.include)}")
        if self.define:
            lines.append(f"{self.name}-define := {' '.join(self.define)}")
        return "\n".join([*lines, "include $(NTSPIN)/driver.mk", ""])


def resolve(folder: Path, name: str) -> Path | None:
    """A path of a project file's: backslashes, whatever the case."""
    if "$(" in name or "%(" in name or "*" in name:
        return None
    slashes = name.strip().strip('"').replace("\\", "/")
    if not slashes or re.match(r"[A-Za-z]:|/", slashes):
        return None
    path = includes.Resolver([], []).below(str(folder), slashes)
    return Path(path) if path else None


def module_name(text: str) -> str:
    return re.sub(r"\W", "_", text).lower()


def words(text: str | None) -> list[str]:
    """A list of MSBuild's, less what it takes from elsewhere."""
    return [word.strip() for word in (text or "").split(";")
            if word.strip() and "%(" not in word and "$(" not in word]


def chosen(root: ElementTree.Element) -> tuple[str, str]:
    """The configuration and platform that are read: Release and x64, as the project calls them."""
    names = [element.get("Include", "") for element in root.iter()
             if element.tag.rpartition("}")[2] == "ProjectConfiguration"]
    names += [name for element in root.iter()
              for name in re.findall(r"'([^'|$]+\|[^'|$]+)'", element.get("Condition", ""))]
    pairs = [(left, right) for left, bar, right in (name.partition("|") for name in names) if bar]
    # Of several, which are Windows' versions, the last.
    return max(reversed(pairs), default=("Release", "x64"),
               key=lambda pair: (pair[1].lower() == "x64", "release" in pair[0].lower()))


def holds(condition: str, configuration: str, platform: str) -> bool:
    """As MSBuild has it; what cannot be decided holds unless it names another machine, or Debug."""
    text = condition.replace("$(Configuration)", configuration).replace("$(Platform)", platform)
    sides = re.fullmatch(r"\s*'([^'$]*)'\s*(==|!=)\s*'([^'$]*)'\s*", text)
    if not sides:
        return not re.search(r"\b(Win32|x86|ARM|Debug)\b", condition, re.I)
    return (sides[1].lower() == sides[3].lower()) == (sides[2] == "==")


def active(element: ElementTree.Element, pair: tuple[str, str]) -> Iterator[ElementTree.Element]:
    """The elements that count in one configuration, less the sources that are not built in it."""
    for child in element:
        if not holds(child.get("Condition", ""), *pair):
            continue
        if any(inner.tag.endswith("}ExcludedFromBuild") and (inner.text or "").strip().lower() == "true"
               and holds(inner.get("Condition", ""), *pair) for inner in child):
            continue
        yield child
        yield from active(child, pair)


def by_vcxproj(path: Path) -> tuple[Driver, bool]:
    """What it says, and whether it makes a driver."""
    root = ElementTree.fromstring(includes.read(str(path)).lstrip("\ufeff").encode())
    driver = Driver(module_name(path.stem), path.parent, origin=path.name)
    kinds, is_driver = set(), False
    for element in active(root, chosen(root)):
        tag = element.tag.rpartition("}")[2]
        if tag == "ConfigurationType":
            kinds.add((element.text or "").strip())
        elif tag in ("DriverType", "SupportsPackaging"):
            is_driver = is_driver or tag == "DriverType"
        elif tag == "PlatformToolset":
            is_driver = is_driver or "KernelModeDriver" in (element.text or "")
        elif tag == "TargetName" and "$(" not in (element.text or "$("):
            driver.name = module_name(element.text or driver.name)
        elif tag == "ClCompile" and element.get("Include"):
            if (source := resolve(path.parent, element.get("Include", ""))) and source.is_file():
                driver.sources.append(source)
            else:
                driver.left_out.append(element.get("Include", ""))
        elif tag == "AdditionalIncludeDirectories":
            local = (element.text or "").replace("$(ProjectDir)", "").replace("$(SolutionDir)", "../")
            for name in words(local):
                folder = resolve(path.parent, name)
                if folder and folder.is_dir() and folder not in driver.include:
                    driver.include.append(folder)
        elif tag == "PreprocessorDefinitions":
            for word in (element.text or "").split(";"):
                word = word.strip()
                if re.fullmatch(r"\w+(=[\w.]+)?", word):
                    driver.define += [word] if word not in driver.define else []
                elif word and not word.startswith("%("):
                    driver.left_out.append(word)
    driver.sources = list(dict.fromkeys(driver.sources))
    return driver, is_driver or bool(kinds & {"Driver"})


def by_sources(path: Path) -> tuple[Driver, bool]:
    """A SOURCES file, as the older driver kits' build.exe reads it, and whether it makes a driver."""
    text = re.sub(r"\\\s*\n", " ", re.sub(r"#[^\n]*", "", includes.read(str(path))))
    values: dict[str, str] = {}
    for name, more, value in re.findall(r"^\s*(\w+)\s*(\+?)=[ \t]*(.*)$", text, re.M):
        old = values.get(name.upper(), "") if more else ""
        values[name.upper()] = f"{old} {value}".strip()
    driver = Driver(module_name(values.get("TARGETNAME", path.parent.name)), path.parent,
                    origin=path.name)
    for name in values.get("SOURCES", "").split():
        if SOURCE.search(name) and (source := resolve(path.parent, name)) and source.is_file():
            driver.sources.append(source)
    for name in re.split(r"[;\s]+", values.get("INCLUDES", "")):
        folder = resolve(path.parent, name)
        if folder and folder.is_dir():
            driver.include.append(folder)
    driver.define = re.findall(r"[-/]D\s*(\w+(?:=\w+)?)", values.get("C_DEFINES", ""))
    kind = values.get("TARGETTYPE", "DRIVER").upper()
    return driver, "$(" in kind or kind in KINDS


def find(folder: Path) -> tuple[list[Driver], list[str]]:
    """The drivers of a folder, and what of it was left out."""
    drivers, notes = [], []
    others: set[Path] = set()
    projects = sorted(path for path in folder.rglob("*") if path.is_file() and (
        path.suffix.lower() == ".vcxproj" or path.name.lower() == "sources"))
    for path in projects:
        try:
            driver, is_driver = by_vcxproj(path) if path.suffix else by_sources(path)
        except (ElementTree.ParseError, UnicodeError) as error:
            notes.append(f"{path.relative_to(folder)} cannot be read: {error}")
            continue
        if not is_driver:
            others.update(driver.sources)
            notes.append(f"{path.relative_to(folder)} makes no driver")
        elif driver.sources and not any(driver.sources == known.sources for known in drivers):
            drivers.append(driver)
            if driver.left_out:
                notes.append(f"{path.relative_to(folder)}: left out {', '.join(driver.left_out)}")
    if not drivers:
        sources = sorted(path for path in folder.rglob("*") if path.is_file()
                         and SOURCE.search(path.name) and path not in others
                         and not path.name.endswith("_linux.c") and not path.name.endswith(".mod.c"))
        if sources:
            drivers = [Driver(module_name(folder.resolve().name), folder, sources)]
    taken: set[str] = set()
    for driver in drivers:
        # A driver's headers are beside its sources, or where a project says; else anywhere.
        if not driver.origin:
            driver.include = sorted({path.parent for path in folder.rglob("*.[hH]")})
            driver.include = [path for path in driver.include if ".ntspin" not in path.parts]
        while driver.name in taken:
            driver.name += "_"
        taken.add(driver.name)
        spaced = [path for path in [*driver.sources, *driver.include] if " " in str(path)]
        notes += [f"{path}: make takes no path with a space: rename it" for path in spaced]
    return drivers, notes
