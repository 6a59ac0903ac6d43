// SPDX-License-Identifier: GPL-2.0
/*
 * torture.c - threads on every CPU, and softirqs, contend for one lock.
 *
 * Sized by time, not by count: with more virtual CPUs than real ones every
 * hand-over may wait for a CPU that its host has put to sleep.
 */
#define pr_fmt(fmt) "ntspin_torture: " fmt

#include "torture.h"

#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>

#include "compat.h"
#include "threads.h"

#define SOFTIRQ_PERIOD_NS (500 * NSEC_PER_USEC)
#define HOPELESS_NS (30 * NSEC_PER_SEC)
#define SOON_HOPELESS_NS (2 * NSEC_PER_SEC)
#define JOIN_NS (20 * NSEC_PER_MSEC)
#define LONGEST_MS (60 * MSEC_PER_SEC)
#define SLICE_MS 50

struct torture_worker {
	const struct torture_params *params;
	struct torture_lock *lock;
	struct task_struct *thread;
	struct hrtimer timer;
	unsigned int cpu;
	u64 by_thread;
	u64 by_softirq;
	u64 longest_wait_ns[2];		/* of the thread, of the softirq */
	struct torture_acquisition kept[2];
};

BOOLEAN torture_wait_is_hopeless(enum traced_flaw flaw, ULONG *rounds, ULONGLONG *since)
{
	u64 now, hopeless = flaw == TRACED_SOUND ? HOPELESS_NS : SOON_HOPELESS_NS;

	cpu_relax();
	if (++*rounds % 0x4000)
		return false;
	now = local_clock();
	if (!*since)
		*since = now;
	return now - *since > hopeless;
}

static void relax_rounds(unsigned int rounds)
{
	while (rounds--)
		cpu_relax();
}

/* Any number that changes; which is all that widening a window asks for. */
static unsigned int roughly_random(void)
{
	return (unsigned int)(local_clock() >> 4) * 2654435761U >> 16;
}

void torture_widen(void)
{
	unsigned int n = roughly_random();

	if (n % 8 == 0)
		relax_rounds(n % 200);
}

void torture_let_others_join(const KSPIN_LOCK *word)
{
	u64 until = local_clock() + JOIN_NS;
	KSPIN_LOCK before = READ_ONCE(*word);

	while (READ_ONCE(*word) == before && local_clock() < until)
		cpu_relax();
}

/* Plain accesses on purpose: a lock that does not exclude loses one of them. */
static void section(struct torture_worker *worker, unsigned int hold)
{
	struct torture_lock *lock = worker->lock;
	u64 sections = lock->sections;

	if (lock->owner)
		atomic64_inc(&lock->exclusion_errors);
	lock->owner = worker;
	barrier();	/* or the two halves would be merged into one */
	relax_rounds(hold);
	barrier();
	if (lock->owner != worker)
		atomic64_inc(&lock->exclusion_errors);
	lock->owner = NULL;
	lock->sections = sections + 1;
}

static void acquire_once(struct torture_worker *worker, bool softirq)
{
	const struct torture_params *params = worker->params;
	struct torture_acquisition local = {}, *acq = &local;
	u64 asked = local_clock();
	u64 waited;

	if (params->section) {
		params->section(worker->cpu, softirq);
		waited = local_clock() - asked;
	} else {
		if (params->flavour->gives_up)
			acq = &worker->kept[softirq];
		acq->turn = roughly_random();
		params->flavour->enter(worker->lock, acq);
		waited = local_clock() - asked;
		section(worker, params->hold ? roughly_random() % params->hold : 0);
		params->flavour->leave(worker->lock, acq);
	}
	worker->longest_wait_ns[softirq] = max(worker->longest_wait_ns[softirq], waited);
}

static bool gave_up(struct torture_worker *worker)
{
	return READ_ONCE(worker->lock->traced.lost);
}

static int contend(void *data)
{
	struct torture_worker *worker = data;

	if (worker->params->softirqs)
		hrtimer_start(&worker->timer, ns_to_ktime(SOFTIRQ_PERIOD_NS),
			      HRTIMER_MODE_REL_PINNED_SOFT);
	while (!kthread_should_stop() && !gave_up(worker)) {
		acquire_once(worker, false);
		worker->by_thread++;
		if (worker->params->away)
			relax_rounds(roughly_random() % worker->params->away);
		cond_resched();
	}
	hrtimer_cancel(&worker->timer);
	return stay_until_stopped();
}

static enum hrtimer_restart contend_in_softirq(struct hrtimer *timer)
{
	struct torture_worker *worker = container_of(timer, struct torture_worker, timer);

	if (gave_up(worker))
		return HRTIMER_NORESTART;
	acquire_once(worker, true);
	worker->by_softirq++;
	hrtimer_forward_now(timer, ns_to_ktime(SOFTIRQ_PERIOD_NS));
	return HRTIMER_RESTART;
}

static void collect(const struct torture_params *params, struct torture_result *result,
		    struct torture_worker *workers, struct torture_lock *lock, u64 *per_cpu)
{
	const struct traced_lock *traced = &lock->traced;
	unsigned int cpu;

	result->least = U64_MAX;
	for_each_online_cpu(cpu) {
		struct torture_worker *worker = &workers[cpu];

		if (!worker->thread)
			continue;
		result->cpus++;
		result->acquisitions += worker->by_thread + worker->by_softirq;
		result->by_softirq += worker->by_softirq;
		result->least = min(result->least, worker->by_thread);
		result->most = max(result->most, worker->by_thread);
		result->longest_wait_ns = max3(result->longest_wait_ns,
					       worker->longest_wait_ns[false],
					       worker->longest_wait_ns[true]);
		if (per_cpu)
			per_cpu[cpu] = worker->by_thread + worker->by_softirq;
	}
	result->exclusion_errors = atomic64_read(&lock->exclusion_errors);
	/* An update was lost where two sections overlapped unseen. */
	if (params->flavour && lock->sections != result->acquisitions)
		result->exclusion_errors++;
	result->order_errors = traced->order_errors + lock->unfair_errors;
	result->lost = traced->lost;
	result->slow = traced->waited_by_ticket + traced->waited_in_queue;
	result->queue_hand_overs = traced->queue_hand_overs;
	result->link_waits = traced->link_waits;
	result->deepest = traced->deepest;
}

static void print_result(const struct torture_params *params, const struct torture_result *r)
{
	pr_info("%s: %u CPUs, %u ms, %llu acquisitions (%llu in softirqs), %llu to %llu by a CPU's thread, longest wait %llu us, %llu exclusion errors\n",
		r->name, r->cpus, r->ms, r->acquisitions, r->by_softirq, r->least, r->most,
		r->longest_wait_ns / NSEC_PER_USEC, r->exclusion_errors);
	if (params->flavour && params->flavour->proves_order)
		pr_info("%s: %llu order errors, %llu lost; waited %llu, deepest queue %u, %llu hand-overs in the queue, %llu waits for a link\n",
			r->name, r->order_errors, r->lost, r->slow, r->deepest,
			r->queue_hand_overs, r->link_waits);
}

/* Each CPU's thread has had its turn, and a softirq. */
static bool all_have_come(const struct torture_params *params, struct torture_worker *workers)
{
	unsigned int cpu;
	u64 by_softirq = 0;

	for_each_online_cpu(cpu) {
		if (!workers[cpu].thread)
			continue;
		if (!READ_ONCE(workers[cpu].by_thread))
			return false;
		by_softirq += READ_ONCE(workers[cpu].by_softirq);
	}
	return by_softirq || !params->softirqs;
}

/* Longer where somebody had no turn yet, since the host let its CPU sleep; but not forever. */
static void contend_for(const struct torture_params *params, struct torture_worker *workers,
			const struct traced_lock *traced)
{
	unsigned int left = LONGEST_MS / SLICE_MS;

	msleep(params->duration_ms);
	while (left-- && !READ_ONCE(traced->lost) && !all_have_come(params, workers))
		msleep(SLICE_MS);
}

int torture_run(const struct torture_params *params, struct torture_result *result, u64 *per_cpu)
{
	struct torture_worker *workers;
	struct torture_lock *lock;
	unsigned int cpu, left = params->cpus ?: nr_cpu_ids;
	int err = 0;

	*result = (struct torture_result){ .ms = params->duration_ms };
	workers = kcalloc(nr_cpu_ids, sizeof(*workers), GFP_KERNEL);
	lock = kzalloc(sizeof(*lock), GFP_KERNEL);
	if (!workers || !lock) {
		err = -ENOMEM;
		goto out;
	}
	if (params->flavour)
		params->flavour->init(lock);

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct torture_worker *worker = &workers[cpu];

		if (!left--)
			break;
		worker->params = params;
		worker->lock = lock;
		worker->cpu = cpu;
		hrtimer_setup(&worker->timer, contend_in_softirq, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_PINNED_SOFT);
		worker->thread = kthread_create_on_cpu(contend, worker, cpu, "ntspin/%u");
		if (IS_ERR(worker->thread)) {
			err = PTR_ERR(worker->thread);
			worker->thread = NULL;
			break;
		}
	}
	for_each_online_cpu(cpu)
		if (workers[cpu].thread)
			wake_up_process(workers[cpu].thread);
	if (!err)
		contend_for(params, workers, &lock->traced);
	for_each_online_cpu(cpu)
		if (workers[cpu].thread)
			kthread_stop(workers[cpu].thread);
	if (!err) {
		result->name = params->flavour ? params->flavour->name : "section";
		collect(params, result, workers, lock, per_cpu);
		print_result(params, result);
	}
	cpus_read_unlock();
out:
	kfree(lock);
	kfree(workers);
	return err;
}
