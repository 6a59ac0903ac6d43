/* SPDX-License-Identifier: GPL-2.0 */
/*
 * intrin.h - the intrinsics of Microsoft's compiler that drivers use.
 *
 * clang in Microsoft's mode has them, and wants some declared; gcc gets them here. What is an
 * instruction of x86-64 that no program may use is machine.h's.
 */
#ifndef NTSPIN_CRT_INTRIN_H
#define NTSPIN_CRT_INTRIN_H

#include "stddef.h"
#include "../wdm/interlocked_long.h"
#include "../wdm/interlocked_128.h"
#include "../wdm/machine.h"
#include "../wdm/memory_access.h"

EXTERN_C_START

#ifdef NTSPIN_HAS_MS_WORDS
#define NTSPIN_INTRINSIC(Declaration, Body) Declaration;
#else
#define NTSPIN_INTRINSIC(Declaration, Body) FORCEINLINE Declaration Body

#define _InterlockedIncrement InterlockedIncrement
#define _InterlockedIncrement16 InterlockedIncrement16
#define _InterlockedIncrement64 InterlockedIncrement64
#define _InterlockedDecrement InterlockedDecrement
#define _InterlockedDecrement16 InterlockedDecrement16
#define _InterlockedDecrement64 InterlockedDecrement64
#define _InterlockedExchange8 InterlockedExchange8
#define _InterlockedExchange16 InterlockedExchange16
#define _InterlockedExchange InterlockedExchange
#define _InterlockedExchange64 InterlockedExchange64
#define _InterlockedExchangePointer InterlockedExchangePointer
#define _InterlockedExchangeAdd8 InterlockedExchangeAdd8
#define _InterlockedExchangeAdd16 InterlockedExchangeAdd16
#define _InterlockedExchangeAdd InterlockedExchangeAdd
#define _InterlockedExchangeAdd64 InterlockedExchangeAdd64
#define _InterlockedCompareExchange16 InterlockedCompareExchange16
#define _InterlockedCompareExchange InterlockedCompareExchange
#define _InterlockedCompareExchange64 InterlockedCompareExchange64
#define _InterlockedCompareExchangePointer InterlockedCompareExchangePointer
#define _InterlockedCompareExchange128 InterlockedCompareExchange128
#define _InterlockedAnd8 InterlockedAnd8
#define _InterlockedAnd16 InterlockedAnd16
#define _InterlockedAnd InterlockedAnd
#define _InterlockedAnd64 InterlockedAnd64
#define _InterlockedOr8 InterlockedOr8
#define _InterlockedOr16 InterlockedOr16
#define _InterlockedOr InterlockedOr
#define _InterlockedOr64 InterlockedOr64
#define _InterlockedXor8 InterlockedXor8
#define _InterlockedXor16 InterlockedXor16
#define _InterlockedXor InterlockedXor
#define _InterlockedXor64 InterlockedXor64
#define _interlockedbittestandset InterlockedBitTestAndSet
#define _interlockedbittestandset64 InterlockedBitTestAndSet64
#define _interlockedbittestandreset InterlockedBitTestAndReset
#define _interlockedbittestandreset64 InterlockedBitTestAndReset64

#endif

NTSPIN_INTRINSIC(unsigned char _BitScanForward(ULONG *Index, ULONG Mask), {
	if (Mask)
		*Index = (ULONG)__builtin_ctz(Mask);
	return Mask != 0;
})

NTSPIN_INTRINSIC(unsigned char _BitScanReverse(ULONG *Index, ULONG Mask), {
	if (Mask)
		*Index = 31 - (ULONG)__builtin_clz(Mask);
	return Mask != 0;
})

NTSPIN_INTRINSIC(unsigned char _BitScanForward64(ULONG *Index, ULONG64 Mask), {
	if (Mask)
		*Index = (ULONG)__builtin_ctzll(Mask);
	return Mask != 0;
})

NTSPIN_INTRINSIC(unsigned char _BitScanReverse64(ULONG *Index, ULONG64 Mask), {
	if (Mask)
		*Index = 63 - (ULONG)__builtin_clzll(Mask);
	return Mask != 0;
})

#define BitScanForward _BitScanForward
#define BitScanReverse _BitScanReverse
#define BitScanForward64 _BitScanForward64
#define BitScanReverse64 _BitScanReverse64

/* A library's in clang, too. */
FORCEINLINE USHORT _byteswap_ushort(USHORT Value)
{
	return __builtin_bswap16(Value);
}

FORCEINLINE ULONG _byteswap_ulong(ULONG Value)
{
	return __builtin_bswap32(Value);
}

FORCEINLINE ULONG64 _byteswap_uint64(ULONG64 Value)
{
	return __builtin_bswap64(Value);
}

#define RtlUshortByteSwap(Value) _byteswap_ushort(Value)
#define RtlUlongByteSwap(Value) _byteswap_ulong(Value)
#define RtlUlonglongByteSwap(Value) _byteswap_uint64(Value)

#ifndef NTSPIN_HAS_MS_WORDS
NTSPIN_INTRINSIC(unsigned int _rotl(unsigned int Value, int Shift), {
	return Value << (Shift & 31) | Value >> (-Shift & 31);
})
NTSPIN_INTRINSIC(unsigned int _rotr(unsigned int Value, int Shift), {
	return Value >> (Shift & 31) | Value << (-Shift & 31);
})
NTSPIN_INTRINSIC(ULONG64 _rotl64(ULONG64 Value, int Shift), {
	return Value << (Shift & 63) | Value >> (-Shift & 63);
})
NTSPIN_INTRINSIC(ULONG64 _rotr64(ULONG64 Value, int Shift), {
	return Value >> (Shift & 63) | Value << (-Shift & 63);
})
#endif

/*
 * Bits of a number in memory, which may be longer than one of them. By names of our own: of
 * clang's a number of 64 bits is a long.
 */
#define NTSPIN_BIT_TEST(name, type, number, change)						\
	FORCEINLINE unsigned char ntspin##name(type *Base, number Offset)			\
	{											\
		const number last = 8 * sizeof(number) - 1;					\
		const number bit = (number)((ULONG64)1 << (Offset & last));			\
		type *const word = Base + (Offset - (Offset & last)) / (last + 1);		\
		const unsigned char was = (*word & bit) != 0;					\
												\
		change;										\
		return was;									\
	}
#define NTSPIN_BIT_TESTS(type, size)								\
	NTSPIN_BIT_TEST(_bittest##size, type const, type, (void)0)				\
	NTSPIN_BIT_TEST(_bittestandset##size, type, type, *word |= bit)				\
	NTSPIN_BIT_TEST(_bittestandreset##size, type, type, *word &= ~bit)			\
	NTSPIN_BIT_TEST(_bittestandcomplement##size, type, type, *word ^= bit)
NTSPIN_BIT_TESTS(LONG, )
NTSPIN_BIT_TESTS(LONG64, 64)
#define _bittest ntspin_bittest
#define _bittest64 ntspin_bittest64
#define _bittestandset ntspin_bittestandset
#define _bittestandset64 ntspin_bittestandset64
#define _bittestandreset ntspin_bittestandreset
#define _bittestandreset64 ntspin_bittestandreset64
#define _bittestandcomplement ntspin_bittestandcomplement
#define _bittestandcomplement64 ntspin_bittestandcomplement64

NTSPIN_INTRINSIC(ULONG64 __umulh(ULONG64 A, ULONG64 B), {
	return (ULONG64)((__extension__ (unsigned __int128)A * B) >> 64);
})

NTSPIN_INTRINSIC(void *_ReturnAddress(void), { return __builtin_return_address(0); })

NTSPIN_INTRINSIC(void __nop(void), { __asm__ __volatile__("nop"); })

#ifdef __x86_64__
/* A macro: clang knows the name, and lets nobody define it. */
#define _mm_pause() YieldProcessor()

NTSPIN_INTRINSIC(ULONG64 __rdtsc(void), { return __builtin_ia32_rdtsc(); })

/* Of these a newer clang wants the declaration alone. */
#ifdef __has_builtin
#define NTSPIN_HAS_BUILTIN(name) __has_builtin(name)
#else
#define NTSPIN_HAS_BUILTIN(name) 0
#endif
#if NTSPIN_HAS_BUILTIN(__cpuidex)
void __cpuidex(int *Registers, int Leaf, int Part);
#else
FORCEINLINE void __cpuidex(int *Registers, int Leaf, int Part)
{
	__asm__ __volatile__("cpuid"
			     : "=a"(Registers[0]), "=b"(Registers[1]), "=c"(Registers[2]),
			       "=d"(Registers[3])
			     : "a"(Leaf), "c"(Part));
}
#endif
#if NTSPIN_HAS_BUILTIN(__cpuid)
void __cpuid(int *Registers, int Leaf);
#else
FORCEINLINE void __cpuid(int *Registers, int Leaf)
{
	__cpuidex(Registers, Leaf, 0);
}
#endif
#if NTSPIN_HAS_BUILTIN(__readmsr)
ULONG64 __readmsr(ULONG Register);
#else
FORCEINLINE ULONG64 __readmsr(ULONG Register)
{
	ULONG low, high;

	__asm__ __volatile__("rdmsr" : "=a"(low), "=d"(high) : "c"(Register));
	return (ULONG64)high << 32 | low;
}
#endif

#define NTSPIN_MOVES(name, type)							\
	FORCEINLINE void name(type *Destination, type const *Source, size_t Count)	\
	{										\
		while (Count--)								\
			*(volatile type *)Destination++ = *Source++;			\
	}
NTSPIN_MOVES(__movsb, UCHAR)
NTSPIN_MOVES(__movsw, USHORT)
NTSPIN_MOVES(__movsd, ULONG)
NTSPIN_MOVES(__movsq, ULONG64)

#define NTSPIN_STORES(type)								\
	{										\
		while (Count--)								\
			*(volatile type *)Destination++ = Value;			\
	}
NTSPIN_INTRINSIC(void __stosb(UCHAR *Destination, UCHAR Value, size_t Count), NTSPIN_STORES(UCHAR))
FORCEINLINE void __stosw(USHORT *Destination, USHORT Value, size_t Count) NTSPIN_STORES(USHORT)
FORCEINLINE void __stosd(ULONG *Destination, ULONG Value, size_t Count) NTSPIN_STORES(ULONG)
FORCEINLINE void __stosq(ULONG64 *Destination, ULONG64 Value, size_t Count) NTSPIN_STORES(ULONG64)

#define NTSPIN_READS_CONTROL(number)							\
	FORCEINLINE ULONG64 __readcr##number(void)					\
	{										\
		ULONG64 value;								\
											\
		__asm__ __volatile__("mov %%cr" #number ", %0" : "=r"(value));		\
		return value;								\
	}
NTSPIN_READS_CONTROL(0)
NTSPIN_READS_CONTROL(2)
NTSPIN_READS_CONTROL(3)
NTSPIN_READS_CONTROL(4)
NTSPIN_READS_CONTROL(8)
#endif

#ifndef NTSPIN_HAS_MS_WORDS
#define __debugbreak() __builtin_trap()
#endif

EXTERN_C_END

#endif
