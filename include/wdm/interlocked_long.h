/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interlocked_long.h - the same on what a driver has declared as C's long.
 *
 * It is a LONG on Windows, and has 64 bits here: all of them are the number, and the operation is
 * one on 64 bits. Taken for a LONG it would be a number of 32 bits beside 32 others, which a
 * negative one fills.
 */
#ifndef NTSPIN_WDM_INTERLOCKED_LONG_H
#define NTSPIN_WDM_INTERLOCKED_LONG_H

#include "interlocked.h"

#define NTSPIN_LONG_UNARY(Name)								\
	FORCEINLINE long NTSPIN_LONG_NAME(Name)(long volatile *Addend)			\
	{										\
		return (long)Name##64((LONG64 volatile *)Addend);			\
	}
#define NTSPIN_LONG_BINARY(Name)							\
	FORCEINLINE long NTSPIN_LONG_NAME(Name)(long volatile *Target, long Value)	\
	{										\
		return (long)Name##64((LONG64 volatile *)Target, Value);		\
	}

#define NTSPIN_LONG_BIT(Name)								\
	FORCEINLINE BOOLEAN NTSPIN_LONG_NAME(Name)(long volatile *Base, long Bit)	\
	{										\
		return Name##64((LONG64 volatile *)Base, Bit);				\
	}

#ifdef __cplusplus
extern "C++" {
#define NTSPIN_LONG_NAME(Name) Name
#else
#define NTSPIN_LONG_NAME(Name) ntspin_long_##Name
#endif

NTSPIN_LONG_UNARY(InterlockedIncrement)
NTSPIN_LONG_UNARY(InterlockedDecrement)
NTSPIN_LONG_BINARY(InterlockedAdd)
NTSPIN_LONG_BINARY(InterlockedExchange)
NTSPIN_LONG_BINARY(InterlockedExchangeAdd)
NTSPIN_LONG_BINARY(InterlockedAnd)
NTSPIN_LONG_BINARY(InterlockedOr)
NTSPIN_LONG_BINARY(InterlockedXor)
NTSPIN_LONG_BIT(InterlockedBitTestAndSet)
NTSPIN_LONG_BIT(InterlockedBitTestAndReset)

FORCEINLINE long NTSPIN_LONG_NAME(InterlockedCompareExchange)(long volatile *Destination,
							      long Exchange, long Comperand)
{
	return (long)InterlockedCompareExchange64((LONG64 volatile *)Destination, Exchange,
						  Comperand);
}

#ifdef __cplusplus
}
/* Clang's own take Windows' long, of 32 bits, by C's name for it here. */
#ifdef NTSPIN_HAS_MS_WORDS
#define _InterlockedIncrement InterlockedIncrement
#define _InterlockedDecrement InterlockedDecrement
#define _InterlockedExchange InterlockedExchange
#define _InterlockedExchangeAdd InterlockedExchangeAdd
#define _InterlockedCompareExchange InterlockedCompareExchange
#define _InterlockedAnd InterlockedAnd
#define _InterlockedOr InterlockedOr
#define _InterlockedXor InterlockedXor
#define _interlockedbittestandset InterlockedBitTestAndSet
#define _interlockedbittestandreset InterlockedBitTestAndReset
#endif
#define InterlockedIncrement InterlockedIncrement
#define InterlockedDecrement InterlockedDecrement
#define InterlockedAdd InterlockedAdd
#define InterlockedExchange InterlockedExchange
#define InterlockedExchangeAdd InterlockedExchangeAdd
#define InterlockedAnd InterlockedAnd
#define InterlockedOr InterlockedOr
#define InterlockedXor InterlockedXor
#define InterlockedBitTestAndSet InterlockedBitTestAndSet
#define InterlockedBitTestAndReset InterlockedBitTestAndReset
#define InterlockedCompareExchange InterlockedCompareExchange
#else
#define NTSPIN_BY_SIZE(name, pointer)							\
	_Generic((pointer), long *: ntspin_long_##name, \
		 long volatile *: ntspin_long_##name, default: name)
#define InterlockedIncrement(addend) NTSPIN_BY_SIZE(InterlockedIncrement, addend)(addend)
#define InterlockedDecrement(addend) NTSPIN_BY_SIZE(InterlockedDecrement, addend)(addend)
#define InterlockedAdd(target, value) NTSPIN_BY_SIZE(InterlockedAdd, target)(target, value)
#define InterlockedExchange(target, value) \
	NTSPIN_BY_SIZE(InterlockedExchange, target)(target, value)
#define InterlockedExchangeAdd(target, value) \
	NTSPIN_BY_SIZE(InterlockedExchangeAdd, target)(target, value)
#define InterlockedAnd(target, value) NTSPIN_BY_SIZE(InterlockedAnd, target)(target, value)
#define InterlockedOr(target, value) NTSPIN_BY_SIZE(InterlockedOr, target)(target, value)
#define InterlockedXor(target, value) NTSPIN_BY_SIZE(InterlockedXor, target)(target, value)
#define InterlockedBitTestAndSet(base, bit) \
	NTSPIN_BY_SIZE(InterlockedBitTestAndSet, base)(base, bit)
#define InterlockedBitTestAndReset(base, bit) \
	NTSPIN_BY_SIZE(InterlockedBitTestAndReset, base)(base, bit)
#define InterlockedCompareExchange(destination, exchange, comperand) \
	NTSPIN_BY_SIZE(InterlockedCompareExchange, destination)(destination, exchange, comperand)
#endif

#endif
