#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the random programs over MDLs, and seed faults into their routines."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from seeded import Fault, check  # pylint: disable=wrong-import-position

PROGRAMS = ("programs", "2000")

SOUND = [("asan", *PROGRAMS)]

FAULTS = [
    Fault("a page too few", "mm/mdl.hpp",
          "(offset_of(address) + length % page_size + page_size - 1) / page_size",
          "(offset_of(address) / page_size + length % page_size + page_size - 1) / page_size",
          "asan", PROGRAMS, ("mm/mdl.cpp", "mm/mdl_pages.cpp")),
    Fault("a part begins with the first page of its source", "mm/mdl.cpp",
          "(source.ByteOffset + offset) / page_size", "offset / page_size", "asan", PROGRAMS),
    Fault("a part that ends behind its source", "mm/mdl.cpp",
          "if (asked > rest)", "if (false)", "asan", PROGRAMS),
    Fault("a part that begins behind its source", "mm/mdl.cpp",
          "if (offset >= source.ByteCount)", "if (false)", "asan", PROGRAMS),
    Fault("a target too small", "mm/mdl.cpp",
          "!has_room(*TargetMdl, size_of_mdl(VirtualAddress, length))", "!has_room(*TargetMdl, 0)",
          "asan", PROGRAMS),
    Fault("a part has no address of its source's", "mm/mdl.cpp",
          "static_cast<char *>(source.MappedSystemVa) + offset", "source.MappedSystemVa",
          "asan", PROGRAMS),
    Fault("a part of what has no pages", "mm/mdl.cpp",
          "if (!has(*SourceMdl, described))", "if (false)", "asan", PROGRAMS),
    Fault("a locked target", "mm/mdl.cpp",
          "if (has(*TargetMdl, MDL_PAGES_LOCKED))", "if (false)", "asan", PROGRAMS),
    Fault("freed while locked", "mm/mdl.cpp",
          "if (has(*Mdl, MDL_PAGES_LOCKED))", "if (false)", "asan", PROGRAMS),
    Fault("every page is the first one", "mm/mdl_pages.cpp",
          "+ i * page_size,", "+ 0 * i,", "asan", PROGRAMS),
    Fault("locked twice", "mm/mdl_pages.cpp",
          "if (has(*MemoryDescriptorList, described | MDL_MAPPED_TO_SYSTEM_VA))", "if (false)",
          "asan", PROGRAMS),
    Fault("locked for a program", "mm/mdl_pages.cpp",
          "mode != KernelMode ||", "(mode & ~UserMode) ||", "asan", PROGRAMS),
    Fault("what is read alone is recorded as written", "mm/mdl_pages.cpp",
          "operation == IoReadAccess ? 0 :", "operation < IoReadAccess ? 0 :", "asan", PROGRAMS),
    Fault("an unlock leaves it mapped", "mm/mdl_pages.cpp",
          "unmap(*MemoryDescriptorList, MDL_PAGES_LOCKED);",
          "clear(*MemoryDescriptorList, MDL_PAGES_LOCKED);", "asan", PROGRAMS),
    Fault("mapped without pages", "mm/mdl_pages.cpp",
          "if (!has(*Mdl, described)) {", "if (false) {", "asan", PROGRAMS),
    Fault("a part keeps its own address", "mm/mdl_pages.cpp",
          "has(*Mdl, MDL_PARTIAL) ? MDL_PARTIAL_HAS_BEEN_MAPPED : 0", "0", "asan", PROGRAMS),
]

if __name__ == "__main__":
    sys.exit(check(SOUND, FAULTS))
