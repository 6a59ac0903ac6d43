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
from dialect import HEADERS

# What of a SOURCES file's TARGETTYPE is a driver, or linked into one.
KINDS = {"DRIVER", "DRIVER_LIBRARY", "EXPORT_DRIVER", "MINIPORT"}

SOURCE = re.compile(r"\.(c|cpp|cxx|cc)$", re.I)
# A name, or one with a value that a line of make can say.
DEFINITION = r'\w+(=([\w.]+|L?\\?"[\w.,:/-]*\\?"))?'
HEADER = re.compile(r"\.(h|hh|hpp|hxx|inc|inl|c|cpp|def)$", re.I)
OURS = ("wdm.h", "ntddk.h", "ntifs.h", "ntdef.h")
KERNEL_HEADERS = {"wdm.h", "ntddk.h", "ntifs.h", "ndis.h", "wdf.h", "fltkernel.h", "fwpsk.h",
                  "storport.h", "wsk.h"}


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
            defined = " ".join(self.define).replace('"', '\\"')
            lines.append(f"{self.name}-define := {defined}")
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


def tag_of(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def parse(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(includes.read(str(path)).lstrip("\ufeff").encode())


def chosen(root: ElementTree.Element) -> tuple[str, str]:
    """The configuration and platform that are read: Release and x64, as the project calls them."""
    names = [element.get("Include", "") for element in root.iter()
             if tag_of(element) == "ProjectConfiguration"]
    names += [name for element in root.iter()
              for name in re.findall(r"'([^'|$]+\|[^'|$]+)'", element.get("Condition", ""))]
    pairs = [(left, right) for left, bar, right in (name.partition("|") for name in names) if bar]
    # Of several, which are Windows' versions, the last.
    return max(reversed(pairs), default=("Release", "x64"),
               key=lambda pair: (pair[1].lower() == "x64", "release" in pair[0].lower()))


def holds(condition: str) -> bool:
    """As MSBuild has it; what cannot be decided holds unless it names another machine, or Debug."""
    sides = re.fullmatch(r"\s*'([^'$]*)'\s*(==|!=)\s*'([^'$]*)'\s*", condition)
    if not sides:
        return not re.search(r"\b(Win32|x86|ARM|Debug)\b", condition, re.I)
    return (sides[1].lower() == sides[3].lower()) == (sides[2] == "==")


class Project:
    """A .vcxproj with the property sheets that it imports, in one configuration."""

    def __init__(self, path: Path, top: Path) -> None:
        self.path = path
        self.folder = path.parent
        self.root = parse(path)
        above = [self.folder, *self.folder.parents]
        self.above = above[:above.index(top) + 1] if top in above else above[:3]
        # Where its solution is, as far as can be seen; else it may be in any of the folders above.
        with_solution = [folder for folder in self.above if any(folder.glob("*.sln"))]
        self.solutions = with_solution[:1] or self.above[1:] or self.above
        configuration, platform = chosen(self.root)
        self.values = {"configuration": configuration, "platform": platform, "projectdir": "",
                       "projectname": path.stem, "msbuildprojectname": path.stem,
                       "msbuildprojectdirectory": ".", "targetname": path.stem}
        self.imported: set[Path] = set()

    def expand(self, text: str, here: Path) -> str:
        """With the properties that are known; paths are from the project's folder."""
        values = {**self.values, "msbuildthisfiledirectory": os.path.relpath(here, self.folder) + "/"}
        return re.sub(r"\$\((\w+)\)", lambda match: values.get(match[1].lower(), match[0]), text)

    def place(self, name: str, base: Path, here: Path) -> Path | None:
        """A file or folder that the project names."""
        name = self.expand(name, here)
        for solution in self.solutions if "$(SolutionDir)" in name else [base]:
            to = os.path.relpath(solution, base) + "/"
            if path := resolve(base, name.replace("$(SolutionDir)", to)):
                return path
        return None

    def active(self, element: ElementTree.Element, here: Path
               ) -> Iterator[tuple[ElementTree.Element, Path]]:
        """The elements that count, less the sources that are not built, and in which folder they are."""
        for child in element:
            if not holds(self.expand(child.get("Condition", ""), here)):
                continue
            if any(tag_of(inner) == "ExcludedFromBuild" and (inner.text or "").strip().lower() == "true"
                   and holds(self.expand(inner.get("Condition", ""), here)) for inner in child):
                continue
            yield child, here
            if tag_of(child) == "Import":
                yield from self.sheet(self.place(child.get("Project", ""), here, here))
            yield from self.active(child, here)

    def sheet(self, path: Path | None) -> Iterator[tuple[ElementTree.Element, Path]]:
        if path is None or not path.is_file() or path in self.imported:
            return
        self.imported.add(path)
        try:
            root = parse(path)
        except (ElementTree.ParseError, UnicodeError):
            return
        yield from self.active(root, path.parent)

    def elements(self) -> Iterator[tuple[ElementTree.Element, Path]]:
        shared = (folder / "Directory.Build.props" for folder in self.above)
        yield from self.sheet(next((path for path in shared if path.is_file()), None))
        yield from self.active(self.root, self.folder)


def is_kernel(driver: Driver) -> bool:
    """Whether its sources include what only drivers do."""
    resolver = includes.Resolver([str(path) for path in driver.include], [])
    for source in driver.sources:
        resolver.scan(str(source))
    return not KERNEL_HEADERS.isdisjoint(name.lower() for name in resolver.found.missing)


def by_vcxproj(path: Path, top: Path) -> tuple[Driver, bool]:
    """What it says, and whether it makes a driver."""
    project = Project(path, top)
    driver = Driver(module_name(path.stem), path.parent, origin=path.name)
    kinds, is_driver = set(), False
    for element, here in project.elements():
        tag = tag_of(element)
        text = project.expand((element.text or "").strip(), here)
        if tag == "ConfigurationType":
            kinds.add(text)
        elif tag in ("DriverType", "SupportsPackaging"):
            is_driver = is_driver or tag == "DriverType"
        elif tag == "PlatformToolset":
            is_driver = is_driver or "KernelModeDriver" in text
        elif tag == "TargetName" and text and "$(" not in text:
            driver.name = module_name(text)
        elif tag == "ClCompile" and element.get("Include"):
            for name in filter(None, (name.strip() for name in element.get("Include", "").split(";"))):
                source = project.place(name, path.parent, here)
                if source and source.is_file():
                    driver.sources.append(source)
                else:
                    driver.left_out.append(name)
        elif tag in ("AdditionalIncludeDirectories", "IncludePath"):
            for name in text.split(";"):
                folder = project.place(name, path.parent, here)
                if folder and folder.is_dir() and folder not in driver.include:
                    driver.include.append(folder)
        elif tag == "CharacterSet" and text == "Unicode":
            driver.define += [word for word in ("UNICODE", "_UNICODE") if word not in driver.define]
        elif tag == "PreprocessorDefinitions":
            for word in text.split(";"):
                word = word.strip()
                if re.fullmatch(DEFINITION, word):
                    word = word.replace("\\", "")
                    driver.define += [word] if word not in driver.define else []
                elif word and not word.startswith("%("):
                    driver.left_out.append(word)
        # Which configuration is meant a project may say as well: whoever builds it says it last.
        if len(element) == 0 and text and tag.lower() not in ("configuration", "platform"):
            project.values[tag.lower()] = text
    driver.sources = list(dict.fromkeys(driver.sources))
    if not kinds and not is_driver:
        # What it is stands in a property sheet of another place.
        is_driver = is_kernel(driver)
    return driver, is_driver or bool(kinds & {"Driver"})


def by_sources(path: Path) -> tuple[Driver, bool]:
    """A SOURCES file, as the older driver kits' build.exe reads it, and whether it makes a driver."""
    text = re.sub(r"\\\s*\n", " ", re.sub(r"#[^\n]*", "", includes.read(str(path))))
    values: dict[str, str] = {}
    for name, more, value in re.findall(r"^\s*(\w+)\s*(\+?)=[ \t]*(.*)$", text, re.M):
        old = values.get(name.upper(), "") if more else ""
        values[name.upper()] = f"{old} {value}".strip().rstrip("\\").strip()
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


def look_further(driver: Driver, headers: dict[str, list[Path]]) -> list[Path]:
    """
    Folders for the headers that are in the tree, and not where the project says: a kit of the
    driver's own, or a build of another kind, has them there. The nearest of one name.
    """
    found: list[Path] = []

    def near(path: Path) -> int:
        return len(os.path.commonpath([path, driver.folder]))

    while True:
        resolver = includes.Resolver([str(path) for path in driver.include + found], HEADERS)
        for source in driver.sources:
            resolver.scan(str(source))
        old = len(found)
        for name in sorted(resolver.found.missing):
            parts = [part for part in name.lower().replace("\\", "/").split("/") if part != "."]
            same = [path for path in headers.get(parts[-1], [])
                    if [part.lower() for part in path.parts[-len(parts):]] == parts]
            places = [Path(*path.parts[:-len(parts)]) for path in same]
            # One that has wdm.h of its own would hide ntspin's.
            places = [place for place in places if not any((place / name).exists() for name in OURS)]
            if places:
                place = max(places, key=near)
                found += [place] if place not in found else []
        if len(found) == old:
            return found


def headers_in(folder: Path) -> dict[str, list[Path]]:
    headers: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if ".ntspin" in path.parts:
            continue
        if path.suffix.lower() == ".mc":  # of which its header is made
            path = path.with_suffix(".h")
        if HEADER.search(path.name):
            headers.setdefault(path.name.lower(), []).append(path)
    return headers


def find(folder: Path) -> tuple[list[Driver], list[str]]:
    """The drivers of a folder, and what of it was left out."""
    drivers, notes = [], []
    others: set[Path] = set()
    projects = sorted(path for path in folder.rglob("*") if path.is_file() and (
        path.suffix.lower() == ".vcxproj" or path.name.lower() == "sources"))
    for path in projects:
        try:
            driver, is_driver = by_vcxproj(path, folder) if path.suffix else by_sources(path)
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
    headers = headers_in(folder) if any(driver.origin for driver in drivers) else {}
    for driver in drivers:
        # A driver's headers are beside its sources, or where a project says; else anywhere.
        if not driver.origin:
            driver.include = sorted({path.parent for path in folder.rglob("*.[hH]")})
            own = [path for path in driver.include if any((path / name).exists() for name in OURS)]
            notes += [f"{os.path.relpath(path, folder)} has Windows' own headers: where a source finds "
                      "them, take them away, for ntspin's" for path in own]
            driver.include = [path for path in driver.include
                              if ".ntspin" not in path.parts and path not in own]
        elif more := look_further(driver, headers):
            driver.include += more
            notes.append(f"{driver.name}: headers are taken from "
                         f"{', '.join(os.path.relpath(path, folder) for path in more)}, of which "
                         f"{driver.origin} says nothing that can be read here")
        while driver.name in taken:
            driver.name += "_"
        taken.add(driver.name)
        spaced = [path for path in [*driver.sources, *driver.include] if " " in str(path)]
        notes += [f"{path}: make takes no path with a space: rename it" for path in spaced]
    return drivers, notes
