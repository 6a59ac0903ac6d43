// SPDX-License-Identifier: GPL-2.0
/*
 * probes.c - misuse that only the kernel's tracepoints show: a task sleeps or ends, memory is
 * freed.
 *
 * These tracepoints are not exported by name, so they are looked up. The compiler checks each
 * probe's prototype against the kernel's headers. Once registered the probes stay until the module
 * is unloaded: each change patches kernel code that other CPUs are running.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <trace/events/kmem.h>
#include <trace/events/sched.h>

#include "../../seam/remains.h"
#include "../compat.h"
#include "../host.h"
#include "../pool.h"

#ifdef CONFIG_TRACEPOINTS

static bool started;

static bool is_verifying(void)
{
	return READ_ONCE(ntspin_slow_flags) & NTSPIN_VERIFY;
}

/* Nothing may be printed under the run queue's lock: an irq_work reports once interrupts are on. */
static DEFINE_PER_CPU(struct slept {
	struct irq_work work;
	struct ntspin_misuse misuse;
}, slept);

static void report_slept(struct irq_work *work)
{
	ntspin_report_misuse(&container_of(work, struct slept, work)->misuse);
}

static void see_sched_switch(void *unused, bool preempt, struct task_struct *prev,
			     struct task_struct *next, unsigned int prev_state)
{
	struct slept *here = this_cpu_ptr(&slept);

	if (!is_verifying())
		return;
	if (!ntspin_void_raise(prev) || irq_work_is_busy(&here->work))
		return;
	if (ntspin_task_slept(prev, &here->misuse))
		irq_work_queue(&here->work);
}

#ifdef NTSPIN_HAS_EXIT_GROUP_DEAD
static void see_sched_process_exit(void *unused, struct task_struct *task, bool group_dead)
#else
static void see_sched_process_exit(void *unused, struct task_struct *task)
#endif
{
	if (!is_verifying())
		return;
	ntspin_task_ended(task);
	/* Of a driver's thread this was reported where that ended. */
	ntspin_owner_ended((struct _KTHREAD *)task);
}

static void see_kfree(void *unused, unsigned long site, const void *start)
{
	if ((READ_ONCE(ntspin_slow_flags) & NTSPIN_OBSERVERS) && !ZERO_OR_NULL_PTR(start))
		ntspin_memory_ends(start, ksize(start), (const void *)site);
}

static void see_kmem_cache_free(void *unused, unsigned long site, const void *start,
				const struct kmem_cache *cache)
{
	see_kfree(unused, site, start);
}

/*
 * A probe with another prototype would panic under kCFI, and read wrong arguments elsewhere. The
 * check is a call that has to compile, and is never made.
 */
#define PROBE(name) { #name, __builtin_choose_expr(			\
	sizeof((check_trace_callback_type_##name(see_##name), 0)), see_##name, NULL) }

static struct probe {
	const char *name;
	void *function;
	struct tracepoint *point;
} probes[] = {
	PROBE(sched_switch),
	PROBE(sched_process_exit),
	PROBE(kfree),
	PROBE(kmem_cache_free),
};

static void look_at(struct tracepoint *point, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(point->name, probes[i].name))
			probes[i].point = point;
}

void ntspin_probes_start(void)
{
	unsigned int i;

	if (started)
		return;
	started = true;
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!probes[i].point ||
		    tracepoint_probe_register(probes[i].point, probes[i].function, NULL)) {
			pr_info("verifier: no tracepoint %s: what it shows goes unreported\n",
				probes[i].name);
			probes[i].point = NULL;
		}
}

void ntspin_probes_stop(void)
{
	unsigned int i;

	if (!started)
		return;
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (probes[i].point)
			tracepoint_probe_unregister(probes[i].point, probes[i].function, NULL);
	tracepoint_synchronize_unregister();
	for_each_possible_cpu(i)
		irq_work_sync(&per_cpu_ptr(&slept, i)->work);
}

void ntspin_probes_find(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu_ptr(&slept, cpu)->work = IRQ_WORK_INIT_HARD(report_slept);
	for_each_kernel_tracepoint(look_at, NULL);
}

#else	/* sleeping or ending tasks and freed memory are not seen */

void ntspin_probes_find(void)
{
}

void ntspin_probes_start(void)
{
}

void ntspin_probes_stop(void)
{
}

#endif

