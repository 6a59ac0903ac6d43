// SPDX-License-Identifier: GPL-2.0
/*
 * rw_threads.c - threads with a CPU each, which acquire a reader-writer lock on command.
 *
 * A holder is at DISPATCH_LEVEL until another thread releases it, and that thread may be kept from
 * running by one that waits for this very CPU (stop_machine() does). So there is a timeout.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "rw.h"

#define TIMEOUT_NS (4ULL * NSEC_PER_SEC)
#define SOON_NS (20ULL * NSEC_PER_MSEC)

struct rw_thread {
	struct rw_run *run;
	struct task_struct *task;
	struct completion go;
	bool exclusive;
	bool convert;
	bool converted;
	/* Between the thread and its controller. */
	bool leave;
	bool inside;
	bool gone;
	unsigned int turn;
};

struct rw_run {
	const struct rw_flavour *flavour;
	EX_SPIN_LOCK lock;
	unsigned int count;
	bool over;
	bool spoiled;
	atomic_t turns;
	struct rw_thread threads[RW_THREADS];
};

static void spoil(struct rw_run *run)
{
	WRITE_ONCE(run->spoiled, true);
}

static void hold(struct rw_thread *thread)
{
	u64 since = local_clock();

	thread->turn = atomic_inc_return(&thread->run->turns);
	/* Pairs with the acquires of the waiter: the turn is there to be read. */
	smp_store_release(&thread->inside, true);
	/* Pairs with the release in rw_leave(), behind what else the thread is told. */
	while (!smp_load_acquire(&thread->leave) && !READ_ONCE(thread->run->spoiled)) {
		if (local_clock() - since > TIMEOUT_NS)
			spoil(thread->run);
		cpu_relax();
	}
}

static int act(void *data)
{
	struct rw_thread *thread = data;
	struct rw_run *run = thread->run;
	KIRQL old;

	for (;;) {
		wait_for_completion(&thread->go);
		if (READ_ONCE(run->over))
			return 0;
		old = run->flavour->acquire(&run->lock, thread->exclusive);
		hold(thread);
		if (thread->convert) {
			thread->converted = ExTryConvertSharedSpinLockExclusive(&run->lock);
			thread->exclusive |= thread->converted;
		}
		WRITE_ONCE(thread->inside, false);
		run->flavour->release(&run->lock, thread->exclusive, old);
		/* Pairs with the acquire in rw_leave(): its part is over. */
		smp_store_release(&thread->gone, true);
	}
}

struct rw_run *rw_run_start(const struct rw_flavour *flavour, unsigned int threads)
{
	unsigned int cpu, i;
	struct rw_run *run;

	if (threads > RW_THREADS || num_online_cpus() <= threads)
		return NULL;
	run = kzalloc(sizeof(*run), GFP_KERNEL);
	if (!run)
		return NULL;
	run->flavour = flavour;
	atomic_set(&run->turns, 0);
	/* The controller has a CPU of its own. */
	migrate_disable();
	cpu = raw_smp_processor_id();
	for (i = 0; i < threads; i++) {
		struct rw_thread *thread = &run->threads[i];

		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
		thread->run = run;
		init_completion(&thread->go);
		thread->task = kthread_create_on_cpu(act, thread, cpu, "ntspin_rw/%u");
		if (IS_ERR(thread->task)) {
			thread->task = NULL;
			spoil(run);
			break;
		}
		get_task_struct(thread->task);
		wake_up_process(thread->task);
		run->count++;
	}
	return run;
}

/* Until *flag, or the word is no longer seen; false where it takes too long. */
static bool wait_for(struct rw_run *run, const bool *flag, const LONG *seen, u64 ns)
{
	u64 since = local_clock();

	/* Pairs with the releases in hold() and act(). */
	while (!smp_load_acquire(flag)) {
		if (seen && READ_ONCE(run->lock) != *seen)
			return true;
		if (local_clock() - since > ns || READ_ONCE(run->spoiled))
			return false;
		usleep_range(20, 100);
	}
	return true;
}

void rw_come(struct rw_run *run, unsigned int i, bool exclusive)
{
	struct rw_thread *thread = &run->threads[i];
	LONG seen = READ_ONCE(run->lock);

	if (run->spoiled)
		return;
	thread->exclusive = exclusive;
	thread->convert = false;
	thread->leave = false;
	thread->gone = false;
	complete(&thread->go);
	if (!wait_for(run, &thread->inside, &seen, TIMEOUT_NS))
		spoil(run);
}

void rw_await(struct rw_run *run, unsigned int i)
{
	if (!wait_for(run, &run->threads[i].inside, NULL, TIMEOUT_NS))
		spoil(run);
}

unsigned int rw_who_is_in(struct rw_run *run, unsigned int one, unsigned int other)
{
	u64 since = local_clock();

	for (;;) {
		if (READ_ONCE(run->threads[one].inside))
			return one;
		if (READ_ONCE(run->threads[other].inside))
			return other;
		if (local_clock() - since > TIMEOUT_NS)
			spoil(run);
		if (READ_ONCE(run->spoiled))
			return one;
		usleep_range(20, 100);
	}
}

bool rw_is_soon_in(struct rw_run *run, unsigned int i)
{
	return wait_for(run, &run->threads[i].inside, NULL, SOON_NS);
}

void rw_leave(struct rw_run *run, unsigned int i)
{
	struct rw_thread *thread = &run->threads[i];

	/* Pairs with the acquire in hold(). */
	smp_store_release(&thread->leave, true);
	if (!wait_for(run, &thread->gone, NULL, TIMEOUT_NS))
		spoil(run);
}

bool rw_convert_and_leave(struct rw_run *run, unsigned int i)
{
	run->threads[i].convert = true;
	rw_leave(run, i);
	return run->threads[i].converted;
}

unsigned int rw_turn(struct rw_run *run, unsigned int i)
{
	return READ_ONCE(run->threads[i].turn);
}

bool rw_run_end(struct rw_run *run, bool *free)
{
	bool good = !run->spoiled;
	unsigned int i;

	WRITE_ONCE(run->over, true);
	for (i = 0; i < run->count; i++)
		WRITE_ONCE(run->threads[i].leave, true);
	for (i = 0; i < run->count; i++) {
		complete(&run->threads[i].go);
		kthread_stop(run->threads[i].task);
		put_task_struct(run->threads[i].task);
	}
	migrate_enable();
	*free = READ_ONCE(run->lock) == 0;
	kfree(run);
	return good;
}
