# SPDX-License-Identifier: GPL-2.0
"""port_report.py - what port found out, for people, for machines, and as a page."""

from __future__ import annotations

import html
import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from port_compile import File
from port_names import Verdict, is_windows, verdict

KINDS = {"header": "headers", "type": "types, constants and macros", "routine": "routines"}


@dataclass
class Row:
    name: str
    kind: str
    files: int
    verdict: Verdict


def rank(files: list[File]) -> list[Row]:
    """What is wanted: of each kind first what most files want. Provided is said of routines alone."""
    rows = []
    for kind in KINDS:
        counts: Counter[str] = Counter()
        for file in files:
            wanted = {"header": file.headers, "type": file.types,
                      "routine": file.routines | file.calls}[kind]
            counts.update(wanted)
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            judged = verdict(name, kind)
            missed = any(name in file.routines for file in files)
            if kind == "routine" and not missed and judged.kind == "own":
                continue  # the driver's own, though its name looks like Windows'
            rows.append(Row(name, kind, count, judged))
    return rows


def as_text(folder: Path, files: list[File], notes: list[str], compiler: str) -> str:
    good = [file for file in files if file.compiles]
    bad = [file for file in files if not file.compiles]
    lines = [f"{folder}: {len(good)} of {len(files)} files compile ({compiler})"]
    for title, chosen in (("compile", good), ("do not", bad)):
        if chosen:
            lines.append(f"\n{title}:")
        for file in chosen:
            name = os.path.relpath(file.path, folder)
            lines.append(f"  {name}" + (f"\n      {file.cause}" if file.cause else ""))
    rows = rank(files)
    for kind, title in KINDS.items():
        missing = [row for row in rows if row.kind == kind and row.verdict.kind != "provided"]
        if missing:
            lines.append(f"\n{title} that are missing, and how many files want them:")
        lines += [f"  {row.files:4} {row.name:40} {row.verdict.text}" for row in missing]
    there = [row.name for row in rows if row.kind == "routine" and row.verdict.kind == "provided"]
    if there:
        lines.append(f"\nroutines that are provided ({len(there)}):")
        line = " "
        for name in there:
            if len(line) + len(name) > 96:
                lines.append(line)
                line = " "
            line += f" {name}"
        lines.append(line)
    return "\n".join([*lines, *([""] if notes else []), *notes])


def as_data(folder: Path, files: list[File], notes: list[str], compiler: str) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "compiler": compiler,
        "files": [{"driver": file.driver, "path": os.path.relpath(file.path, folder),
                   "compiles": file.compiles, "cause": file.cause} for file in files],
        "wanted": [{"kind": row.kind, "name": row.name, "files": row.files,
                    "verdict": row.verdict.kind, "text": row.verdict.text} for row in rank(files)],
        "notes": notes,
    }


STYLE = """body{font:15px/1.4 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;vertical-align:top}
tr:nth-child(even){background:#f3f3f3}.provided{color:#060}.cannot{color:#900}code{font-size:90%}"""


def as_page(folder: Path, files: list[File], notes: list[str], compiler: str) -> str:
    def row(cells: list[str], kind: str = "") -> str:
        return f"<tr class='{kind}'>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    good = sum(file.compiles for file in files)
    title = f"{good} of {len(files)} files compile"
    parts = [f"<!DOCTYPE html><meta charset=utf-8><title>{html.escape(folder.name)}: {title}</title>"
             f"<style>{STYLE}</style><h1>{html.escape(folder.name)}: {title}</h1>"
             f"<p>Compiled by {html.escape(compiler)}.</p><h2>Files</h2><table>"]
    for file in sorted(files, key=lambda file: (file.compiles, str(file.path))):
        parts.append(row([f"<code>{html.escape(os.path.relpath(file.path, folder))}</code>",
                          "compiles" if file.compiles else html.escape(file.cause)],
                         "provided" if file.compiles else ""))
    parts.append("</table>")
    rows = rank(files)
    for kind, name in KINDS.items():
        chosen = [entry for entry in rows if entry.kind == kind]
        if chosen:
            parts.append(f"<h2>Wanted {name}</h2><table><tr><th>files<th>name<th></tr>")
            parts += [row([str(entry.files), f"<code>{html.escape(entry.name)}</code>",
                           html.escape(entry.verdict.text)], entry.verdict.kind) for entry in chosen]
            parts.append("</table>")
    parts += [f"<p>{html.escape(note)}</p>" for note in notes]
    return "\n".join(parts) + "\n"


def as_json(folder: Path, files: list[File], notes: list[str], compiler: str) -> str:
    return json.dumps(as_data(folder, files, notes, compiler), indent=1)


__all__ = ["as_json", "as_page", "as_text", "is_windows", "rank"]
