// SPDX-License-Identifier: GPL-2.0
/*
 * clocks.cpp - seam/time.h and seam/print.h in user space; and a bug check, which is abort().
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../seam/print.h"
#include "../seam/time.h"
#include "symbol.hpp"

namespace
{

constexpr LONGLONG ns_per_second = 1'000'000'000;

LONGLONG read(clockid_t clock) noexcept
{
	timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * ns_per_second + now.tv_nsec;
}

} /* namespace */

extern "C" {

ULONGLONG ntspin_boot_ns(void)
{
	return static_cast<ULONGLONG>(read(CLOCK_BOOTTIME));
}

ULONGLONG ntspin_awake_ns(void)
{
	return static_cast<ULONGLONG>(read(CLOCK_MONOTONIC));
}

LONGLONG ntspin_system_ns(void)
{
	return read(CLOCK_REALTIME);
}

ULONG ntspin_tick_ns(void)
{
	return 4'000'000;
}

void ntspin_stall(ULONG us)
{
	const LONGLONG end = read(CLOCK_MONOTONIC) + us * LONGLONG{1000};

	while (read(CLOCK_MONOTONIC) < end)
		;
}

void ntspin_print(ULONG, const char *text)
{
	fputs(text, stderr);
}

/* A sanitizer's report has it, too. */
ULONG_PTR ntspin_pointer_shown(ULONG_PTR pointer)
{
	return pointer;
}

/* Each time: a test that fails fails there. */
BOOLEAN ntspin_assertion_is_new(const void *)
{
	return TRUE;
}

VOID NTAPI KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1,
			ULONG_PTR BugCheckParameter2, ULONG_PTR BugCheckParameter3,
			ULONG_PTR BugCheckParameter4)
{
	fprintf(stderr, "ntspin: bug check 0x%X (0x%llX, 0x%llX, 0x%llX, 0x%llX) (%s)\n",
		BugCheckCode, static_cast<ULONGLONG>(BugCheckParameter1),
		static_cast<ULONGLONG>(BugCheckParameter2),
		static_cast<ULONGLONG>(BugCheckParameter3),
		static_cast<ULONGLONG>(BugCheckParameter4),
		host::symbol(__builtin_return_address(0)).text);
	abort();
}

VOID NTAPI KeBugCheck(ULONG BugCheckCode)
{
	fprintf(stderr, "ntspin: bug check 0x%X (%s)\n", BugCheckCode,
		host::symbol(__builtin_return_address(0)).text);
	abort();
}

} /* extern "C" */
