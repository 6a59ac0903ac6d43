// SPDX-License-Identifier: GPL-2.0
/*
 * shared.c - what CPUs share: macros that #ifndef sees, and pointers of any type.
 */
#include <wdm.h>
#include <intrin.h>
#include "driver.h"

#ifndef __MINGW32__
#if !defined(InterlockedIncrement) || !defined(InterlockedCompareExchangePointer) ||	\
	!defined(InterlockedOr64) || !defined(ReadULongAcquire) ||			\
	!defined(WriteBooleanRelease) || !defined(ReadPointerNoFence)
#error these are macros
#endif
#endif

#ifndef InterlockedExchangeAdd
#error a driver that brings its own where there is none
#endif

typedef struct _NODE {
	struct _NODE *next;
} NODE;

static NODE *volatile head;
static LONG volatile count;

int shared_inline_a(void)
{
	return in_every_file(1);
}

const char *run_shared(void)
{
	NODE a = {NULL}, *before;

#ifdef __cplusplus
	before = (NODE *)InterlockedExchangePointer((PVOID volatile *)&head, &a);
#else
	before = InterlockedExchangePointer(&head, &a);
#endif
	if (before != NULL || head != &a)
		return "InterlockedExchangePointer takes a pointer to any pointer";
#ifdef __cplusplus
	before = (NODE *)InterlockedCompareExchangePointer((PVOID volatile *)&head, NULL, &a);
#else
	before = InterlockedCompareExchangePointer(&head, NULL, &a);
#endif
	if (before != &a || head != NULL)
		return "InterlockedCompareExchangePointer takes a pointer to any pointer";
	_InterlockedIncrement(&count);
	_ReadWriteBarrier();
	if (InterlockedIncrement(&count) != 2 || _InterlockedCompareExchange(&count, 5, 2) != 2)
		return "intrinsics count";
#ifndef __MINGW32__
	if (ReadAcquire(&count) != 5)
		return "ReadAcquire reads";
	{
		/* As Windows' is: what was -1 is 0, and not what its lower half alone would be. */
		volatile long of_c = -1;

		if (InterlockedIncrement(&of_c) != 0 || of_c != 0 ||
		    InterlockedDecrement(&of_c) != -1 || InterlockedExchangeAdd(&of_c, 3) != -1 ||
		    InterlockedExchange(&of_c, -5) != 2 ||
		    InterlockedCompareExchange(&of_c, 4, -5) != -5 ||
		    InterlockedOr(&of_c, 3) != 4 || InterlockedAnd(&of_c, 6) != 7 ||
		    InterlockedXor(&of_c, -1) != 6 || of_c != -7 ||
		    !InterlockedBitTestAndReset(&of_c, 0) ||
		    InterlockedBitTestAndSet(&of_c, 0))
			return "all of a long is the number";
	}
#endif
	return 0;
}
