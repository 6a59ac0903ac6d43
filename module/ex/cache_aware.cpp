// SPDX-License-Identifier: GPL-2.0
/*
 * cache_aware.cpp - the Windows routines for run-down protection by a word for each processor.
 *
 * A task may move to another processor at any time: which word it takes is a matter of speed alone.
 */
#include "pool_calls.hpp"
#include "rundown.hpp"
#include "../seam/task.h"

#define CALLER __builtin_return_address(0)

/* The words lie behind it, each on a cache line of its own. */
struct _EX_RUNDOWN_REF_CACHE_AWARE {
	ULONG_PTR *words;
	ULONG count;
};

namespace
{

using reference = _EX_RUNDOWN_REF_CACHE_AWARE;

constexpr SIZE_T line = 64;
constexpr ULONG step = line / sizeof(ULONG_PTR);

/* With what it takes to begin at a line. */
SIZE_T size_for(ULONG count) noexcept
{
	return sizeof(reference) + line + count * line;
}

ULONG processors() noexcept
{
	return KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS);
}

void initialize(reference &object, ULONG count) noexcept
{
	const ULONG_PTR behind = reinterpret_cast<ULONG_PTR>(&object + 1);

	object.words = reinterpret_cast<ULONG_PTR *>((behind + line - 1) & ~(line - 1));
	object.count = count;
	for (ULONG i = 0; i < count; i++)
		begin_anew(object.words[i * step]);
}

ULONG_PTR &word_here(reference &object) noexcept
{
	return object.words[ntspin_this_processor() % object.count * step];
}

} /* namespace */

extern "C" {

SIZE_T NTAPI ExSizeOfRundownProtectionCacheAware(VOID)
{
	return size_for(processors());
}

VOID NTAPI ExInitializeRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware,
						   SIZE_T RunRefSize)
{
	if (RunRefSize < size_for(1)) [[unlikely]]
		return ntspin_report(NTSPIN_RUNDOWN_SIZE, __func__, 0, RunRefCacheAware, CALLER);
	initialize(*RunRefCacheAware,
		   static_cast<ULONG>((RunRefSize - sizeof(reference) - line) / line));
}

PEX_RUNDOWN_REF_CACHE_AWARE NTAPI ExAllocateCacheAwareRundownProtection(POOL_TYPE PoolType,
									ULONG PoolTag)
{
	const ULONG count = processors();
	void *const memory = ntspin::allocate_pool(PoolType, size_for(count), PoolTag,
						   {__func__, CALLER, call::any_level});

	if (memory)
		initialize(*static_cast<reference *>(memory), count);
	return static_cast<reference *>(memory);
}

VOID NTAPI ExFreeCacheAwareRundownProtection(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	ntspin::free_pool(RunRefCacheAware, 0, {__func__, CALLER, call::any_level});
}

BOOLEAN FASTCALL ExAcquireRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	return begin_use(word_here(*RunRefCacheAware), 1);
}

BOOLEAN FASTCALL
ExAcquireRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, ULONG Count)
{
	return begin_use(word_here(*RunRefCacheAware), Count);
}

VOID FASTCALL ExReleaseRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	end_use(word_here(*RunRefCacheAware), 1, true);
}

VOID FASTCALL ExReleaseRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware,
						     ULONG Count)
{
	end_use(word_here(*RunRefCacheAware), Count, true);
}

VOID FASTCALL
ExWaitForRundownProtectionReleaseCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	const call call = {__func__, CALLER, call::any_level};

	if (may_wait(RunRefCacheAware, call))
		run_down(RunRefCacheAware->words, RunRefCacheAware->count, step, RunRefCacheAware,
			 call);
}

VOID FASTCALL ExRundownCompletedCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	for (ULONG i = 0; i < RunRefCacheAware->count; i++)
		mark_ended(RunRefCacheAware->words[i * step]);
}

VOID FASTCALL ExReInitializeRundownProtectionCacheAware(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware)
{
	for (ULONG i = 0; i < RunRefCacheAware->count; i++)
		begin_anew(RunRefCacheAware->words[i * step]);
}

} /* extern "C" */
