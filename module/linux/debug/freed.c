// SPDX-License-Identifier: GPL-2.0
/*
 * freed.c - memory that is freed with a set timer or a queued DPC in it: 0xC7 on Windows. Work
 * items, resources and sleeping locks are found by the files that keep them.
 *
 * They are taken out before the memory is another's, so that the machine continues, and are
 * reported then: nothing is printed under their locks, since printing may free memory, too.
 *
 * It is asked of each free of memory, so it must cost next to nothing. Memory is looked at in
 * grains. Set timers stand in lists by their grain, which timer.c keeps. Queued DPCs do not; of
 * each grain is known how often one was queued, since it was last seen that none is. Only where
 * that is not 0 the queues are searched.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/preempt.h>

#include "../../seam/remains.h"
#include "../host.h"
#include "../pool.h"

static atomic_t queued[NTSPIN_GRAIN_SLOTS];

struct memory {
	const void *start;
	size_t size;
};

/* Release: a reader that sees the count sees that the DPC was pushed. Pairs with drop_dpcs(). */
void ntspin_dpc_recorded(const KDPC *dpc)
{
	atomic_inc_return_release(&queued[ntspin_grain_slot(dpc)]);
}

static void drop_timers(unsigned int slot, const struct memory *memory, const void *caller)
{
	KTIMER *timer;

	while ((timer = ntspin_timer_drop(slot, memory->start, memory->size))) {
		/* A DPC elsewhere may be gone by now. */
		bool is_near = ntspin_is_in(timer->Dpc, memory->start, memory->size);

		ntspin_report_freed(NTSPIN_TIMER_FREED, timer,
				    is_near ? timer->Dpc->DeferredRoutine : NULL, caller);
	}
}

struct found {
	const KDPC *dpc;
	const void *routine;
	bool others;		/* of the same slot, which stay */
};

struct search {
	const struct memory *memory;
	unsigned int slot;
	struct found *found;
};

/* The first one that is; under the queue's lock. */
static BOOLEAN is_wanted(const KDPC *dpc, void *arg)
{
	struct search *search = arg;
	struct found *found = search->found;

	if (found->dpc || !ntspin_is_in(dpc, search->memory->start, search->memory->size)) {
		found->others |= ntspin_grain_slot(dpc) == search->slot;
		return false;
	}
	found->dpc = dpc;
	found->routine = dpc->DeferredRoutine;
	return true;
}

static void drop_dpcs_of(unsigned int cpu, struct search *search, const void *caller)
{
	struct found *found = search->found;

	do {
		found->dpc = NULL;
		ntspin_dpc_remove_if(per_cpu_ptr(&ntspin_dpc_queues, cpu), is_wanted, search);
		if (found->dpc)
			ntspin_report_freed(NTSPIN_DPC_FREED, found->dpc, found->routine, caller);
	} while (found->dpc);
}

/*
 * One that moves meanwhile, from a CPU that goes offline, may be missed.
 *
 * Acquire: pairs with ntspin_dpc_recorded(). Where no DPC of the slot was seen, its count begins
 * again, unless one has been queued since: that one has changed it.
 */
static void drop_dpcs(unsigned int slot, const struct memory *memory, const void *caller)
{
	int seen = atomic_read_acquire(&queued[slot]);
	struct found found = {};
	struct search search = { memory, slot, &found };
	unsigned int cpu;

	if (!seen)
		return;
	for_each_possible_cpu(cpu)
		drop_dpcs_of(cpu, &search, caller);
	if (!found.others)
		atomic_cmpxchg_relaxed(&queued[slot], seen, 0);
}

/* Of large memory all slots are looked at, and none twice. */
static __always_inline void each_slot(const struct memory *memory, const void *caller,
				      void (*drop)(unsigned int slot, const struct memory *memory,
						   const void *caller))
{
	size_t offset = (unsigned long)memory->start % NTSPIN_GRAIN;
	size_t grains = DIV_ROUND_UP(offset + memory->size, NTSPIN_GRAIN);
	size_t i;

	for (i = 0; i < min_t(size_t, grains, NTSPIN_GRAIN_SLOTS); i++)
		drop(grains < NTSPIN_GRAIN_SLOTS ?
			     ntspin_grain_slot(memory->start + i * NTSPIN_GRAIN) : i,
		     memory, caller);
}

static void drop_others(const struct memory *memory, const void *caller)
{
	const void *found;

	while ((found = ntspin_work_drop(memory->start, memory->size)))
		ntspin_report_freed(NTSPIN_WORK_IN_FREED, found, NULL, caller);
	while ((found = ntspin_owned_drop(memory->start, memory->size)))
		ntspin_report_freed(NTSPIN_MEMORY_FREED, found, NULL, caller);
	while ((found = ntspin_resource_drop(memory->start, memory->size)))
		ntspin_report_freed(NTSPIN_RESOURCE_FREED, found, NULL, caller);
}

static void drop_what_is_in(const void *start, size_t size, const void *caller)
{
	const struct memory memory = { start, size };

	if (in_nmi())
		return;
	/* The timers first: they queue DPCs. */
	each_slot(&memory, caller, drop_timers);
	each_slot(&memory, caller, drop_dpcs);
	drop_others(&memory, caller);
}

/* A lock that is held there is misuse; one that is known is another one when next heard of. */
void ntspin_memory_ends(const void *start, SIZE_T size, const void *caller)
{
	if (READ_ONCE(ntspin_slow_flags) & NTSPIN_VERIFY)
		drop_what_is_in(start, size, caller);
	ntspin_memory_gone(start, size);
}
