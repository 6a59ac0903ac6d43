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

# What includes mdl.hpp.
ALL = ("mm/mdl.cpp", "mm/mdl_pages.cpp", "mm/mdl_allocate.cpp")

SOUND = [("asan", *PROGRAMS)]

FAULTS = [
    Fault("a page too few", "mm/mdl.hpp",
          "(offset_of(address) + length % page_size + page_size - 1) / page_size",
          "(offset_of(address) / page_size + length % page_size + page_size - 1) / page_size",
          "asan", PROGRAMS, ALL),
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
    Fault("every page is the first one", "mm/mdl.hpp",
          "+ i * page_size,", "+ 0 * i,", "asan", PROGRAMS, ALL),
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
          "has(mdl, MDL_PARTIAL) ? MDL_PARTIAL_HAS_BEEN_MAPPED : 0", "0", "asan", PROGRAMS),
    Fault("mapped for a program", "mm/mdl_pages.cpp",
          "if (mode != KernelMode) {", "if (mode & ~UserMode) {", "asan", PROGRAMS),
    Fault("mapped once without pages", "mm/mdl_pages.cpp",
          "if (!has(*mdl, described)) {", "if (false) {", "asan", PROGRAMS),
    Fault("mapped twice", "mm/mdl_pages.cpp",
          "if (!has(*mdl, mapped)) [[likely]]", "if (true)", "asan", PROGRAMS),
    Fault("unmapped though it is not mapped", "mm/mdl_pages.cpp",
          "return has(mdl, MDL_MAPPED_TO_SYSTEM_VA) &&", "return", "asan", PROGRAMS),
    Fault("unmapped though its source is mapped", "mm/mdl_pages.cpp",
          "!has(mdl, MDL_PARENT_MAPPED_SYSTEM_VA) &&", "", "asan", PROGRAMS),
    Fault("unmapped elsewhere", "mm/mdl_pages.cpp",
          "mdl.MappedSystemVa == address;", "address;", "asan", PROGRAMS),
    Fault("an unmapping leaves it mapped", "mm/mdl_pages.cpp",
          "unmap(*MemoryDescriptorList, MDL_PARTIAL_HAS_BEEN_MAPPED);", ";", "asan", PROGRAMS),
    Fault("pages unlocked that were allocated", "mm/mdl_pages.cpp",
          "if (own_pages(*MemoryDescriptorList))\n\t\treturn report(NTSPIN_MDL_ALLOCATED",
          "if (false)\n\t\treturn report(NTSPIN_MDL_ALLOCATED", "asan", PROGRAMS),
    Fault("built though it has pages", "mm/mdl_pages.cpp",
          "if (own_pages(*MemoryDescriptorList))\n\t\treturn report(NTSPIN_MDL_HAS",
          "if (false)\n\t\treturn report(NTSPIN_MDL_HAS", "asan", PROGRAMS),
    Fault("any locked pages are freed", "mm/mdl_allocate.cpp",
          "own_pages(*MemoryDescriptorList);",
          "has(*MemoryDescriptorList, MDL_PAGES_LOCKED) ? buffer_of(*MemoryDescriptorList) : nullptr;",
          "asan", PROGRAMS),
    Fault("pages freed twice", "mm/mdl_allocate.cpp",
          "unmap(*MemoryDescriptorList, MDL_PAGES_LOCKED);", "unmap(*MemoryDescriptorList, 0);",
          "asan", PROGRAMS),
    Fault("pages are not freed", "mm/mdl_allocate.cpp",
          "MemoryDescriptorList->Process = nullptr;\n\tntspin::free_pool(pages, tag, how);",
          "MemoryDescriptorList->Process = nullptr;", "asan", PROGRAMS),
    Fault("pages freed while mapped", "mm/mdl_allocate.cpp",
          "if (has(*MemoryDescriptorList, MDL_MAPPED_TO_SYSTEM_VA))", "if (false)", "asan",
          PROGRAMS),
    Fault("pages are not zeroed", "mm/mdl_allocate.cpp",
          "flags & MM_DONT_ZERO_ALLOCATION ? 0", "true ? 0", "asan", PROGRAMS),
    Fault("fewer pages, where all are asked for", "mm/mdl_allocate.cpp",
          "!pages && !asked.is_whole() &&", "!pages &&", "asan", PROGRAMS),
    Fault("a page too few is allocated", "mm/mdl_allocate.cpp",
          "(most + page_size - 1) / page_size", "most / page_size", "asan",
          PROGRAMS),
    Fault("pages beside the ranges", "mm/mdl_allocate.cpp",
          "return last - skipped <= asked.high;", "return true;", "asan", PROGRAMS),
    Fault("pages in front of the ranges", "mm/mdl_allocate.cpp",
          "if (first < asked.low)", "if (false)", "asan", PROGRAMS),
    Fault("no range but the first", "mm/mdl_allocate.cpp",
          "asked.is_contiguous() ? 0 : asked.skip;", "0;", "asan", PROGRAMS),
    Fault("chunks that are not aligned", "mm/mdl_allocate.cpp",
          "begins ? chunk && numbers[i] % chunk :", "begins ? false :", "asan", PROGRAMS),
    Fault("chunks of three pages", "mm/mdl_allocate.cpp",
          "(!(asked.skip & (asked.skip - 1)) &&", "(", "asan", PROGRAMS),
    Fault("half a chunk", "mm/mdl_allocate.cpp",
          "&& asked.bytes % asked.skip == 0", "", "asan", PROGRAMS),
    Fault("half a page is skipped", "mm/mdl_allocate.cpp",
          "|| asked.skip % page_size", "", "asan", PROGRAMS),
    Fault("a flag that is not known", "mm/mdl_allocate.cpp",
          "|| asked.flags & ~known", "", "asan", PROGRAMS),
    Fault("an MDL without pages", "mm/mdl_allocate.cpp",
          "if (!mdl)\n\t\tntspin::free_pool(pages, tag, how);", "", "asan", PROGRAMS),
]

if __name__ == "__main__":
    sys.exit(check(SOUND, FAULTS))
