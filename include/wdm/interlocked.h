/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interlocked.h - atomic operations on the driver's variables.
 *
 * Each family is one row of the tables below; a row makes the plain form and
 * the forms that order less:
 *
 *	InterlockedIncrement		a full barrier: nothing passes it, either way;
 *					a comparison that fails is one, too
 *	InterlockedIncrementAcquire	what comes after it stays after it
 *	InterlockedIncrementRelease	what comes before it stays before it
 *	InterlockedIncrementNoFence	atomic, and orders nothing
 *
 * Names and values returned are Windows':
 *
 *	Increment, Decrement, Add			the new value
 *	Exchange, ExchangeAdd, ExchangeSubtract,
 *	CompareExchange, And, Or, Xor			the value of before
 *	BitTestAndSet, -Reset, -Complement		the bit of before
 *
 * A number of 8, 16 or 64 bits has its size in the name. Windows puts it before
 * the order in some names (InterlockedAnd64Acquire) and behind it in others
 * (InterlockedIncrementAcquire64); here each has both.
 *
 * Context: Any IRQL. Linux: any context, NMIs included.
 * Errors: none is detected. The variable has its natural alignment.
 * Differs from Windows: Inline functions of the documented types, compiler
 *   intrinsics and macros over them there. On x86-64 Windows the weaker forms
 *   are full barriers; here the compiler may make use of what they allow, as
 *   Windows does on arm64. For 128 bits see interlocked_128.h.
 *
 * On arm64 a driver is to be compiled with -mno-outline-atomics, or gcc calls
 * functions of libgcc, which no kernel links.
 */
#ifndef NTSPIN_WDM_INTERLOCKED_H
#define NTSPIN_WDM_INTERLOCKED_H

#include "../ntdef.h"
#include "memory_access.h"
#include "../driverspecs.h"

EXTERN_C_START

/*
 * What makes a plain form a full barrier. On x86-64 each locked instruction is
 * one. On arm64 the compiler's sequentially consistent operation is a pair: a
 * load-acquire, which keeps what follows behind itself, and a store-release,
 * which keeps what comes first before itself. Between the two, a store from
 * before the pair and a load from behind it may still pass each other; the
 * barrier that follows the store separates them. One instruction that does both
 * (ARMv8.1) needs none.
 */
#if defined(__aarch64__) && !defined(__ARM_FEATURE_ATOMICS)
#define NTSPIN_FULL __atomic_thread_fence(__ATOMIC_SEQ_CST)
#else
#define NTSPIN_FULL ((VOID)0)
#endif
#define NTSPIN_NO_MORE ((VOID)0)

/* One function for each shape of operation; Fence is what its order needs beside Order. */
#define NTSPIN_ATOMIC_UNARY(Name, Type, Operation, Order, Fence)			\
	FORCEINLINE Type Name(_Inout_ Type volatile *Addend)				\
	{										\
		Type Result = Operation(Addend, 1, Order);				\
											\
		Fence;									\
		return Result;								\
	}

#define NTSPIN_ATOMIC_BINARY(Name, Type, Operation, Order, Fence)			\
	FORCEINLINE Type Name(_Inout_ Type volatile *Target, _In_ Type Value)		\
	{										\
		Type Result = Operation(Target, Value, Order);				\
											\
		Fence;									\
		return Result;								\
	}

/* A comparison that fails only reads, so that there is nothing to release. */
#define NTSPIN_FAILURE(Order)								\
	((Order) == __ATOMIC_RELEASE ? __ATOMIC_RELAXED : (Order))

/*
 * But a plain form is a full barrier then, too. On arm64 a comparison that fails,
 * by a pair or by one instruction, has stored nothing that what came first could
 * stay before. So a barrier follows it, and behind that another look: what it
 * finds is the result, unless it is Comperand by now.
 */
#ifdef __aarch64__
#define NTSPIN_LOOKS_AGAIN(Order) ((Order) == __ATOMIC_SEQ_CST)
#else
#define NTSPIN_LOOKS_AGAIN(Order) FALSE
#endif

#define NTSPIN_ATOMIC_COMPARE(Name, Type, Failure, Order, Fence)			\
	FORCEINLINE Type Name(_Inout_ Type volatile *Destination, _In_ Type Exchange,	\
			      _In_ Type Comperand)					\
	{										\
		Type Found = Comperand;							\
											\
		while (!__atomic_compare_exchange_n(Destination, &Found, Exchange,	\
						    FALSE, Order, Failure(Order))) {	\
			if (!NTSPIN_LOOKS_AGAIN(Order))					\
				return Found;						\
			__atomic_thread_fence(__ATOMIC_SEQ_CST);			\
			Found = __atomic_load_n(Destination, __ATOMIC_ACQUIRE);		\
			if (Found != Comperand)						\
				return Found;						\
		}									\
		Fence;									\
		return Found;								\
	}

/* As the bt instructions: Base is an array of words, and Bit may lie in any of them. */
#define NTSPIN_ATOMIC_BIT(Name, Type, Operation, Order, Fence)				\
	FORCEINLINE BOOLEAN Name(_Inout_ Type volatile *Base, _In_ Type Bit)		\
	{										\
		Type Width = 8 * sizeof(Type);						\
		Type Mask = (Type)(1ULL << (Bit & (Width - 1)));			\
		Type volatile *Word = Base + (Bit >> (sizeof(Type) == 8 ? 6 : 5));	\
		Type Before = Operation(Word, Mask, Order);				\
											\
		Fence;									\
		return (Before & Mask) != 0;						\
	}

#define NTSPIN_FETCH_AND_NOT(Word, Mask, Order) __atomic_fetch_and(Word, ~(Mask), Order)

/* The four orders of one operation: Name is what stands before the order, Size what may follow. */
#define NTSPIN_WEAKER(Shape, Name, Size, Type, Operation)				\
	Shape(Name##Acquire##Size, Type, Operation, __ATOMIC_ACQUIRE, NTSPIN_NO_MORE)	\
	Shape(Name##Release##Size, Type, Operation, __ATOMIC_RELEASE, NTSPIN_NO_MORE)	\
	Shape(Name##NoFence##Size, Type, Operation, __ATOMIC_RELAXED, NTSPIN_NO_MORE)

#define NTSPIN_ORDERS(Shape, Name, Type, Operation)					\
	Shape(Name, Type, Operation, __ATOMIC_SEQ_CST, NTSPIN_FULL)			\
	NTSPIN_WEAKER(Shape, Name, , Type, Operation)

#define NTSPIN_SIZED(Shape, Name, Size, Type, Operation)				\
	NTSPIN_ORDERS(Shape, Name##Size, Type, Operation)				\
	NTSPIN_WEAKER(Shape, Name, Size, Type, Operation)

NTSPIN_ORDERS(NTSPIN_ATOMIC_UNARY, InterlockedIncrement, LONG, __atomic_add_fetch)
NTSPIN_ORDERS(NTSPIN_ATOMIC_UNARY, InterlockedDecrement, LONG, __atomic_sub_fetch)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedAdd, LONG, __atomic_add_fetch)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedExchange, LONG, __atomic_exchange_n)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedExchangeAdd, LONG, __atomic_fetch_add)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedExchangeSubtract, ULONG, __atomic_fetch_sub)
NTSPIN_ORDERS(NTSPIN_ATOMIC_COMPARE, InterlockedCompareExchange, LONG, NTSPIN_FAILURE)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedAnd, LONG, __atomic_fetch_and)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedOr, LONG, __atomic_fetch_or)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedXor, LONG, __atomic_fetch_xor)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BIT, InterlockedBitTestAndSet, LONG, __atomic_fetch_or)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BIT, InterlockedBitTestAndReset, LONG, NTSPIN_FETCH_AND_NOT)
NTSPIN_ORDERS(NTSPIN_ATOMIC_BIT, InterlockedBitTestAndComplement, LONG, __atomic_fetch_xor)

NTSPIN_SIZED(NTSPIN_ATOMIC_UNARY, InterlockedIncrement, 64, LONG64, __atomic_add_fetch)
NTSPIN_SIZED(NTSPIN_ATOMIC_UNARY, InterlockedDecrement, 64, LONG64, __atomic_sub_fetch)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedAdd, 64, LONG64, __atomic_add_fetch)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedExchange, 64, LONG64, __atomic_exchange_n)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedExchangeAdd, 64, LONG64, __atomic_fetch_add)
NTSPIN_SIZED(NTSPIN_ATOMIC_COMPARE, InterlockedCompareExchange, 64, LONG64, NTSPIN_FAILURE)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedAnd, 64, LONG64, __atomic_fetch_and)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedOr, 64, LONG64, __atomic_fetch_or)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedXor, 64, LONG64, __atomic_fetch_xor)
NTSPIN_SIZED(NTSPIN_ATOMIC_BIT, InterlockedBitTestAndSet, 64, LONG64, __atomic_fetch_or)
NTSPIN_SIZED(NTSPIN_ATOMIC_BIT, InterlockedBitTestAndReset, 64, LONG64, NTSPIN_FETCH_AND_NOT)
NTSPIN_SIZED(NTSPIN_ATOMIC_BIT, InterlockedBitTestAndComplement, 64, LONG64, __atomic_fetch_xor)

NTSPIN_SIZED(NTSPIN_ATOMIC_UNARY, InterlockedIncrement, 16, SHORT, __atomic_add_fetch)
NTSPIN_SIZED(NTSPIN_ATOMIC_UNARY, InterlockedDecrement, 16, SHORT, __atomic_sub_fetch)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedExchange, 16, SHORT, __atomic_exchange_n)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedExchangeAdd, 16, SHORT, __atomic_fetch_add)
NTSPIN_SIZED(NTSPIN_ATOMIC_COMPARE, InterlockedCompareExchange, 16, SHORT, NTSPIN_FAILURE)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedAnd, 16, SHORT, __atomic_fetch_and)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedOr, 16, SHORT, __atomic_fetch_or)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedXor, 16, SHORT, __atomic_fetch_xor)

NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedExchange, 8, CHAR, __atomic_exchange_n)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedExchangeAdd, 8, CHAR, __atomic_fetch_add)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedAnd, 8, CHAR, __atomic_fetch_and)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedOr, 8, CHAR, __atomic_fetch_or)
NTSPIN_SIZED(NTSPIN_ATOMIC_BINARY, InterlockedXor, 8, CHAR, __atomic_fetch_xor)

NTSPIN_ORDERS(NTSPIN_ATOMIC_BINARY, InterlockedExchangePointer, PVOID, __atomic_exchange_n)
NTSPIN_ORDERS(NTSPIN_ATOMIC_COMPARE, InterlockedCompareExchangePointer, PVOID, NTSPIN_FAILURE)

/* Macros there too, so that a pointer to any 64-bit number will do. */
#define InterlockedIncrementSizeT(Addend) InterlockedIncrement64((LONG64 volatile *)(Addend))
#define InterlockedDecrementSizeT(Addend) InterlockedDecrement64((LONG64 volatile *)(Addend))
#define InterlockedExchangeAddSizeT(Addend, Value) \
	InterlockedExchangeAdd64((LONG64 volatile *)(Addend), (LONG64)(Value))

EXTERN_C_END

#ifdef NTSPIN_DRIVER
#include "shared_names.h"
#endif

#endif
