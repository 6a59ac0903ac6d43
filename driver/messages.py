# SPDX-License-Identifier: GPL-2.0
"""messages.py - the header of a .mc file, as Windows' message compiler makes it from its messages.

The texts are left out: they are for a resource of the driver's file, of which there is none here.
"""

from __future__ import annotations

import re

SEVERITIES = {"success": 0, "informational": 1, "warning": 2, "error": 3}
FACILITIES = {"system": 0xff, "application": 0xfff}
LISTS = re.compile(r"^[ \t]*(SeverityNames|FacilityNames|LanguageNames)[ \t]*=[ \t]*\((.*?)\)", re.M | re.S | re.I)
NAMED = re.compile(r"(\w+)\s*=\s*(0[xX][0-9a-fA-F]+|\d+)(?::(\w+))?")
WORD = re.compile(r"^[ \t]*(MessageIdTypedef|MessageId|Severity|Facility|SymbolicName|Language|OutputBase)"
                  r"[ \t]*=[ \t]*([^\s;]*)", re.I)


def header(text: str) -> str:
    """What a driver's sources include."""
    lines: list[str] = []
    severities, facilities = dict(SEVERITIES), dict(FACILITIES)
    last: dict[str, int] = {}
    typedef, severity, facility, number = "", "success", "application", ""
    in_text = False

    def take(match: re.Match[str]) -> str:
        known = {"severitynames": severities, "facilitynames": facilities}.get(match[1].lower())
        for name, value, symbol in NAMED.findall(match[2]) if known is not None else []:
            known[name.lower()] = int(value, 0)
            if symbol:
                lines.append(f"#define {symbol} {int(value, 0):#x}")
        return ""

    # What the message compiler writes first, but inside of what guards the header.
    rest = LISTS.sub(take, text)
    symbols, lines = lines, []
    for line in rest.splitlines():
        if in_text:
            in_text = line.rstrip() != "."
        elif line.startswith(";"):
            lines.append(line[1:])
        elif match := WORD.match(line):
            word, value = match[1].lower(), match[2]
            if word == "messageidtypedef":
                typedef = value
            elif word == "messageid":
                number = value
            elif word == "severity":
                severity = value.lower()
            elif word == "facility":
                facility = value.lower()
            elif word == "symbolicname" and value:
                before = last.get(facility, 0)
                here = before + int(number[1:] or "1", 0) if number.startswith("+") else \
                    int(number, 0) if number else before + 1
                last[facility] = here
                number = ""
                code = severities.get(severity, 0) << 30 | facilities.get(facility, 0) << 16 | here
                # Windows' L is of 32 bits.
                lines.append(f"#define {value} (({typedef}){code:#010x})" if typedef else
                             f"#define {value} {code:#010x}")
            elif word == "language":
                in_text = True
    guards = next((at + 1 for at, line in enumerate(lines) if re.match(r"\s*#\s*define\s+\w+\s*$", line)), 0)
    return "\n".join(lines[:guards] + [f"#ifndef {line.split()[1]}\n{line}\n#endif" for line in symbols] +
                     lines[guards:]) + "\n"
