#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - scripts/port on two small drivers: one that compiles whole, and one that lacks much. TAP."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "host"))
import tap  # noqa: E402

KBUILD = """ntspin-driver := whole_driver
whole_driver-src := entry.c guarded.c table.cpp
whole_driver-include := ../Inc
whole_driver-define := WHOLE_LIMIT=3
include $(NTSPIN)/driver.mk
"""


def claim(report: tap.Tap, name: str, good: object, why: str = "") -> None:
    report.result(bool(good), name, why)


def port(folder: Path, *words: str) -> tuple[int, str]:
    run = subprocess.run([ROOT / "scripts/port", *words, folder], check=False, text=True,
                         capture_output=True)
    return run.returncode, run.stdout + (run.stderr if run.returncode not in (0, 1) else "")


def verdicts(data: dict[str, Any]) -> dict[str, tuple[str, int]]:
    return {row["name"]: (row["verdict"], row["files"]) for row in data["wanted"]}


def whole(report: tap.Tap, folder: Path, compiler: str) -> None:
    words = ["--compiler", compiler, "--json"]
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    status, text = port(folder, *words)
    claim(report, f"a driver that compiles whole: exit status 0, {compiler}", status == 0, text)
    data = json.loads(text)
    claim(report, f"the sources are those of its project, {compiler}",
                  sorted(file["path"] for file in data["files"]) ==
                  ["src/entry.c", "src/guarded.c", "src/table.cpp"], text)
    claim(report, f"guards that guard nothing, and a return past one, are said, {compiler}",
                  any("guards nothing" in note for note in data["notes"]) and
                  any("guarded.c:16" in note for note in data["notes"]), text)
    claim(report, f"no source is touched, {compiler}",
                  all(path.read_bytes() == old for path, old in before.items()))


def kbuild(report: tap.Tap, folder: Path) -> None:
    path = folder / "src/Kbuild"
    path.unlink(missing_ok=True)
    port(folder)
    claim(report, "the Kbuild says what the project says", path.read_text() == KBUILD,
                  path.read_text())
    path.write_text("obj-m := mine.o\n")
    status, text = port(folder)
    claim(report, "a Kbuild that is there stays", status == 0 and "stays as it is" in text and
                  path.read_text() == "obj-m := mine.o\n", text)


def lacking(report: tap.Tap, folder: Path) -> None:
    page = folder / "page.html"
    status, text = port(folder, "--json", "--html", str(page))
    claim(report, "one that lacks something: exit status 1", status == 1, text)
    data = json.loads(text)
    compile_ = {file["path"]: file["compiles"] for file in data["files"]}
    claim(report, "each file is classified", compile_ ==
                  {"good.c": True, "hooks.c": False, "filter.c": False, "casts.c": False,
                   "scoped.cpp": False}, text)
    found = verdicts(data)
    claim(report, "what is provided", found.get("KeAcquireSpinLock") == ("provided", 1), text)
    claim(report, "what cannot be had, behind a header that is not there",
                  found.get("KeInsertQueueApc") == ("cannot", 2) and
                  found.get("NdisFIndicateReceiveNetBufferLists") == ("cannot", 1) and
                  found.get("NDIS_HANDLE") == ("cannot", 1) and
                  found.get("PKENLISTMENT") == ("cannot", 1) and
                  found.get("ndis.h") == ("cannot", 1), text)
    claim(report, "what is the driver's own", found.get("ForgottenRoutine") == ("own", 1) and
                  found.get("forgotten.h") == ("own", 1), text)
    names = [row["name"] for row in data["wanted"] if row["kind"] == "routine"]
    claim(report, "a routine by the name of no namespace", found.get("ZwFlushKey") == ("use", 1), text)
    claim(report, "what most files want comes first", names[0] == "KeInsertQueueApc", str(names))
    causes = {file["path"]: file["cause"] for file in data["files"]}
    claim(report, "the first cause is said", "ndis.h" in causes["filter.c"] and
                  causes["hooks.c"].startswith("hooks.c:4: "), str(causes))
    claim(report, "why Microsoft's compiler alone takes it",
                  "to Microsoft's compiler alone" in causes["casts.c"], str(causes))
    claim(report, "the page has each file and each name", page.exists() and
                  all(word in page.read_text() for word in [*compile_, *found]))
    _, text = port(folder)
    claim(report, "for people, too", "1 of 5 files compile" in text and
                  "cannot be had: Linux delivers no APCs" in text, text)


def odd(report: tap.Tap, folder: Path) -> None:
    _, text = port(folder, "--json")
    data = json.loads(text)
    notes = "\n".join(data["notes"])
    compile_ = {file["path"]: file["compiles"] for file in data["files"]}
    claim(report, "of a project one configuration, less what it excludes",
                  set(compile_) == {"odd.c", "guards.c", "debug.c", "with space/spaced.c", "a/one.c",
                                    "b/two.c"}, text)
    kbuild_ = (folder / "Kbuild").read_text()
    claim(report, "its definitions, and no other's",
                  "-define := ODD_BITS=64 ODD_NAME=\\\"odd\\\"\n" in kbuild_, kbuild_)
    claim(report, "a definition that is left out is said", "left out ODD_TEXT=a b" in notes, notes)
    lines = (folder / "guards.c").read_text().splitlines()
    want = {str(number) for number, line in enumerate(lines, 1) if "leaves */" in line}
    claim(report, "each way past a __finally, and no other",
                  set(re.findall(r"guards\.c:(\d+)", notes)) == want, f"{want}\n{notes}")
    found = verdicts(data)
    claim(report, "what the body of a macro names is not provided",
                  found.get("RtlUnicodeString", ("",))[0] == "use", str(found))
    claim(report, "what the driver defines is not wanted",
                  not {"IoHandleMine", "HidHideProcess"} & set(found), str(found))
    claim(report, "no framework's for three letters", found.get("HideProcess") == ("own", 1) and
                  "PcHealth" not in found, str(found))
    claim(report, "one name of two headers is said",
                  re.search(r'"Common.h" is \S*a/common.h .* \S*b/common.h ', notes), notes)
    claim(report, "a path with a space is said", "spaced.c: make takes no path" in notes, notes)
    claim(report, "two projects of one folder are said", "is odd's: second" in notes, notes)
    claim(report, "a program that SOURCES makes is none", "tool/SOURCES makes no driver" in notes, notes)
    status, text = port(folder, "--compiler", "clang-0")
    claim(report, "a compiler that is not there: exit status 2", status == 2 and
                  "clang-0 is not installed" in text, text)


def sheets(report: tap.Tap, folder: Path) -> None:
    _, text = port(folder, "--json")
    data = json.loads(text)
    notes = "\n".join(data["notes"])
    compile_ = {file["path"]: file["compiles"] for file in data["files"]}
    claim(report, "each source of a list, by property sheets and headers found by name", compile_ ==
                  {"sys/sheets.c": True, "sys/net.c": False, "sys/wide.c": False,
                   "sys/parts.cpp": True, "other/probe.c": True}, text)
    kbuild_ = (folder / "sys/Kbuild").read_text()
    claim(report, "the folders of both are in the Kbuild, and what a property says",
                  "sheets-include := ../inc ../kit\n" in kbuild_ and
                  'SHEETS_NAME=\\"Sheets\\" SHEETS_LIMIT=5\n' in kbuild_, kbuild_)
    claim(report, "which folder no project names is said", "headers are taken from kit, " in notes, notes)
    claim(report, "a property that nothing says is left out", "SHEETS_BUILD=$(BuildNumber)" in notes, notes)
    claim(report, "a sheet that is not there: its sources tell a driver's project from a program's",
                  "other/Tool.vcxproj makes no driver" in notes, notes)
    found = verdicts(data)
    claim(report, "a framework's header brings the types of all", "NDIS_HANDLE" in found and
                  not {"KSPIN_LOCK", "DWORD"} & set(found), str(found))
    causes = {file["path"]: file["cause"] for file in data["files"]}
    claim(report, "a long that is not Windows' is said", causes["sys/wide.c"].endswith(
        "(a long has 64 bits here, and 32 on Windows)"), str(causes))
    claim(report, "each typedef of a long is said, and no other",
                  "a long has 64 bits here, and 32 on Windows: wide.c:5, wide.c:6, wide.c:7"
                  in data["notes"], notes)
    claim(report, "DMA and exceptions cannot be had", found.get("IoGetDmaAdapter") == ("cannot", 1) and
                  found.get("ExRaiseStatus") == ("cannot", 1), str(found))


def by_gcc(report: tap.Tap, folder: Path) -> None:
    """What gcc cannot take is said in a sentence, which names the package of what can."""
    said = {"named.c": "__FUNCTION__ is no string", "counted.c": "gcc knows no such number",
            "listed.c": "gcc keeps the comma", "numbers.cpp": "gcc knows no such number",
            "beside.cpp": "__FUNCTION__ is no string", "address.cpp": "gcc makes no PVOID"}
    if shutil.which("clang-19"):
        status, text = port(folder, "--compiler", "clang-19")
        claim(report, "clang takes Microsoft's words", status == 0, text)
    _, text = port(folder, "--json", "--compiler", "gcc")
    causes = {file["path"]: file["cause"] for file in json.loads(text)["files"]}
    claim(report, "what gcc cannot take is said", all(
        words in causes[name] and "apt-get install clang-19" in causes[name]
        for name, words in said.items()), text)


def made(report: tap.Tap, folder: Path) -> None:
    """What tools of Windows' make, and what Microsoft's compiler alone takes."""
    for compiler in filter(shutil.which, ("clang-19", "gcc")):
        _, text = port(folder, "--json", "--compiler", compiler)
        data = json.loads(text)
        compile_ = {file["path"].rpartition("/")[2]: file["compiles"] for file in data["files"]}
        claim(report, f"the header of a .mc file is made, {compiler}", compile_["logged.c"], text)
        causes = {file["path"].rpartition("/")[2]: file["cause"] for file in data["files"]}
        claim(report, f"a cast that is assigned to is said, {compiler}",
              "a cast is something that is assigned to" in causes["cast.c"], text)
        claim(report, f"more arguments than parameters are said, {compiler}",
              "it is no error to give a routine more" in causes["given.c"], text)
        kinds = {row["name"]: row["kind"] for row in data["wanted"]}
        claim(report, f"a routine that is named is one, {compiler}",
              kinds.get("ZwCreateFile") == "routine", text)
        if compiler != "gcc":
            claim(report, "an aligned new, a long that is counted, a word of older C++, clang",
                  compile_["based.cpp"], text)


def main() -> int:
    report = tap.Tap()
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("whole", "lacking", "odd", "sheets", "words", "made"):
            shutil.copytree(HERE / name, Path(scratch) / name)
        for compiler in ("clang-19", "gcc"):
            if shutil.which(compiler):
                whole(report, Path(scratch) / "whole", compiler)
        kbuild(report, Path(scratch) / "whole")
        lacking(report, Path(scratch) / "lacking")
        odd(report, Path(scratch) / "odd")
        sheets(report, Path(scratch) / "sheets")
        by_gcc(report, Path(scratch) / "words")
        made(report, Path(scratch) / "made")
        empty = Path(scratch) / "empty"
        empty.mkdir()
        status, text = port(empty)
        claim(report, "a folder without a driver: exit status 2", status == 2, text)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
