#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the tests of module/rtl, compare the case of all characters, and seed faults.

    check.py BUILD COMPILE...

BUILD holds the program that the Makefile made, and objects of all its files without sanitizers;
COMPILE is a compiler and flags for a file with a fault in it, which the tests have to find.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import shipped  # pylint: disable=wrong-import-position
from tap import Tap  # pylint: disable=wrong-import-position

SECONDS = 120
FINAL_SIGMA, SIGMA = 0x3c2, 0x3a3


class Fault(NamedTuple):
    name: str
    file: str
    old: str  # in the file, once
    new: str


FAULTS = [
    Fault("a table's tree is not turned where it has shrunk", "avl_tree.hpp",
          "at = &rebalance(*at);", ";"),
    Fault("a tree is turned once where it is to be twice", "avl_tree.hpp",
          "if (balance_of(below) != -sign) {", "if (true) {"),
    Fault("the next one is missing on the wrong side", "avl_tree.hpp",
          "is_child ? right : left);", "right);"),
    Fault("an element of any size is asked for", "avl_table.cpp", "BufferSize <= most ?", "true ?"),
    Fault("an enumeration begins anew behind what was deleted", "avl_table.cpp",
          "Table->RestartKey = neighbour(*Table, *at, left);", "Table->RestartKey = at->Parent;"),
    Fault("what is behind a bitmap's end counts", "bitmap.cpp",
          "all_ones >> (bits_in_word - here));", "all_ones);"),
    Fault("bits are set from their word's first on", "bitmap.cpp",
          "all_ones >> (bits_in_word - here) << bit", "all_ones >> (bits_in_word - here)"),
    Fault("a search ends at the bitmap's end", "bitmap.cpp",
          "found != none ? found : find_from(map, 0, from, count, wanted)", "found"),
    Fault("of runs the last comes before its likes", "bitmap.cpp",
          "runs[at - 1].NumberOfBits < run.NumberOfBits; at--", "runs[at - 1].NumberOfBits <= run.NumberOfBits; at--"),
    Fault("a copy that fits just gets a null behind it", "string.cpp",
          "if (length < room_of(*string))", "if (length <= room_of(*string))"),
    Fault("an append may take the room of the string itself", "string.cpp",
          "length > room_of(*to) - text.length", "text.length > room_of(*to)"),
    Fault("case counts where it must not", "counted.hpp",
          "if (ignores_case)", "if (!ignores_case)"),
    Fault("bytes are compared as signed", "counted.hpp",
          "static_cast<UCHAR>(c) :", "c :"),
    Fault("half a pair of surrogates is taken for a whole one", "utf.hpp",
          "(from[1] & 0xfc00) == 0xdc00", "(from[1] & 0xf800) == 0xd800"),
    Fault("a character in more bytes than it needs", "utf.hpp",
          "code < least[length] || ", ""),
    Fault("one more case of a character", "case_pairs.hpp",
          "{0x00f8, 0x00fe,", "{0x00f7, 0x00fe,"),
    Fault("a number does not end at what is no digit", "number_text.cpp",
          "digit_of(text.text[at]) < base; at++", "digit_of(text.text[at]) < 16; at++"),
    Fault("every fourth year is a leap year", "time_fields.cpp",
          "(year % 100 != 0 || year % 400 == 0)", "true"),
    Fault("the last century of four is as short as the others", "time_fields.cpp",
          "least(rest / days_in_100_years, 3)", "rest / days_in_100_years"),
    Fault("a precision does not cut a number's zeros", "format_number.hpp",
          "field.zero && !field.left && !field.has_precision", "field.zero && !field.left"),
    Fault("a long has 64 bits", "format.cpp",
          "if (size == field_size::bits_64 || size == field_size::pointer)",
          "if (size == field_size::bits_64 || size == field_size::pointer || size == field_size::wide)"),
    Fault("a counted string ends at a null", "format.cpp",
          "output_.text(field, string->Buffer, length, true)",
          "output_.text(field, string->Buffer, to_the_null, false)"),
    Fault("a character is cut", "format_output.hpp",
          "fits_ = fits_ && count <= room_ - length_;",
          "fits_ = fits_ && length_ < room_;\n\t\tcount = count <= room_ - length_ ? count : 1;"),
    Fault("a string is written one too far", "strsafe_write.hpp",
          "to.size > at ? to.size - at - 1 : 0", "to.size > at ? to.size - at : 0"),
    Fault("what does not fit is written all the same", "strsafe_write.hpp",
          "(more.flags & STRSAFE_NO_TRUNCATION) &&", "false &&"),
    Fault("arguments are read twice", "strsafe.hpp",
          "format(to, room, text_, copy)", "format(to, room, text_, arguments_)"),
    Fault("a limit is not looked at", "strsafe.hpp",
          "at < limit_ && from_[at]", "from_[at]"),
    Fault("there is no room for the null", "allocate.cpp",
          "const ULONG all = bytes + null;", "const ULONG all = bytes;"),
    Fault("a buffer of one's own may be too small", "allocate.cpp",
          "all <= to->MaximumLength ?", "bytes <= to->MaximumLength ?"),
    Fault("a string is longer than it can say", "allocate.cpp",
          "if (all > most_bytes)", "if (bytes > most_bytes)"),
    Fault("for nothing there is no buffer", "allocate.cpp",
          "all ? all : sizeof(WCHAR)", "all"),
    Fault("a string that is freed keeps its buffer", "allocate.cpp",
          "\t*string = {};\n", ""),
    Fault("a GUID has all its dashes but one", "allocate.cpp",
          "if (at == 0 || at == 2)", "if (at == 2)"),
]


def run(program: Path, *words: str) -> tuple[int, list[str]]:
    done = subprocess.run([program, *words], check=False, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
    return done.returncode, done.stdout.splitlines()


def run_cases(tap: Tap, program: Path) -> None:
    code, lines = run(program)
    said: list[str] = []
    count = 0
    for line in lines:
        good = line.startswith("ok ")
        if good or line.startswith("not ok "):
            tap.result(good, line.split("ok ", 1)[1], "\n".join(said))
            said, count = [], count + 1
        else:
            said.append(line)
    tap.result(count > 0 and code == 0, "the program ends well", "\n".join(said))


def upcase(code: int) -> int:
    """What case_pairs.hpp promises, by Python's tables."""
    if code == FINAL_SIGMA:
        return SIGMA
    upper = chr(code).upper()
    if len(upper) != 1 or ord(upper) > 0xffff or upper.lower() != chr(code):
        return code
    return ord(upper)


def compare_case(program: Path) -> str:
    """What differs; Python's tables may be of a later Unicode, and then have more letters."""
    upper = {code: upcase(code) for code in range(0x10000)}
    lower = {up: code for code, up in upper.items() if up != code and code != FINAL_SIGMA}
    differs = []
    for line in run(program, "case")[1]:
        code, up, low = (int(word, 16) for word in line.split())
        if up != upper[code] and up != code or low != lower.get(code, code) and low != code:
            differs.append(line)
        if code < 0x600 and (up != upper[code] or low != lower.get(code, code)):
            differs.append(line)
    return "\n".join(differs[:10])


def seed(folder: Path, number: int, fault: Fault, compile_command: list[str]) -> str:
    """What went wrong; nothing where the tests have found it."""
    file = f"rtl/{fault.file}"
    times = shipped.read(file).count(fault.old)
    if times != 1:
        return f"{times} times in {file}: {fault.old}"
    here = folder / "faults" / str(number)
    shipped.copy(here, lambda name, text: text.replace(fault.old, fault.new) if name == file else text)
    objects = {path.stem: path for path in (folder / "plain").glob("*.o")}
    # Of a header all that include it, one way or another.
    sources = [here / file] if file.endswith(".cpp") else [
        path for path in (here / "rtl").glob("*.cpp") if path.stem in objects]
    for source in sources:
        target = here / f"{source.stem}.o"
        made = subprocess.run([*compile_command, "-c", source, "-o", target], check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if made.returncode:
            return made.stdout
        objects[source.stem] = target
    program = here / "rtl-test"
    made = subprocess.run([compile_command[0], *objects.values(), "-o", program], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode:
        return made.stdout
    if run(program)[0] == 0 and not compare_case(program):
        return "the tests pass"
    return ""


def main() -> int:
    folder, compile_command = Path(sys.argv[1]).resolve(), sys.argv[2:]
    tap = Tap()
    run_cases(tap, folder / "rtl-test")
    differs = compare_case(folder / "rtl-test")
    tap.result(not differs, "each character has Unicode's case", differs)
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(seed, folder, number, fault, compile_command)
                for number, fault in enumerate(FAULTS)]
        for fault, job in zip(FAULTS, jobs):
            error = job.result()
            tap.result(not error, f"found out: {fault.name}", error)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
