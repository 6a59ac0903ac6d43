// SPDX-License-Identifier: GPL-2.0
/*
 * unload.c - what a driver leaves behind when its module goes: reported, and dropped.
 *
 * Promised: once the module is gone ntspin calls no routine of it, and reads
 * nothing in its memory. All is looked for once the driver's own exit routine has
 * run, the last that could have cancelled it; in an order in which no step can be
 * undone by what is still there:
 *
 *   its threads have ended, which may wait for all that follows, and cause it;
 *   its work items have run, and are refused from now on: while the rest of it is there, which
 *   they may wait for;
 *   its processor callbacks are not called any more, nor are those of callback objects;
 *   its interrupts are disconnected, which queue DPCs;
 *   what is queued runs, as on Windows, which flushes DPCs before an image goes;
 *   its DPCs are refused from now on, and those that were running have returned,
 *   so that nothing is left that queues one, or sets a timer, but callbacks of timers that
 *   ExAllocateTimer() has made: these are unset, and their callbacks have returned;
 *   its timers are unset, whose DPCs are refused meanwhile;
 *   its DPCs are taken out of their queues;
 *   its mutexes that are still owned leave the list of those, and so do its resources;
 *   its devices and symbolic links are deleted;
 *   the pool that it has not freed by now is reported, and leaked, and so is what it has mapped.
 *
 * What belongs to a module is known by addresses. A timer that is neither in the module nor has a
 * DPC in it cannot be attributed, and is left set.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>

#include "../seam/block.h"
#include "../seam/device.h"
#include "../seam/page.h"
#include "../seam/remains.h"
#include "../seam/thread.h"
#include "../seam/work.h"
#include "host.h"
#include "pool.h"

#ifdef CONFIG_MODULES

/* Modules may go at the same time: one after the other. */
static DEFINE_MUTEX(going_lock);
static const struct module *going;

static BOOLEAN refuse(const void *dpc, PKDEFERRED_ROUTINE routine)
{
	const void *part = ntspin_dpc_part_in_module(dpc, routine, going);

	if (part)
		ntspin_report(NTSPIN_DPC_LEFT, NULL, 0, NULL, part);
	return !!part;
}

/* The first one is taken out; what shows whose it is stands in @arg then. */
static BOOLEAN is_first_left(const KDPC *dpc, void *arg)
{
	const void **part = arg;

	if (*part)
		return false;
	*part = ntspin_dpc_part_in_module(dpc, dpc->DeferredRoutine, going);
	return !!*part;
}

/* One at a time: each report takes long, and is made with the lock free. */
static void forget_queued_on(unsigned int cpu)
{
	const void *part;

	for (;;) {
		part = NULL;
		ntspin_dpc_remove_if(per_cpu_ptr(&ntspin_dpc_queues, cpu), is_first_left, &part);
		if (!part)
			break;
		ntspin_report(NTSPIN_DPC_LEFT, NULL, 0, NULL, part);
	}
}

/* No CPU goes meanwhile, whose queue would move behind us. */
static void forget_queued(void)
{
	unsigned int cpu;

	cpus_read_lock();
	for_each_possible_cpu(cpu)
		forget_queued_on(cpu);
	cpus_read_unlock();
}

static BOOLEAN is_routine_of(const void *routine, const void *module)
{
	return within_module((unsigned long)routine, module);
}

/* Of an object and a call site, the site first. */
static const void *part_in_module(const void *object, const void *site, const void *module)
{
	if (within_module((unsigned long)site, module))
		return site;
	return within_module((unsigned long)object, module) ? object : NULL;
}

/* What was initialised by code that goes was initialised by the module. */
static const void *site_without_init(const void *site, const void *module)
{
	return within_module_init((unsigned long)site, module) ? module : site;
}

static BOOLEAN is_mutex_of(const void *mutex, const void *module)
{
	return within_module((unsigned long)mutex, module);
}

/*
 * DPCs run with preemption off, so RCU waits for those that run. The second grace period is for
 * CPUs that have taken a DPC out, and are about to look up its module. The module is there until
 * they have: the kernel, too, waits for RCU before it frees one.
 */
static void forget_driver(const struct module *module)
{
	/* Other modules may go meanwhile: a thread of this one may wait for that. */
	ntspin_threads_await(is_routine_of, module);
	mutex_lock(&going_lock);
	ntspin_work_forget(part_in_module, module);
	ntspin_change_forget(module);
	ntspin_callbacks_forget(part_in_module, module);
	ntspin_interrupt_forget(module);
	ntspin_dpc_flush();
	going = module;
	ntspin_dpc_refuse(refuse);
	synchronize_rcu();
	ntspin_ex_timers_forget(part_in_module, module);
	ntspin_timer_forget(module);
	forget_queued();
	synchronize_rcu();
	ntspin_dpc_refuse(NULL);
	ntspin_work_forgotten();
	ntspin_mutexes_forget(is_mutex_of, module);
	ntspin_devices_forget(part_in_module, module);
	ntspin_resources_forget(part_in_module, module);
	mutex_unlock(&going_lock);
}

static int forget_module(struct notifier_block *block, unsigned long state, void *module)
{
	if (state == MODULE_STATE_LIVE) {
		ntspin_sites_init_ends(module);
		ntspin_reported_forget_init(module);
		ntspin_pool_forget_init(module);
		ntspin_resources_move_sites(site_without_init, module);
		ntspin_ex_timers_move_sites(site_without_init, module);
		ntspin_callbacks_move_sites(site_without_init, module);
		ntspin_io_space_move_sites(site_without_init, module);
	}
	if (state == MODULE_STATE_GOING) {
		forget_driver(module);
		ntspin_pool_forget(module);
		ntspin_io_space_forget(part_in_module, module);
		ntspin_debug_forget(module);
		/* Its reports, too: code that is loaded there next is reported again. */
		ntspin_reported_forget(module);
	}
	return NOTIFY_OK;
}

static struct notifier_block module_block = { .notifier_call = forget_module };

int ntspin_unload_init(void)
{
	return register_module_notifier(&module_block);
}

void ntspin_unload_exit(void)
{
	unregister_module_notifier(&module_block);
}

#else	/* a driver is part of the kernel, and stays */

int ntspin_unload_init(void)
{
	return 0;
}

void ntspin_unload_exit(void)
{
}

#endif
