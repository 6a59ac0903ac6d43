/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interlocked_128.h - two words of 64 bits, compared and exchanged as one.
 *
 * gcc would call a library for it, which no kernel links, so the instructions stand here.
 */
#ifndef NTSPIN_WDM_INTERLOCKED_128_H
#define NTSPIN_WDM_INTERLOCKED_128_H

#include "../ntdef.h"

EXTERN_C_START

#ifdef __aarch64__

/*
 * What differs is written back: only then are both words known to be of one time. The store
 * releases; the barrier keeps what follows from passing it.
 */
FORCEINLINE BOOLEAN NtspinExchangePair(LONG64 volatile *Pair, LONG64 High, LONG64 Low,
				       LONG64 *Comparand)
{
	LONG64 FoundLow, FoundHigh, NextLow, NextHigh;
	unsigned int Same, Failed;

	__asm__ __volatile__("1:	ldaxp	%0, %1, %6\n"
			     "	cmp	%0, %7\n"
			     "	ccmp	%1, %8, #0, eq\n"
			     "	csel	%2, %9, %0, eq\n"
			     "	csel	%3, %10, %1, eq\n"
			     "	cset	%w4, eq\n"
			     "	stlxp	%w5, %2, %3, %6\n"
			     "	cbnz	%w5, 1b\n"
			     "	dmb	ish"
			     : "=&r"(FoundLow), "=&r"(FoundHigh), "=&r"(NextLow), "=&r"(NextHigh),
			       "=&r"(Same), "=&r"(Failed), "+Q"(*Pair)
			     : "r"(Comparand[0]), "r"(Comparand[1]), "r"(Low), "r"(High)
			     : "cc", "memory");
	Comparand[0] = FoundLow;
	Comparand[1] = FoundHigh;
	return (BOOLEAN)Same;
}

#else

FORCEINLINE BOOLEAN NtspinExchangePair(LONG64 volatile *Pair, LONG64 High, LONG64 Low,
				       LONG64 *Comparand)
{
	BOOLEAN Same;

	__asm__ __volatile__("lock cmpxchg16b %1\n\tsete %0"
			     : "=&q"(Same), "+m"(Pair[0]), "+m"(Pair[1]), "+a"(Comparand[0]),
			       "+d"(Comparand[1])
			     : "b"(Low), "c"(High)
			     : "cc", "memory");
	return Same;
}

#endif

/**
 * InterlockedCompareExchange128() - compare and exchange 16 bytes
 * @Destination: two words, aligned to 16 bytes, the low one first
 * @ExchangeHigh: the new high word
 * @ExchangeLow: the new low word
 * @ComparandResult: two words to compare with, the low one first; gets what was found
 *
 * A full barrier, also where it finds something else.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: 1 if the words were the same, and were exchanged; else 0.
 * Errors: none is detected. On x86-64 a Destination that is not aligned is a fault.
 * Windows: winnt.h, InterlockedCompareExchange128 function.
 */
FORCEINLINE BOOLEAN InterlockedCompareExchange128(_Inout_ LONG64 volatile *Destination,
						  _In_ LONG64 ExchangeHigh,
						  _In_ LONG64 ExchangeLow,
						  _Inout_ LONG64 *ComparandResult)
{
	return NtspinExchangePair(Destination, ExchangeHigh, ExchangeLow, ComparandResult);
}

EXTERN_C_END

#endif
