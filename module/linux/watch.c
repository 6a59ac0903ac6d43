// SPDX-License-Identifier: GPL-2.0
/*
 * watch.c - the verifier's switch, and what Linux knows that it cannot see for itself.
 *
 * Switched on, it notes from then on what is held; and reports what the notes alone can tell, that
 * a lock is held by nobody, once all that was held before has been released. That is when all CPUs
 * have been below DISPATCH_LEVEL, which is what RCU waits for. Switched off, it waits the same way
 * for who is still in it.
 *
 * Nothing exports the tracepoints of the scheduler to modules by name; they are looked for. Once
 * the verifier has been on, its probes stay until the module goes: code of the kernel's own is
 * patched for each change, while other CPUs run it.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/irq_work.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/time64.h>
#include <linux/tracepoint.h>
#include <linux/vmalloc.h>

#include "host.h"
#include "ntspin/verifier.h"

enum { VERIFY_OFF, VERIFY_REPORT, VERIFY_PANIC };

LONG volatile ntspin_unusual;

static DEFINE_MUTEX(switch_lock);
static unsigned int verify;
static unsigned int hold_limit_us;
static bool ready;	/* the module is up: what a parameter asks for can be done */
static void *tables;

static bool is_on(void)
{
	return READ_ONCE(ntspin_unusual) & NTSPIN_VERIFY;
}

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

#ifdef CONFIG_TRACEPOINTS

/* Under the run queue's lock nothing can be said: it is, as soon as interrupts come on again. */
static DEFINE_PER_CPU(struct slept {
	struct irq_work work;
	struct ntspin_misuse misuse;
}, slept);

static void report_slept(struct irq_work *work)
{
	ntspin_report_misuse(&container_of(work, struct slept, work)->misuse);
}

static void see_switch(void *unused, bool preempt, struct task_struct *prev,
		       struct task_struct *next, unsigned int prev_state)
{
	struct slept *here = this_cpu_ptr(&slept);

	if (!is_on())
		return;
	if (!ntspin_void_raise(prev) || irq_work_is_busy(&here->work))
		return;
	if (ntspin_task_slept(prev, &here->misuse))
		irq_work_queue(&here->work);
}

static void see_exit(void *unused, struct task_struct *task)
{
	if (is_on())
		ntspin_task_ended(task);
}

struct memory {
	const void *start;
	size_t size;
};

static BOOLEAN is_in_memory(const void *lock, const void *site, const void *arg)
{
	const struct memory *memory = arg;

	return lock >= memory->start && lock < memory->start + memory->size;
}

static void see_kfree(void *unused, unsigned long site, const void *start)
{
	struct memory memory = { start };

	if (!is_on() || ZERO_OR_NULL_PTR(start))
		return;
	memory.size = ksize(start);
	ntspin_locks_gone(NTSPIN_MEMORY_FREED, is_in_memory, &memory);
}

static struct probe {
	const char *name;
	void *function;
	struct tracepoint *point;
} probes[] = {
	{ "sched_switch", see_switch },
	{ "sched_process_exit", see_exit },
	{ "kfree", see_kfree },
};

static void look_at(struct tracepoint *point, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(point->name, probes[i].name))
			probes[i].point = point;
}

static void start_probes(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!probes[i].point ||
		    tracepoint_probe_register(probes[i].point, probes[i].function, NULL)) {
			pr_info("verifier: no tracepoint %s: what it shows goes unreported\n",
				probes[i].name);
			probes[i].point = NULL;
		}
}

static void stop_probes(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (probes[i].point)
			tracepoint_probe_unregister(probes[i].point, probes[i].function, NULL);
	tracepoint_synchronize_unregister();
	for_each_possible_cpu(i)
		irq_work_sync(&per_cpu_ptr(&slept, i)->work);
}

static void find_probes(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu_ptr(&slept, cpu)->work = IRQ_WORK_INIT_HARD(report_slept);
	for_each_kernel_tracepoint(look_at, NULL);
}

#else	/* a task that sleeps or ends, and memory that goes, are not seen */

static void find_probes(void)
{
}

static void start_probes(void)
{
}

static void stop_probes(void)
{
}

#endif

#ifdef CONFIG_MODULES

static BOOLEAN is_of_module(const void *lock, const void *site, const void *module)
{
	return within_module((unsigned long)lock, module) ||
	       within_module((unsigned long)site, module);
}

void ntspin_watch_forget(const struct module *module)
{
	if (is_on())
		ntspin_locks_gone(NTSPIN_UNLOADED_HELD, is_of_module, module);
}

#endif

static int switch_on(void)
{
	if (!tables) {
		tables = vzalloc(ntspin_tables_size(nr_cpu_ids));
		if (!tables)
			return -ENOMEM;
		ntspin_tables_use(tables, nr_cpu_ids);
		start_probes();
	}
	ntspin_tables_begin();
	InterlockedOr(&ntspin_unusual, NTSPIN_VERIFY);
	synchronize_rcu();
	ntspin_tables_complete();
	return 0;
}

static void switch_off(void)
{
	struct ntspin_table_counts counts;

	InterlockedAnd(&ntspin_unusual, ~NTSPIN_VERIFY);
	synchronize_rcu();
	ntspin_table_counts(&counts);
	if (counts.acquisitions || counts.orders)
		pr_info("verifier: for want of room %u acquisitions and %u orders went unchecked\n",
			counts.acquisitions, counts.orders);
}

/* Under switch_lock. */
static int apply(unsigned int wanted)
{
	int err = 0;

	WRITE_ONCE(verify, wanted);
	if (!ready)
		return 0;
	if (wanted && !is_on())
		err = switch_on();
	else if (!wanted && is_on())
		switch_off();
	if (err)
		WRITE_ONCE(verify, VERIFY_OFF);
	return err;
}

int ntspin_verifier_set(unsigned int mode)
{
	int err;

	if (mode > VERIFY_PANIC)
		return -EINVAL;
	mutex_lock(&switch_lock);
	err = apply(mode);
	mutex_unlock(&switch_lock);
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

module_param_cb(verify, &verify_ops, &verify, 0644);
MODULE_PARM_DESC(verify, "0: off; 1: report misuse; 2: panic at misuse, as Windows would");
module_param(hold_limit_us, uint, 0644);
MODULE_PARM_DESC(hold_limit_us, "with verify, report a lock that is held or spun on for longer (0: never; Windows advises 25)");

int ntspin_watch_init(void)
{
	int err;

	find_probes();
	mutex_lock(&switch_lock);
	ready = true;
	err = apply(verify);
	mutex_unlock(&switch_lock);
	return err;
}

void ntspin_watch_exit(void)
{
	mutex_lock(&switch_lock);
	apply(VERIFY_OFF);
	ready = false;
	mutex_unlock(&switch_lock);
	if (tables)
		stop_probes();
	vfree(tables);
}
