// SPDX-License-Identifier: GPL-2.0
/*
 * park_run.c - the waiters of a lock, what its holder sees of them, and what was counted.
 */
#include "park_run.h"

#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "context.h"
#include "suites.h"

#define TIMEOUT_NS (500ULL * NSEC_PER_MSEC)

void park_wait_ordinary(struct park_case *in)
{
	KeReleaseSpinLock(&in->lock, KeAcquireSpinLockRaiseToDpc(&in->lock));
}

KIRQL park_hold_ordinary(struct park_case *in, KLOCK_QUEUE_HANDLE *handle)
{
	return KeAcquireSpinLockRaiseToDpc(&in->lock);
}

void park_free_ordinary(struct park_case *in, KLOCK_QUEUE_HANDLE *handle, KIRQL old)
{
	KeReleaseSpinLock(&in->lock, old);
}

static int wait_once(void *data)
{
	struct park_waiter *me = data;

	me->in->variant->wait(me->in);
	complete(&me->done);
	return 0;
}

static unsigned int cpu_behind(unsigned int cpu)
{
	cpu = cpumask_next(cpu, cpu_online_mask);
	return cpu < nr_cpu_ids ? cpu : cpumask_first(cpu_online_mask);
}

unsigned int park_next_cpu(void)
{
	return cpu_behind(raw_smp_processor_id());
}

static bool start_waiters(struct park_case *in, unsigned int cpu)
{
	unsigned int i;

	for (i = 0; i < in->variant->waiters; i++, cpu = cpu_behind(cpu)) {
		struct park_waiter *waiter = &in->waiters[i];

		waiter->in = in;
		init_completion(&waiter->done);
		waiter->thread = kthread_create_on_cpu(wait_once, waiter, cpu, "ntspin_park/%u");
		if (IS_ERR(waiter->thread)) {
			waiter->thread = NULL;
			return false;
		}
		get_task_struct(waiter->thread);
	}
	return true;
}

static bool end_waiters(struct park_case *in)
{
	bool all_done = true;
	unsigned int i;

	for (i = 0; i < in->variant->waiters; i++) {
		struct park_waiter *waiter = &in->waiters[i];

		if (!waiter->thread)
			continue;
		/* One that never ran yet runs now; kthread_stop() would keep it from that. */
		wake_up_process(waiter->thread);
		if (!wait_for_completion_timeout(&waiter->done, 20 * HZ)) {
			all_done = false;
			continue;
		}
		kthread_stop(waiter->thread);
		put_task_struct(waiter->thread);
	}
	return all_done;
}

bool park_see_halts(const struct park_case *in, unsigned long halts)
{
	u64 since = local_clock();
	struct ntspin_park_counts now;

	do {
		ntspin_park_count(&now);
		if (now.parks - in->before.parks >= in->variant->waiters &&
		    now.halts - in->before.halts >= halts)
			return true;
		cpu_relax();
	} while (local_clock() - since < TIMEOUT_NS);
	return false;
}

/* Whether each waiter is parked, and as many halts were made: of one there may be several. */
bool park_see_them_halt(struct park_case *in)
{
	return park_see_halts(in, in->variant->waiters);
}

bool park_run(struct kunit *test, const struct park_variant *variant, unsigned int cpu,
	      bool (*see)(struct park_case *in), struct ntspin_park_counts *counted)
{
	struct park_case *in = kzalloc(sizeof(*in), GFP_KERNEL);
	KLOCK_QUEUE_HANDLE handle;
	bool started, seen;
	unsigned int i;
	KIRQL old;

	KUNIT_ASSERT_NOT_NULL(test, in);
	in->variant = variant;
	migrate_disable();
	started = start_waiters(in, cpu);
	ntspin_park_count(&in->before);
	old = variant->hold(in, &handle);
	in->held = in->lock;
	for (i = 0; i < variant->waiters && started; i++)
		wake_up_process(in->waiters[i].thread);
	seen = see(in);
	variant->free(in, &handle, old);
	migrate_enable();
	/* What somebody may still wait for is not freed. */
	KUNIT_ASSERT_TRUE(test, end_waiters(in));
	ntspin_park_count(counted);
	counted->parks -= in->before.parks;
	counted->halts -= in->before.halts;
	counted->kicks -= in->before.kicks;
	counted->unkicked -= in->before.unkicked;
	KUNIT_EXPECT_TRUE(test, started);
	kfree(in);
	return seen;
}

static int mode_before = -1;

void park_is(struct kunit *test, enum ntspin_park_mode mode, unsigned int waiters)
{
	need_cpus(test, waiters + 1);
	mode_before = ntspin_park_set(mode);
	if (mode_before < 0)
		kunit_skip(test, "no CPU is ever parked here");
}

void park_restore_mode(struct kunit *test)
{
	if (mode_before >= 0)
		ntspin_park_set(mode_before);
	mode_before = -1;
	expect_cpus_at_rest(test);
}
