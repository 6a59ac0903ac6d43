// SPDX-License-Identifier: GPL-2.0
/*
 * deferred.c - DPCs that record what they find, and CPUs that are kept at a level.
 */
#include "deferred.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include "context.h"
#include "threads.h"

static atomic_t turns;

static VOID record(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
	struct deferred *deferred = context;

	deferred->cpu = raw_smp_processor_id();
	deferred->irql = KeGetCurrentIrql();
	deferred->argument1 = argument1;
	deferred->argument2 = argument2;
	deferred->turn = atomic_inc_return(&turns);
	if (deferred->then)
		deferred->then(deferred);
	/* A reader of the count sees what is stored above. */
	smp_store_release(&deferred->ran, deferred->ran + 1);
}

void init_deferred(struct deferred *deferred, void (*then)(struct deferred *deferred))
{
	memset(deferred, 0xCC, sizeof(*deferred));
	deferred->ran = 0;
	deferred->then = then;
	KeInitializeDpc(&deferred->dpc, record, deferred);
}

static DEFINE_PER_CPU(unsigned int, processor);

static void record_processor(void *unused)
{
	this_cpu_write(processor, KeGetCurrentProcessorNumberEx(NULL));
}

int record_processors(struct kunit *test)
{
	on_each_cpu(record_processor, NULL, true);
	return 0;
}

unsigned int processor_of(unsigned int cpu)
{
	return per_cpu(processor, cpu);
}

void init_deferred_on(struct deferred *deferred, unsigned int cpu)
{
	init_deferred(deferred, NULL);
	KeSetTargetProcessorDpc(&deferred->dpc, processor_of(cpu));
}

static bool has_run(struct deferred *deferred, unsigned int times)
{
	/* Pairs with record(). */
	return smp_load_acquire(&deferred->ran) >= times;
}

bool wait_for_deferred(struct deferred *deferred, unsigned int times)
{
	unsigned int i;

	for (i = 0; i < 10000 && !has_run(deferred, times); i++)
		usleep_range(1000, 2000);
	return has_run(deferred, times);
}

/* One section at a time, on whichever CPU. */
static KSPIN_LOCK lock;
static KLOCK_QUEUE_HANDLE handle;
static KIRQL saved;

static void raise_to_dispatch(void)
{
	saved = KeRaiseIrqlToDpcLevel();
}

static void raise_to_device_level(void)
{
	KeRaiseIrql(DEVICE_LEVEL, &saved);
}

static void raise_by_steps(void)
{
	KIRQL between;

	KeRaiseIrql(APC_LEVEL, &saved);
	KeRaiseIrql(DISPATCH_LEVEL, &between);
	KeRaiseIrql(DEVICE_LEVEL, &between);
	KeLowerIrql(DISPATCH_LEVEL);
}

static void lower(void)
{
	KeLowerIrql(saved);
}

static void acquire_queued(void)
{
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
}

static void release_queued(void)
{
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void acquire_ordinary(void)
{
	KeAcquireSpinLock(&lock, &saved);
}

static void release_ordinary(void)
{
	KeReleaseSpinLock(&lock, saved);
}

static void raise_and_acquire(void)
{
	raise_to_dispatch();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
}

static void release_and_lower(void)
{
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	lower();
}

const struct raised_section raised_sections[RAISED_SECTION_COUNT] = {
	[RAISED_TO_DISPATCH] = { "raise to DISPATCH_LEVEL", raise_to_dispatch, lower },
	[RAISED_TO_DEVICE_LEVEL] = { "raise to a device level", raise_to_device_level, lower },
	[RAISED_BY_STEPS] = { "raise by steps", raise_by_steps, lower },
	[QUEUED_LOCK_HELD] = { "queued lock", acquire_queued, release_queued },
	[ORDINARY_LOCK_HELD] = { "ordinary lock", acquire_ordinary, release_ordinary },
	[QUEUED_LOCK_HELD_AT_DPC] = { "queued lock, AtDpcLevel", raise_and_acquire,
				      release_and_lower },
};

/* Not forever: a thread that waits for this CPU might be the one that is to release it. */
#define TIMEOUT_MS 5000

/* local_clock() may stand still while interrupts are off. */
static void spin_for(unsigned int ms, const bool *or_until)
{
	ktime_t end = ktime_add_ms(ktime_get(), ms);

	while (!READ_ONCE(*or_until) && ktime_before(ktime_get(), end))
		cpu_relax();
}

static int hold(void *data)
{
	static const bool never;
	struct holder *holder = data;

	holder->section->enter();
	WRITE_ONCE(holder->holding, true);
	spin_for(TIMEOUT_MS, &holder->let_go);
	spin_for(holder->ms, &never);
	if (holder->other)
		holder->ran_inside = READ_ONCE(holder->other->ran);
	holder->section->leave();
	if (holder->other)
		holder->ran_at_leaving = READ_ONCE(holder->other->ran);
	return stay_until_stopped();
}

bool hold_cpu(struct holder *holder, unsigned int cpu)
{
	holder->holding = false;
	holder->let_go = false;
	holder->thread = kthread_run_on_cpu(hold, holder, cpu, "ntspin_holder");
	if (IS_ERR(holder->thread))
		return false;
	while (!READ_ONCE(holder->holding))
		usleep_range(100, 200);
	return true;
}

void let_holder_go(struct holder *holder)
{
	WRITE_ONCE(holder->let_go, true);
}

void await_holder(struct holder *holder)
{
	let_holder_go(holder);
	kthread_stop(holder->thread);
}

unsigned int another_cpu(void)
{
	return cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
}
