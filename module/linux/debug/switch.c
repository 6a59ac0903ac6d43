// SPDX-License-Identifier: GPL-2.0
/*
 * switch.c - which observers are on, a bit for each, and the tables that they share.
 *
 * While any observer is on, each acquisition is recorded. That a lock without a record is held by
 * nobody is true once all that was held before has been released: when every CPU has been below
 * DISPATCH_LEVEL, which is what RCU waits for. So the tables are complete after a grace period.
 *
 * Before the verifier is switched off they are marked incomplete, and a grace period waits for
 * those who may have seen them complete: after the switch locks are acquired without a record,
 * while other acquires are still instrumented. When the last observer is switched off, a second
 * grace period waits for those.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/vmalloc.h>

#include "../../seam/remains.h"
#include "switch.h"

/* Read by each call; written where CPUs are parked. */
LONG ntspin_slow_flags ____cacheline_aligned_in_smp;

static DEFINE_MUTEX(switch_lock);
static unsigned int tracers;	/* how many of ntspin's tracepoints are on */
static bool ready;	/* the module is initialised: observers can be switched on */
static void *tables;

bool ntspin_tables_exist(void)
{
	return READ_ONCE(tables);
}

bool ntspin_is_instrumented(void)
{
	return READ_ONCE(ntspin_slow_flags) & NTSPIN_OBSERVERS;
}

void ntspin_switch_hold(void)
{
	mutex_lock(&switch_lock);
}

void ntspin_switch_release(void)
{
	mutex_unlock(&switch_lock);
}

/* Under switch_lock. The tables are there, for all CPUs, before the bit is set. */
static int begin(LONG who)
{
	if (!tables) {
		void *memory = vzalloc(ntspin_tables_size(nr_cpu_ids));

		if (!memory)
			return -ENOMEM;
		ntspin_tables_use(memory, nr_cpu_ids);
		WRITE_ONCE(tables, memory);
	}
	if (!ntspin_is_instrumented())
		ntspin_tables_begin();
	else if (who == NTSPIN_VERIFY)
		ntspin_tables_incomplete();
	if (who == NTSPIN_VERIFY)
		ntspin_owned_begin();
	synchronize_rcu();
	InterlockedOr(&ntspin_slow_flags, who);
	synchronize_rcu();
	ntspin_tables_complete();
	return 0;
}

/* Under switch_lock. */
static void cease(LONG who)
{
	struct ntspin_table_counts counts;

	if (READ_ONCE(ntspin_slow_flags) & who & NTSPIN_VERIFY) {
		ntspin_table_counts(&counts);
		if (counts.acquisitions || counts.orders)
			pr_info("verifier: for want of room %u acquisitions and %u orders went unchecked\n",
				counts.acquisitions, counts.orders);
		ntspin_tables_incomplete();
		synchronize_rcu();
	}
	InterlockedAnd(&ntspin_slow_flags, ~who);
	if (!ntspin_is_instrumented())
		synchronize_rcu();
}

/* Under switch_lock. */
static int change(LONG who, bool wanted)
{
	bool is_on = READ_ONCE(ntspin_slow_flags) & who;

	if (ready && wanted && !is_on)
		return begin(who);
	if (ready && !wanted && is_on)
		cease(who);
	return 0;
}

bool ntspin_switch_is_open(void)
{
	return READ_ONCE(ready);
}

int ntspin_switch(LONG who, bool wanted)
{
	int err;

	mutex_lock(&switch_lock);
	err = change(who, wanted);
	mutex_unlock(&switch_lock);
	return err;
}

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

/* The kernel's command line may have enabled tracepoints already. */
int ntspin_switch_open(void)
{
	int err;

	mutex_lock(&switch_lock);
	WRITE_ONCE(ready, true);
	err = change(NTSPIN_TRACE, tracers);
	mutex_unlock(&switch_lock);
	return err;
}

void *ntspin_switch_close(void)
{
	void *memory;

	mutex_lock(&switch_lock);
	change(NTSPIN_OBSERVERS, false);
	WRITE_ONCE(ready, false);
	memory = tables;
	WRITE_ONCE(tables, NULL);
	mutex_unlock(&switch_lock);
	return memory;
}
