// SPDX-License-Identifier: GPL-2.0
/*
 * interlocked_test.c - atomic operations and accesses: what each returns, and what it leaves.
 */
#include <linux/limits.h>

#include "context.h"
#include "suites.h"

/* What stands before and behind a variable, and no operation may touch. */
#define GUARD 0x5a

/* One call: what it returns, and what is there afterwards. obs is the observer of the body. */
#define DOES(Type, Name, start, returns, leaves, ...)			\
do {										\
	struct {								\
		Type before, value, behind;					\
	} at = { (Type)GUARD, (Type)(start), (Type)GUARD };		\
	Type returned = (Type)Name(&at.value, ##__VA_ARGS__);			\
										\
	claim_eq(obs, #Name " returns", __LINE__, (long long)returned,		\
		 (long long)(Type)(returns));					\
	claim_eq(obs, #Name " leaves", __LINE__, (long long)at.value,		\
		 (long long)(Type)(leaves));					\
	claim_eq(obs, #Name " touches", __LINE__, at.before == (Type)GUARD &&	\
		 at.behind == (Type)GUARD, true);				\
} while (0)

#define EACH_ORDER(Type, Name, ...)						\
do {										\
	DOES(Type, Name, __VA_ARGS__);						\
	DOES(Type, Name##Acquire, __VA_ARGS__);					\
	DOES(Type, Name##Release, __VA_ARGS__);					\
	DOES(Type, Name##NoFence, __VA_ARGS__);					\
} while (0)

/* The size stands before the order or behind it. */
#define EACH_NAME(Type, Name, Size, ...)					\
do {										\
	EACH_ORDER(Type, Name##Size, __VA_ARGS__);				\
	DOES(Type, Name##Acquire##Size, __VA_ARGS__);				\
	DOES(Type, Name##Release##Size, __VA_ARGS__);				\
	DOES(Type, Name##NoFence##Size, __VA_ARGS__);				\
} while (0)

#define ODD 0x5555555555555555ULL
#define LOW 0x0f0f0f0f0f0f0f0fULL

CASE_RUN_HERE(numbers_of_32_bits)
{
	EACH_ORDER(LONG, InterlockedIncrement, 41, 42, 42);
	EACH_ORDER(LONG, InterlockedIncrement, INT_MAX, INT_MIN, INT_MIN);
	EACH_ORDER(LONG, InterlockedDecrement, 0, -1, -1);
	EACH_ORDER(LONG, InterlockedDecrement, INT_MIN, INT_MAX, INT_MAX);
	EACH_ORDER(LONG, InterlockedAdd, 40, 33, 33, -7);
	EACH_ORDER(LONG, InterlockedExchange, 40, 40, -7, -7);
	EACH_ORDER(LONG, InterlockedExchangeAdd, 40, 40, 33, -7);
	EACH_ORDER(ULONG, InterlockedExchangeSubtract, 3, 3, UINT_MAX, 4);
	EACH_ORDER(LONG, InterlockedCompareExchange, 5, 5, 9, 9, 5);
	EACH_ORDER(LONG, InterlockedCompareExchange, 5, 5, 5, 9, 6);
	EACH_ORDER(LONG, InterlockedAnd, ODD, ODD, ODD & LOW, (LONG)LOW);
	EACH_ORDER(LONG, InterlockedOr, ODD, ODD, ODD | LOW, (LONG)LOW);
	EACH_ORDER(LONG, InterlockedXor, ODD, ODD, ODD ^ LOW, (LONG)LOW);
}

CASE_RUN_HERE(numbers_of_64_bits)
{
	EACH_NAME(LONG64, InterlockedIncrement, 64, UINT_MAX, 0x100000000, 0x100000000);
	EACH_NAME(LONG64, InterlockedDecrement, 64, 0x100000000, UINT_MAX, UINT_MAX);
	EACH_NAME(LONG64, InterlockedAdd, 64, 40, 33, 33, -7);
	EACH_NAME(LONG64, InterlockedExchange, 64, ODD, ODD, LOW, (LONG64)LOW);
	EACH_NAME(LONG64, InterlockedExchangeAdd, 64, UINT_MAX, UINT_MAX, 0x100000000, 1);
	EACH_NAME(LONG64, InterlockedCompareExchange, 64, ODD, ODD, LOW, (LONG64)LOW,
		  (LONG64)ODD);
	EACH_NAME(LONG64, InterlockedCompareExchange, 64, ODD, ODD, ODD, (LONG64)LOW,
		  (LONG64)(ODD ^ 1ULL << 40));
	EACH_NAME(LONG64, InterlockedAnd, 64, ODD, ODD, ODD & LOW, (LONG64)LOW);
	EACH_NAME(LONG64, InterlockedOr, 64, ODD, ODD, ODD | LOW, (LONG64)LOW);
	EACH_NAME(LONG64, InterlockedXor, 64, ODD, ODD, ODD ^ LOW, (LONG64)LOW);
	DOES(ULONG_PTR, InterlockedIncrementSizeT, UINT_MAX, 0x100000000, 0x100000000);
	DOES(ULONG_PTR, InterlockedDecrementSizeT, 0, ULONG_MAX, ULONG_MAX);
	DOES(ULONG_PTR, InterlockedExchangeAddSizeT, 1, 1, 0x100000000, UINT_MAX);
}

CASE_RUN_HERE(numbers_of_16_and_8_bits)
{
	EACH_NAME(SHORT, InterlockedIncrement, 16, SHRT_MAX, SHRT_MIN, SHRT_MIN);
	EACH_NAME(SHORT, InterlockedDecrement, 16, SHRT_MIN, SHRT_MAX, SHRT_MAX);
	EACH_NAME(SHORT, InterlockedExchange, 16, 40, 40, -7, -7);
	EACH_NAME(SHORT, InterlockedExchangeAdd, 16, 40, 40, 33, -7);
	EACH_NAME(SHORT, InterlockedCompareExchange, 16, 5, 5, 9, 9, 5);
	EACH_NAME(SHORT, InterlockedCompareExchange, 16, 5, 5, 5, 9, 261);
	EACH_NAME(SHORT, InterlockedAnd, 16, ODD, ODD, ODD & LOW, (SHORT)LOW);
	EACH_NAME(SHORT, InterlockedOr, 16, ODD, ODD, ODD | LOW, (SHORT)LOW);
	EACH_NAME(SHORT, InterlockedXor, 16, ODD, ODD, ODD ^ LOW, (SHORT)LOW);
	EACH_NAME(CHAR, InterlockedExchange, 8, 40, 40, 7, 7);
	EACH_NAME(CHAR, InterlockedExchangeAdd, 8, 127, 127, 128, 1);
	EACH_NAME(CHAR, InterlockedAnd, 8, ODD, ODD, ODD & LOW, (CHAR)LOW);
	EACH_NAME(CHAR, InterlockedOr, 8, ODD, ODD, ODD | LOW, (CHAR)LOW);
	EACH_NAME(CHAR, InterlockedXor, 8, ODD, ODD, ODD ^ LOW, (CHAR)LOW);
}

CASE_RUN_HERE(pointers)
{
	PVOID a = obs, b = &a, c = &b;

	EACH_ORDER(PVOID, InterlockedExchangePointer, a, a, b, b);
	EACH_ORDER(PVOID, InterlockedCompareExchangePointer, a, a, b, b, a);
	EACH_ORDER(PVOID, InterlockedCompareExchangePointer, a, a, a, b, c);
}

#define BIT_DOES(Type, Name, start, bit, returns, word, leaves)		\
do {										\
	const Type begun = (start);						\
	Type at[3] = { begun, begun, begun };					\
	int i_;									\
										\
	claim_eq(obs, #Name " returns", __LINE__, Name(&at[1], bit), returns);	\
	for (i_ = 0; i_ < 3; i_++)						\
		claim_eq(obs, #Name " leaves", __LINE__, at[i_],			\
			 (long long)(Type)(i_ == (word) ? (leaves) : begun));	\
} while (0)

#define BIT_ORDERS(Type, Name, ...)						\
do {										\
	BIT_DOES(Type, Name, __VA_ARGS__);					\
	BIT_DOES(Type, Name##Acquire, __VA_ARGS__);				\
	BIT_DOES(Type, Name##Release, __VA_ARGS__);				\
	BIT_DOES(Type, Name##NoFence, __VA_ARGS__);				\
} while (0)

/* The bit's number counts on into the words beside the one that is named, as the processor's. */
CASE_RUN_HERE(bits_are_told_as_they_were)
{
	BIT_ORDERS(LONG, InterlockedBitTestAndSet, 0, 0, FALSE, 1, 1);
	BIT_ORDERS(LONG, InterlockedBitTestAndSet, 0, 31, FALSE, 1, INT_MIN);
	BIT_ORDERS(LONG, InterlockedBitTestAndSet, -1, 31, TRUE, 1, -1);
	BIT_ORDERS(LONG, InterlockedBitTestAndSet, 0, 33, FALSE, 2, 2);
	BIT_ORDERS(LONG, InterlockedBitTestAndSet, 0, -1, FALSE, 0, INT_MIN);
	BIT_ORDERS(LONG, InterlockedBitTestAndReset, -1, 4, TRUE, 1, ~16);
	BIT_ORDERS(LONG, InterlockedBitTestAndReset, 0, 4, FALSE, 1, 0);
	BIT_ORDERS(LONG, InterlockedBitTestAndComplement, 0, 4, FALSE, 1, 16);
	BIT_ORDERS(LONG, InterlockedBitTestAndComplement, -1, 4, TRUE, 1, ~16);
	BIT_ORDERS(LONG64, InterlockedBitTestAndSet64, 0, 63, FALSE, 1, S64_MIN);
	BIT_ORDERS(LONG64, InterlockedBitTestAndSet64, 0, 64, FALSE, 2, 1);
	BIT_ORDERS(LONG64, InterlockedBitTestAndReset64, -1, 40, TRUE, 1, ~(1LL << 40));
	BIT_ORDERS(LONG64, InterlockedBitTestAndComplement64, 0, 40, FALSE, 1, 1LL << 40);
}

#define STORES(Type, Read, Write)						\
do {										\
	struct {								\
		Type before, value, behind;					\
	} at = { (Type)GUARD, (Type)0, (Type)GUARD };		\
										\
	Write(&at.value, (Type)ODD);						\
	claim_eq(obs, #Write, __LINE__, (long long)at.value, (long long)(Type)ODD); \
	claim_eq(obs, #Read, __LINE__, (long long)Read(&at.value), (long long)(Type)ODD); \
	claim_eq(obs, #Write " touches", __LINE__, at.before == (Type)GUARD &&	\
		 at.behind == (Type)GUARD, true);				\
} while (0)

#define EACH_ACCESS(Type, What)							\
do {										\
	STORES(Type, Read##What##Acquire, Write##What##Release);		\
	STORES(Type, Read##What##NoFence, Write##What##NoFence);		\
	STORES(Type, Read##What##Raw, Write##What##Raw);			\
} while (0)

#define EACH_SIZED_ACCESS(Type, Size)						\
do {										\
	STORES(Type, ReadAcquire##Size, WriteRelease##Size);			\
	STORES(Type, ReadNoFence##Size, WriteNoFence##Size);			\
	STORES(Type, ReadRaw##Size, WriteRaw##Size);				\
} while (0)

CASE_RUN_HERE(reads_and_writes)
{
	EACH_SIZED_ACCESS(CHAR, 8);
	EACH_SIZED_ACCESS(SHORT, 16);
	STORES(LONG, ReadAcquire, WriteRelease);
	STORES(LONG, ReadNoFence, WriteNoFence);
	STORES(LONG, ReadRaw, WriteRaw);
	EACH_SIZED_ACCESS(LONG64, 64);
	EACH_ACCESS(BOOLEAN, Boolean);
	EACH_ACCESS(UCHAR, UChar);
	EACH_ACCESS(USHORT, UShort);
	EACH_ACCESS(ULONG, ULong);
	EACH_ACCESS(ULONG64, ULong64);
	EACH_ACCESS(LONG_PTR, LongPtr);
	EACH_ACCESS(ULONG_PTR, ULongPtr);
	EACH_ACCESS(PVOID, Pointer);
	KeMemoryBarrier();
	MemoryBarrier();
	KeMemoryBarrierWithoutFence();
	YieldProcessor();
}

CASE_RUN_HERE(pairs_of_64_bits)
{
	LONG64 pair[2] __aligned(16) = { 1, 2 };
	LONG64 seen[2] = { 1, 3 };

	CLAIM_EQ(obs, InterlockedCompareExchange128(pair, 20, 10, seen), 0);
	CLAIM(obs, pair[0] == 1 && pair[1] == 2 && seen[0] == 1 && seen[1] == 2);
	CLAIM_EQ(obs, InterlockedCompareExchange128(pair, 20, 10, seen), 1);
	CLAIM(obs, pair[0] == 10 && pair[1] == 20 && seen[0] == 1 && seen[1] == 2);
	seen[0] = 11;
	seen[1] = 20;
	CLAIM_EQ(obs, InterlockedCompareExchange128(pair, 0, 0, seen), 0);
	CLAIM(obs, pair[0] == 10 && pair[1] == 20 && seen[0] == 10 && seen[1] == 20);
}

SUITE(ntspin_interlocked, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(numbers_of_32_bits),
	KUNIT_CASE(numbers_of_64_bits),
	KUNIT_CASE(numbers_of_16_and_8_bits),
	KUNIT_CASE(pointers),
	KUNIT_CASE(pairs_of_64_bits),
	KUNIT_CASE(bits_are_told_as_they_were),
	KUNIT_CASE(reads_and_writes),
	{}
};
