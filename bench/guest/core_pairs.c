// SPDX-License-Identifier: GPL-2.0
/*
 * core_pairs.c - what is called on one CPU, and nobody waits: events, pool, lookaside lists.
 *
 * An event that was set is reset as reinit_completion() resets a completion, by a store, so that
 * KeSetEvent() is compared alone; and by KeClearEvent().
 */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core.h"

#define PAIRS 1000
#define BATCHES 7
#define TAG 0x68636e42		/* "Bnch" */
#define OBJECTS 8

static KEVENT event;
static KEVENT several[OBJECTS];
static PVOID objects[OBJECTS];
static KWAIT_BLOCK blocks[OBJECTS];
static struct completion completion;
static NPAGED_LOOKASIDE_LIST list;
static struct kmem_cache *cache;
static LARGE_INTEGER zero;

static __always_inline void set_event(void)
{
	KeSetEvent(&event, IO_NO_INCREMENT, FALSE);
}

static __always_inline void wait_for(PLARGE_INTEGER timeout)
{
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, timeout);
}

static __always_inline void wait_for_all(void)
{
	KeWaitForMultipleObjects(OBJECTS, objects, WaitAll, Executive, KernelMode, FALSE, &zero,
				 blocks);
}

static __always_inline void pool_pair(SIZE_T size)
{
	void *block = ExAllocatePoolWithTag(NonPagedPoolNx, size, TAG);

	barrier_data(block);
	ExFreePoolWithTag(block, TAG);
}

static __always_inline void pool2_pair(SIZE_T size, POOL_FLAGS flags)
{
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED | flags, size, TAG);

	barrier_data(block);
	ExFreePool(block);
}

static __always_inline void slab_pair(size_t size, gfp_t gfp)
{
	void *block = kmalloc(size, gfp);

	barrier_data(block);
	kfree(block);
}

static __always_inline void lookaside_pair(void)
{
	void *block = ExAllocateFromNPagedLookasideList(&list);

	barrier_data(block);
	ExFreeToNPagedLookasideList(&list, block);
}

static __always_inline void cache_pair(void)
{
	void *block = kmem_cache_alloc(cache, GFP_KERNEL);

	barrier_data(block);
	kmem_cache_free(cache, block);
}

static noinline u64 time_known(void)
{
	return ticks_of_known_loop(PAIRS);
}

#define TIME(name, body) CORE_TIME(name, PAIRS, body)

TIME(nothing, barrier())
TIME(set, (set_event(), event.Header.SignalState = 0))
TIME(complete, (complete(&completion), reinit_completion(&completion)))
TIME(set_and_clear, (set_event(), KeClearEvent(&event)))
TIME(set_and_take, (set_event(), wait_for(NULL)))
TIME(complete_and_take, (complete(&completion), wait_for_completion(&completion)))
TIME(pool, pool_pair(64))
TIME(slab, slab_pair(64, GFP_KERNEL))
TIME(pool_512, pool_pair(512))
TIME(slab_512, slab_pair(512, GFP_KERNEL))
TIME(pool2, pool2_pair(64, POOL_FLAG_UNINITIALIZED))
TIME(pool2_zeroed, pool2_pair(64, 0))
TIME(slab_zeroed, slab_pair(64, GFP_KERNEL | __GFP_ZERO))
TIME(lookaside, lookaside_pair())
TIME(cache, cache_pair())
TIME(all_of_eight, wait_for_all())

/* The names are what core.py knows. */
static const struct {
	const char *name;
	u64 (*time)(void);
} rows[] = {
	{ "known loop", time_known },
	{ "empty loop", time_nothing },
	{ "KeSetEvent", time_set },
	{ "complete, reinit", time_complete },
	{ "KeSetEvent, KeClearEvent", time_set_and_clear },
	{ "KeSetEvent, KeWaitForSingleObject", time_set_and_take },
	{ "complete, wait_for_completion", time_complete_and_take },
	{ "ExAllocatePoolWithTag 64", time_pool },
	{ "kmalloc 64", time_slab },
	{ "ExAllocatePoolWithTag 512", time_pool_512 },
	{ "kmalloc 512", time_slab_512 },
	{ "ExAllocatePool2 64, uninitialized", time_pool2 },
	{ "ExAllocatePool2 64", time_pool2_zeroed },
	{ "kzalloc 64", time_slab_zeroed },
	{ "lookaside list", time_lookaside },
	{ "kmem_cache", time_cache },
	{ "WaitAll of 8, signalled", time_all_of_eight },
};

int core_pairs(unsigned int rounds)
{
	unsigned int round, i;

	KeInitializeEvent(&event, SynchronizationEvent, FALSE);
	for (i = 0; i < OBJECTS; i++) {
		KeInitializeEvent(&several[i], NotificationEvent, TRUE);
		objects[i] = &several[i];
	}
	init_completion(&completion);
	cache = kmem_cache_create("ntspin_core_bench", 64, 0, 0, NULL);
	if (!cache)
		return -ENOMEM;
	ExInitializeNPagedLookasideList(&list, NULL, NULL, POOL_NX_ALLOCATION, 64, TAG, 0);
	for (round = 0; round < rounds; round++)
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			core_say("pair %u %llu %u %s", round, core_shortest(rows[i].time, BATCHES),
				 PAIRS, rows[i].name);
	ExDeleteNPagedLookasideList(&list);
	kmem_cache_destroy(cache);
	return 0;
}
