/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory_access.h - loads and stores of variables that CPUs share, and barriers between them.
 *
 * Context: Any IRQL. Linux: any context, NMIs included.
 * Errors: none is detected. The variable has its natural alignment.
 */
#ifndef NTSPIN_WDM_MEMORY_ACCESS_H
#define NTSPIN_WDM_MEMORY_ACCESS_H

#include "../ntdef.h"
#include "../driverspecs.h"

EXTERN_C_START

/*
 * Loads and stores that are one access each, in three strengths: Acquire,
 * behind which what follows stays, and Release, before which what came first
 * stays; NoFence, which orders nothing; and Raw, which on Windows may be torn
 * into pieces, and here is NoFence.
 */
#define NTSPIN_READ(Name, Type, Order)							\
	FORCEINLINE Type Name(_In_ Type const volatile *Source)				\
	{										\
		return __atomic_load_n(Source, Order);					\
	}

#define NTSPIN_WRITE(Name, Type, Order)							\
	FORCEINLINE VOID Name(_Out_ Type volatile *Destination, _In_ Type Value)	\
	{										\
		__atomic_store_n(Destination, Value, Order);				\
	}

/*
 * What is reached by a pointer is read after the pointer, on each processor that Windows runs on:
 * lists that are read without a lock rely on it. ThreadSanitizer knows of no such order, and takes
 * an acquire for it. KCSAN, for which kernels are compiled alike, wants none of that.
 */
#if defined(__KERNEL__)
#elif defined(__SANITIZE_THREAD__)
#define NTSPIN_SEEN_BY_TSAN
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NTSPIN_SEEN_BY_TSAN
#endif
#endif
#ifdef NTSPIN_SEEN_BY_TSAN
#define NTSPIN_DEPENDENT __ATOMIC_ACQUIRE
#else
#define NTSPIN_DEPENDENT __ATOMIC_RELAXED
#endif

#define NTSPIN_ACCESS(What, Size, Type, Weak)						\
	NTSPIN_READ(Read##What##Acquire##Size, Type, __ATOMIC_ACQUIRE)			\
	NTSPIN_READ(Read##What##NoFence##Size, Type, Weak)				\
	NTSPIN_READ(Read##What##Raw##Size, Type, Weak)				\
	NTSPIN_WRITE(Write##What##Release##Size, Type, __ATOMIC_RELEASE)		\
	NTSPIN_WRITE(Write##What##NoFence##Size, Type, __ATOMIC_RELAXED)		\
	NTSPIN_WRITE(Write##What##Raw##Size, Type, __ATOMIC_RELAXED)

NTSPIN_ACCESS(, 8, CHAR, __ATOMIC_RELAXED)
NTSPIN_ACCESS(, 16, SHORT, __ATOMIC_RELAXED)
NTSPIN_ACCESS(, , LONG, __ATOMIC_RELAXED)
NTSPIN_ACCESS(, 64, LONG64, __ATOMIC_RELAXED)
NTSPIN_ACCESS(Boolean, , BOOLEAN, __ATOMIC_RELAXED)
NTSPIN_ACCESS(UChar, , UCHAR, __ATOMIC_RELAXED)
NTSPIN_ACCESS(UShort, , USHORT, __ATOMIC_RELAXED)
NTSPIN_ACCESS(ULong, , ULONG, __ATOMIC_RELAXED)
NTSPIN_ACCESS(ULong64, , ULONG64, __ATOMIC_RELAXED)
NTSPIN_ACCESS(LongPtr, , LONG_PTR, __ATOMIC_RELAXED)
NTSPIN_ACCESS(ULongPtr, , ULONG_PTR, __ATOMIC_RELAXED)
NTSPIN_ACCESS(UInt32, , UINT32, __ATOMIC_RELAXED)
NTSPIN_ACCESS(SizeT, , SIZE_T, __ATOMIC_RELAXED)
NTSPIN_ACCESS(Pointer, , PVOID, NTSPIN_DEPENDENT)

#ifdef NTSPIN_SEEN_BY_TSAN
/* ThreadSanitizer knows of no fence either; one word for all orders each with those before it. */
__attribute__((__weak__)) ULONG ntspin_barriers;
#endif

/**
 * KeMemoryBarrier() - let no access of this CPU to memory, a device's included, pass this point
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, KeMemoryBarrier function.
 */
FORCEINLINE VOID KeMemoryBarrier(VOID)
{
#ifdef NTSPIN_SEEN_BY_TSAN
	__atomic_fetch_add(&ntspin_barriers, 1, __ATOMIC_SEQ_CST);
#elif defined(__aarch64__)
	/* The compiler's own fence is for CPUs alone: dmb ish. */
	__asm__ __volatile__("dmb sy" : : : "memory");
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/* What KeMemoryBarrier() is called outside of drivers. */
FORCEINLINE VOID MemoryBarrier(VOID)
{
	KeMemoryBarrier();
}

/**
 * KeMemoryBarrierWithoutFence() - keep the compiler, not the CPU, from moving accesses
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, KeMemoryBarrierWithoutFence macro.
 */
FORCEINLINE VOID KeMemoryBarrierWithoutFence(VOID)
{
	__asm__ __volatile__("" : : : "memory");
}

/* The compiler's own names of the same, where it has them not. */
#ifdef NTSPIN_HAS_MS_WORDS
VOID _ReadWriteBarrier(VOID);
VOID _ReadBarrier(VOID);
VOID _WriteBarrier(VOID);
#else
FORCEINLINE VOID _ReadWriteBarrier(VOID)
{
	KeMemoryBarrierWithoutFence();
}

FORCEINLINE VOID _ReadBarrier(VOID)
{
	KeMemoryBarrierWithoutFence();
}

FORCEINLINE VOID _WriteBarrier(VOID)
{
	KeMemoryBarrierWithoutFence();
}
#endif

/**
 * YieldProcessor() - tell the CPU that this is a loop that waits
 *
 * Yields to the other threads of a CPU's core, not to another task.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, YieldProcessor macro.
 */
FORCEINLINE VOID YieldProcessor(VOID)
{
#ifdef __aarch64__
	__asm__ __volatile__("yield" : : : "memory");
#else
	__asm__ __volatile__("pause" : : : "memory");
#endif
}

EXTERN_C_END

/* Have the processor fetch a cache line; of which level it is, is left to it. */
#define PF_TEMPORAL_LEVEL_1 1
#define PF_NON_TEMPORAL_LEVEL_ALL 0
#define PreFetchCacheLine(Level, Address) __builtin_prefetch((const VOID *)(Address))
#define PrefetchForWrite(Address) __builtin_prefetch((const VOID *)(Address), 1)
#define ReadForWriteAccess(Address) (PrefetchForWrite(Address), *(Address))

/* It makes the names of both macros. */
#ifdef NTSPIN_DRIVER
#include "interlocked.h"
#endif

#endif
