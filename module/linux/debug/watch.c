// SPDX-License-Identifier: GPL-2.0
/*
 * watch.c - who watches: the verifier, statistics, tracepoints, lockdep; and the switches for them.
 *
 * While anybody watches, it is noted what is held. What the notes alone can tell, that a lock is
 * held by nobody, is believed once all that was held before has been released. That is when all
 * CPUs have been below DISPATCH_LEVEL, which is what RCU waits for. When the last one ceases to
 * watch, who is still at it is waited for in the same way.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/kasan.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/task_stack.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>

#include "../host.h"
#include "ntspin/verifier.h"

enum { VERIFY_OFF, VERIFY_REPORT, VERIFY_PANIC };

/* Read by each call; written where CPUs are parked. */
LONG ntspin_unusual ____cacheline_aligned_in_smp;

/*
 * The tracepoints' mutex is taken inside the first, where probes start, and outside the second,
 * where a tracepoint of our own is switched.
 */
static DEFINE_MUTEX(verify_lock);
static DEFINE_MUTEX(switch_lock);
static unsigned int verify;
static bool statistics;
static unsigned int hold_limit_us;
static unsigned int tracers;	/* how many of our tracepoints are on */
static bool ready;	/* the module is up: what a parameter asks for can be done */
static void *tables;

bool ntspin_misuse_is_fatal(void)
{
	return READ_ONCE(verify) == VERIFY_PANIC;
}

ULONGLONG ntspin_hold_limit(void)
{
	return READ_ONCE(hold_limit_us) * (u64)NSEC_PER_USEC;
}

const void *ntspin_this_task(void)
{
	return current;
}

ULONG ntspin_this_processor(void)
{
	return raw_smp_processor_id();
}

BOOLEAN ntspin_in_nmi(void)
{
	return !!in_nmi();
}

/* An interrupt may have a stack of its own, which nothing tells: what is near is on it. */
bool ntspin_on_stack(const void *lock)
{
	long distance = (long)kasan_reset_tag(lock) - (long)__builtin_frame_address(0);

	return object_is_on_stack(lock) || (!in_task() && abs(distance) < THREAD_SIZE);
}

/* Of memory that is freed the probes know. */
BOOLEAN ntspin_ends_unseen(const void *lock)
{
	return !IS_ENABLED(CONFIG_TRACEPOINTS) || ntspin_on_stack(lock);
}

ULONGLONG ntspin_time(void)
{
	return local_clock();
}

void ntspin_fill_holder(struct ntspin_holder *holder, const void *site)
{
	memcpy(holder->task, current->comm, sizeof(holder->task));
	holder->task[sizeof(holder->task) - 1] = '\0';
	holder->pid = current->pid;
	holder->processor = raw_smp_processor_id();
	holder->site = site;
}

bool ntspin_tables_exist(void)
{
	return READ_ONCE(tables);
}

static bool is_watched(void)
{
	return READ_ONCE(ntspin_unusual) & NTSPIN_WATCH;
}

void ntspin_watch_stay(void)
{
	mutex_lock(&switch_lock);
}

void ntspin_watch_go_on(void)
{
	mutex_unlock(&switch_lock);
}

/* Under switch_lock. Nobody sees the bit before the tables that it speaks of. */
static int begin(LONG who)
{
	if (!tables) {
		void *memory = vzalloc(ntspin_tables_size(nr_cpu_ids));

		if (!memory)
			return -ENOMEM;
		ntspin_tables_use(memory, nr_cpu_ids);
		WRITE_ONCE(tables, memory);
	}
	if (!is_watched())
		ntspin_tables_begin();
	else if (who == NTSPIN_VERIFY)
		ntspin_tables_doubt();
	synchronize_rcu();
	InterlockedOr(&ntspin_unusual, who);
	synchronize_rcu();
	ntspin_tables_complete();
	return 0;
}

/* Under switch_lock. */
static void cease(LONG who)
{
	struct ntspin_table_counts counts;

	if (READ_ONCE(ntspin_unusual) & who & NTSPIN_VERIFY) {
		ntspin_table_counts(&counts);
		if (counts.acquisitions || counts.orders)
			pr_info("verifier: for want of room %u acquisitions and %u orders went unchecked\n",
				counts.acquisitions, counts.orders);
	}
	InterlockedAnd(&ntspin_unusual, ~who);
	if (!is_watched())
		synchronize_rcu();
}

/* Under switch_lock. */
static int change(LONG who, bool wanted)
{
	bool is_on = READ_ONCE(ntspin_unusual) & who;

	if (ready && wanted && !is_on)
		return begin(who);
	if (ready && !wanted && is_on)
		cease(who);
	return 0;
}

/* Under verify_lock. Who counts does without the probes: a lock that is gone is only a row more. */
static int watch(LONG who, bool wanted)
{
	int err;

	if (ready && wanted && who != NTSPIN_COUNT)
		ntspin_probes_start();
	mutex_lock(&switch_lock);
	err = change(who, wanted);
	mutex_unlock(&switch_lock);
	return err;
}

/* Under verify_lock. Whoever writes the parameter is to hear of all that is wrong from then on. */
static int apply_verify(unsigned int mode)
{
	int err;

	ntspin_said_forget_all();
	ntspin_orders_ask_again();
	WRITE_ONCE(verify, mode);
	err = watch(NTSPIN_VERIFY, mode);
	if (err)
		WRITE_ONCE(verify, VERIFY_OFF);
	return err;
}

/* Under verify_lock. */
static int apply_statistics(bool wanted)
{
	int err;

	statistics = wanted;
	err = watch(NTSPIN_COUNT, wanted);
	if (err)
		statistics = false;
	return err;
}

int ntspin_verifier_set(unsigned int mode)
{
	int err;

	if (mode > VERIFY_PANIC)
		return -EINVAL;
	mutex_lock(&verify_lock);
	err = apply_verify(mode);
	mutex_unlock(&verify_lock);
	return err;
}

static int set_verify(const char *text, const struct kernel_param *param)
{
	unsigned int mode;
	int err = kstrtouint(text, 0, &mode);

	return err ?: ntspin_verifier_set(mode);
}

static const struct kernel_param_ops verify_ops = {
	.set = set_verify,
	.get = param_get_uint,
};

static int set_statistics(const char *text, const struct kernel_param *param)
{
	bool wanted;
	int err = kstrtobool(text, &wanted);

	if (err)
		return err;
	mutex_lock(&verify_lock);
	err = apply_statistics(wanted);
	mutex_unlock(&verify_lock);
	return err;
}

static const struct kernel_param_ops statistics_ops = {
	.set = set_statistics,
	.get = param_get_bool,
};

module_param_cb(verify, &verify_ops, &verify, 0644);
MODULE_PARM_DESC(verify, "0: off; 1: report misuse; 2: panic at misuse, as Windows would");
module_param_cb(statistics, &statistics_ops, &statistics, 0644);
MODULE_PARM_DESC(statistics, "count how often each lock is acquired, contended, and for how long; see debugfs, ntspin/");
module_param(hold_limit_us, uint, 0644);
MODULE_PARM_DESC(hold_limit_us, "with verify, report a lock that is held or spun on for longer (0: never; Windows advises 25), and a DPC that runs for four times that");

int ntspin_trace_begins(void)
{
	int err = 0;

	mutex_lock(&switch_lock);
	if (!tracers)
		err = change(NTSPIN_TRACE, true);
	if (!err)
		tracers++;
	mutex_unlock(&switch_lock);
	return err;
}

void ntspin_trace_ends(void)
{
	mutex_lock(&switch_lock);
	if (!--tracers)
		change(NTSPIN_TRACE, false);
	mutex_unlock(&switch_lock);
}

static BOOLEAN is_of_module(const void *lock, const void *site, const void *module)
{
	return within_module((unsigned long)lock, module) ||
	       within_module((unsigned long)site, module);
}

void ntspin_watch_forget(const struct module *module)
{
	ntspin_watch_stay();
	if (is_watched())
		ntspin_locks_gone(NTSPIN_UNLOADED_HELD, is_of_module, module);
	if (ntspin_tables_exist())
		ntspin_sites_forget(module);
	ntspin_watch_go_on();
}

int ntspin_watch_init(void)
{
	int err = ntspin_sites_init();

	if (err)
		return err;
	ntspin_probes_find();
	mutex_lock(&verify_lock);
	/* A kernel's command line may have switched some tracepoints on. */
	mutex_lock(&switch_lock);
	ready = true;
	err = change(NTSPIN_TRACE, tracers);
	mutex_unlock(&switch_lock);
	if (!err && IS_ENABLED(CONFIG_LOCKDEP))
		err = watch(NTSPIN_LOCKDEP, true);
	if (!err)
		err = apply_statistics(statistics);
	if (!err)
		err = apply_verify(verify);
	mutex_unlock(&verify_lock);
	if (err)
		ntspin_watch_exit();
	else
		ntspin_table_init();
	return err;
}

/*
 * A parameter can be written until the module's files in sysfs go, which is later. Under both
 * locks: whoever has found the module up is through with what it does; who comes later is told
 * that it is not.
 */
void ntspin_watch_exit(void)
{
	void *memory;

	ntspin_table_exit();
	mutex_lock(&verify_lock);
	mutex_lock(&switch_lock);
	change(NTSPIN_WATCH, false);
	ready = false;
	memory = tables;
	WRITE_ONCE(tables, NULL);
	mutex_unlock(&switch_lock);
	ntspin_probes_stop();
	mutex_unlock(&verify_lock);
	ntspin_sites_exit();
	vfree(memory);
}
