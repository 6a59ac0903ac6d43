/* SPDX-License-Identifier: GPL-2.0 */
/*
 * intrin.h - the intrinsics of Microsoft's compiler that drivers use.
 *
 * clang in Microsoft's mode has them, and wants some declared; gcc gets them here.
 * None that turns interrupts off, writes a control register, or reaches a port of the machine.
 */
#ifndef NTSPIN_CRT_INTRIN_H
#define NTSPIN_CRT_INTRIN_H

#include "stddef.h"
#include "../wdm/interlocked.h"
#include "../wdm/interlocked_128.h"
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
