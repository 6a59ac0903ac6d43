// SPDX-License-Identifier: GPL-2.0
/*
 * order.c - waiters arrive one by one, and must be granted in that order.
 *
 * The controller holds the lock and lets one waiter go at a time, each on a CPU
 * of its own. Every arrival changes the lock word; when the word has changed,
 * the next waiter may go. Then the controller releases, and each waiter writes
 * its number down while it owns the lock.
 *
 * The controller stands at DISPATCH_LEVEL while it waits for threads on other
 * CPUs, which stop_machine() may be keeping for itself, waiting for our CPU. So
 * that wait is bounded, and a round that fails so is repeated.
 */
#define pr_fmt(fmt) "ntspin_torture: " fmt

#include "torture.h"

#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "storm.h"
#include "threads.h"

#define ORDER_MAX_WAITERS 63
#define ARRIVAL_NS (500 * NSEC_PER_MSEC)

struct order_run;

struct order_waiter {
	struct order_run *run;
	struct task_struct *thread;
	struct completion go;
	struct completion done;
	unsigned int number;
};

struct order_run {
	const struct torture_order_params *params;
	struct torture_order_result *result;
	struct torture_lock lock;
	struct completion finished;
	bool over;			/* who is let go now is to return */
	unsigned int granted;		/* under the lock */
	unsigned int grants[ORDER_MAX_WAITERS];
	struct order_waiter waiters[ORDER_MAX_WAITERS];
};

static int wait_in_queue(void *data)
{
	struct order_waiter *waiter = data;
	struct order_run *run = waiter->run;
	const struct torture_flavour *flavour = run->params->flavour;

	for (;;) {
		struct torture_acquisition acq = { .turn = waiter->number };

		wait_for_completion(&waiter->go);
		if (READ_ONCE(run->over))
			return 0;
		flavour->enter(&run->lock, &acq);
		run->grants[run->granted++] = waiter->number;
		flavour->leave(&run->lock, &acq);
		complete(&waiter->done);
	}
}

/* Whether the word has changed from seen in time. */
static bool has_arrived(struct order_run *run, KSPIN_LOCK seen)
{
	u64 since = local_clock();

	while (READ_ONCE(run->lock.word) == seen) {
		if (local_clock() - since > ARRIVAL_NS)
			return false;
		cpu_relax();
	}
	return true;
}

static void play_round(struct order_run *run)
{
	const struct torture_flavour *flavour = run->params->flavour;
	struct torture_acquisition acq = {};
	unsigned int gone = 0;
	bool arrived = true;
	unsigned int i;

	run->granted = 0;
	flavour->enter(&run->lock, &acq);
	while (arrived && gone < run->params->waiters) {
		KSPIN_LOCK seen = READ_ONCE(run->lock.word);

		complete(&run->waiters[gone++].go);
		arrived = has_arrived(run, seen);
	}
	flavour->leave(&run->lock, &acq);

	for (i = 0; i < gone; i++)
		wait_for_completion(&run->waiters[i].done);
	if (!arrived) {
		run->result->repeated++;
		return;
	}
	run->result->rounds++;
	for (i = 0; i < gone; i++) {
		if (run->grants[i] != i) {
			run->result->out_of_order++;
			break;
		}
	}
}

static int control(void *data)
{
	struct order_run *run = data;

	while (run->result->rounds < run->params->rounds &&
	       run->result->repeated <= run->params->rounds) {
		play_round(run);
		cond_resched();
	}
	complete(&run->finished);
	return stay_until_stopped();
}

/* A thread for each waiter, on the CPUs behind the controller's. */
static int start_waiters(struct order_run *run, unsigned int controller_cpu)
{
	unsigned int cpu = controller_cpu;
	unsigned int i;

	for (i = 0; i < run->params->waiters; i++) {
		struct order_waiter *waiter = &run->waiters[i];

		cpu = cpumask_next(cpu, cpu_online_mask);
		waiter->run = run;
		waiter->number = i;
		init_completion(&waiter->go);
		init_completion(&waiter->done);
		waiter->thread = kthread_run_on_cpu(wait_in_queue, waiter, cpu, "ntspin_order/%u");
		if (IS_ERR(waiter->thread))
			return PTR_ERR(waiter->thread);
	}
	return 0;
}

static void stop_waiters(struct order_run *run)
{
	unsigned int i;

	WRITE_ONCE(run->over, true);
	for (i = 0; i < run->params->waiters; i++) {
		struct order_waiter *waiter = &run->waiters[i];

		if (IS_ERR_OR_NULL(waiter->thread))
			break;
		/* It may be gone before it is stopped. */
		get_task_struct(waiter->thread);
		complete(&waiter->go);
		kthread_stop(waiter->thread);
		put_task_struct(waiter->thread);
	}
}

static int run_on(struct order_run *run, unsigned int cpu)
{
	struct task_struct *controller;
	struct storm *storm = NULL;
	u64 strikes;
	int err;

	if (run->params->storm) {
		storm = storm_start();
		if (!storm)
			return -ENOMEM;
	}
	err = start_waiters(run, cpu);
	if (!err) {
		controller = kthread_run_on_cpu(control, run, cpu, "ntspin_order/%u");
		err = PTR_ERR_OR_ZERO(controller);
	}
	if (!err) {
		wait_for_completion(&run->finished);
		kthread_stop(controller);
	}
	stop_waiters(run);
	if (storm) {
		strikes = storm_stop(storm);
		pr_info("storm: %llu timer interrupts and softirqs\n", strikes);
	}
	return err;
}

int torture_order(const struct torture_order_params *params, struct torture_order_result *result)
{
	struct order_run *run;
	int err = -ENODEV;

	*result = (struct torture_order_result){};
	if (WARN_ON(params->waiters > ORDER_MAX_WAITERS))
		return -EINVAL;
	run = kzalloc(sizeof(*run), GFP_KERNEL);
	if (!run)
		return -ENOMEM;
	run->params = params;
	run->result = result;
	init_completion(&run->finished);
	params->flavour->init(&run->lock);

	cpus_read_lock();
	if (num_online_cpus() > params->waiters)
		err = run_on(run, cpumask_first(cpu_online_mask));
	cpus_read_unlock();
	kfree(run);
	if (err)
		return err;
	pr_info("%s: %u waiters%s: %u rounds, %u out of order, %u repeated\n",
		params->flavour->name, params->waiters, params->storm ? " in a storm" : "",
		result->rounds, result->out_of_order, result->repeated);
	return result->rounds == params->rounds ? 0 : -ETIME;
}
