// SPDX-License-Identifier: GPL-2.0
/*
 * core_works.c - work items beside queue_work(): queued and run, and the call that queues alone.
 *
 * Queued and run: one at a time, and all wait in the same way for the routine. Alone: some at once
 * by a CPU that stays at DISPATCH_LEVEL; where there is one CPU none of them has begun by then.
 */
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "core.h"

#define TURNS 200
#define BATCHES 5
#define ITEMS 64

static struct {
	PIO_WORKITEM io[ITEMS];
	WORK_QUEUE_ITEM ex[ITEMS];
	struct work_struct linux_own[ITEMS];
} works;

static struct workqueue_struct *unbound, *bound;
static struct completion ran;

static VOID NTAPI io_routine(PDEVICE_OBJECT object, PVOID context)
{
	complete(&ran);
}

static VOID NTAPI ex_routine(PVOID context)
{
	complete(&ran);
}

static void linux_routine(struct work_struct *work)
{
	complete(&ran);
}

static __always_inline void queue_io(unsigned int i)
{
	IoQueueWorkItem(works.io[i], io_routine, DelayedWorkQueue, NULL);
}

static __always_inline void queue_ex(unsigned int i)
{
	ExQueueWorkItem(&works.ex[i], DelayedWorkQueue);
}

static __always_inline void queue_unbound(unsigned int i)
{
	queue_work(unbound, &works.linux_own[i]);
}

static __always_inline void queue_bound(unsigned int i)
{
	queue_work(bound, &works.linux_own[i]);
}

#define WORK(way)								\
	static noinline u64 queue_all_##way(void)				\
	{									\
		KIRQL old = KeRaiseIrqlToDpcLevel();				\
		u64 start = get_cycles(), end;					\
		unsigned int i;							\
										\
		for (i = 0; i < ITEMS; i++)					\
			queue_##way(i);						\
		end = get_cycles();						\
		KeLowerIrql(old);						\
		for (i = 0; i < ITEMS; i++)					\
			wait_for_completion(&ran);				\
		return end - start;						\
	}									\
	CORE_TIME(way, TURNS, (queue_##way(0), wait_for_completion(&ran)))

WORK(io)
WORK(ex)
WORK(unbound)
WORK(bound)

/* The names are what core.py knows. */
static const struct {
	const char *name;
	u64 (*time)(void);
	u64 (*queue_all)(void);
} rows[] = {
	{ "IoQueueWorkItem", time_io, queue_all_io },
	{ "ExQueueWorkItem", time_ex, queue_all_ex },
	{ "queue_work, unbound", time_unbound, queue_all_unbound },
	{ "queue_work, bound", time_bound, queue_all_bound },
};

static bool init_works(void)
{
	unsigned int i;

	init_completion(&ran);
	for (i = 0; i < ITEMS; i++) {
		works.io[i] = kzalloc(IoSizeofWorkItem(), GFP_KERNEL);
		if (!works.io[i])
			return false;
		IoInitializeWorkItem(&works, works.io[i]);
		ExInitializeWorkItem(&works.ex[i], ex_routine, NULL);
		INIT_WORK(&works.linux_own[i], linux_routine);
	}
	unbound = alloc_workqueue("ntspin_core_unbound", WQ_UNBOUND, 0);
	bound = alloc_workqueue("ntspin_core_bound", 0, 0);
	return unbound && bound;
}

/* All have run: the routine of the last may still return, which destroy_workqueue() waits for. */
static void free_works(void)
{
	unsigned int i;

	if (unbound)
		destroy_workqueue(unbound);
	if (bound)
		destroy_workqueue(bound);
	for (i = 0; i < ITEMS; i++) {
		if (works.io[i])
			IoUninitializeWorkItem(works.io[i]);
		kfree(works.io[i]);
	}
}

int core_works(unsigned int rounds)
{
	unsigned int round, i;
	int err = init_works() ? 0 : -ENOMEM;

	for (round = 0; round < rounds && !err; round++)
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			core_say("turn %u %llu %u %s, run", round,
				 core_shortest(rows[i].time, BATCHES), TURNS, rows[i].name);
			core_say("turn %u %llu %u %s, alone", round,
				 core_shortest(rows[i].queue_all, BATCHES), ITEMS, rows[i].name);
		}
	free_works();
	return err;
}
