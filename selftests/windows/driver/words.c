// SPDX-License-Identifier: GPL-2.0
/*
 * words.c - the words of Microsoft's compiler, in C and in C++, as drivers use them.
 *
 * mingw-w64 speaks another dialect: this one is for ntspin's headers alone.
 */
#define DBG 1
#include <ntifs.h>
#include "driver.h"

#if !defined(_WIN64) || !((defined(_AMD64_) && defined(_M_AMD64) && defined(_M_X64)) ||	\
			  (defined(_ARM64_) && defined(_M_ARM64)))
#error this is a 64-bit machine
#endif
#if !defined(_NTDDK_) || !defined(_NTIFS_) || !defined(_NTDEF_)
#error headers that tell by these that they were read
#endif
#if _WIN32_WINNT < 0x0601 || NTDDI_VERSION < 0x06010000
#error this is a Windows of these days
#endif
#ifdef __linux__
#error this is no Linux
#endif
#if !_KERNEL_MODE || !defined(_WDMDDK_)
#error this is a kernel
#endif

/* A driver's own, where it has no <stdint.h>. */
typedef CHAR int8_t;
typedef LONG64 int64_t;
C_ASSERT(sizeof(int8_t) == 1 && sizeof(int64_t) == 8 && sizeof(intptr_t) == sizeof(PVOID));

/* What is read and written by these types, in C and in C++. */
SIZE_T swap_sizes(UINT32 *first, SIZE_T *second);
SIZE_T swap_sizes(UINT32 *first, SIZE_T *second)
{
	const SIZE_T was = ReadSizeTAcquire(second);

	WriteSizeTRelease(second, ReadUInt32NoFence(first));
	WriteUInt32Release(first, (UINT32)was);
	return was;
}

C_ASSERT(sizeof(EX_RUNDOWN_REF_CACHE_AWARE *) == sizeof(PEX_RUNDOWN_REF_CACHE_AWARE));

/* With a bit for each of those of a group. */
C_ASSERT(MAXIMUM_PROCESSORS == 8 * sizeof(KAFFINITY));

static FORCEINLINE int one(void)
{
	return 1;
}

__forceinline static int two(void)
{
	return 1 + one();
}

static __inline int three(void)
{
	return one() + two();
}

__declspec(noinline) int __cdecl four(void);
__declspec(noinline) int __cdecl four(void)
{
	return 1 + three();
}

__declspec(align(64)) static int aligned;
typedef struct __declspec(align(32)) {
	int member;
} ALIGNED;
__declspec(deprecated) int __stdcall not_called(void);
__declspec(noreturn) void __fastcall ends(void);
C_ASSERT(__alignof(ALIGNED) == 32);

#pragma warning(push)
#pragma warning(disable : 4201)
__pragma(pack(push, 1)) struct packed {
	char first;
	__int64 second;
	unsigned __int32 third;
	unsigned __int16 fourth;
	__int8 fifth;
};
__pragma(pack(pop))
#pragma warning(pop)
C_ASSERT(sizeof(struct packed) == 16);
static_assert(sizeof(unsigned __int64) == 8, "a number of 64 bits");

#ifndef __cplusplus
typedef struct _BASE {
	int base;
} BASE;

typedef struct {
	struct _BASE;
	int more;
} TAGGED;

typedef struct {
	BASE;
	int more;
} NAMED;

static int of_tagged(TAGGED *tagged, NAMED *named)
{
	return tagged->base + named->base;
}
#endif

static int guarded(int what, int *finally_ran)
{
	int result = 0;

	for (;;) {
		__try {
			if (what == 1)
				__leave;
			if (what == 2)
				break;
			__try {
				while (what == 3)
					__leave;
				result = 10;
			} __except (GetExceptionCode() == STATUS_ACCESS_VIOLATION ?
					    EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
				result = 100;
			}
			result++;
		} __finally {
			++*finally_ran;
		}
		break;
	}
	return result;
}

static int of_switch(int value)
{
	switch (value) {
	case 1:
		return 5;
	default:
		__assume(0);
	}
}

/* Without a semicolon behind it; and what a checked build would print. */
static int paged(int value)
{
	PAGED_CODE()

	KdPrint(("%d\n", value));
	KdPrintEx((DPFLTR_DEFAULT_ID, DPFLTR_ERROR_LEVEL, "%d\n", value));
	if (!value)
		KdBreakPoint();
	return value;
}

#ifndef __cplusplus
static int guarded_in_c(int what)
{
	int result = 0;

	try {
		if (what)
			leave;
		result = 1;
	} finally {
		result += 2;
	}
	try {
		result += 4;
	} except (EXCEPTION_EXECUTE_HANDLER) {
		result = 0;
	}
	return result;
}
#endif

const char *run_words(void)
{
	__noop("not evaluated", four());
	if (one() != 1 || four() != 4 || of_switch(1) != 5)
		return "an inline function returns what it returns";
	if (paged(1) != 1)
		return "PAGED_CODE and KdPrint are nothing";
#ifndef __cplusplus
	if (guarded_in_c(0) != 7 || guarded_in_c(1) != 6)
		return "in C try, leave, finally and except are words, too";
#endif
	if (((ULONG_PTR)&aligned & 63) != 0)
		return "__declspec(align(64)) aligns";
#ifndef __cplusplus
	{
		TAGGED tagged = {{1}, 2};
		NAMED named = {{3}, 4};

		if (of_tagged(&tagged, &named) != 4)
			return "a member of an anonymous structure is a member";
	}
#endif
	{
		int ran = 0;

		if (guarded(0, &ran) != 11 || ran != 1)
			return "a guarded block runs to its end, and __finally behind it";
		if (guarded(1, &ran) != 0 || ran != 2)
			return "__leave goes to __finally";
		if (guarded(2, &ran) != 0 || ran != 2)
			return "break leaves the loop around the block";
		if (guarded(3, &ran) != 1 || ran != 3)
			return "__leave leaves the inner block alone, out of a loop too";
	}
	return 0;
}
