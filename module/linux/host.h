/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host.h - what the files of the Linux side share with each other.
 */
#ifndef NTSPIN_LINUX_HOST_H
#define NTSPIN_LINUX_HOST_H

#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/pid.h>
#include <linux/sched.h>

#include "../seam/verifier.h"

struct module;

/* While no task is recorded at APC_LEVEL nobody looks further. */
static __always_inline bool ntspin_anyone_at_apc(void)
{
	return unlikely(READ_ONCE(ntspin_slow_flags) >= NTSPIN_APC_TASK);
}

#define NTSPIN_APC_SLOT_BITS 9
#define NTSPIN_APC_SLOTS (1U << NTSPIN_APC_SLOT_BITS)

/* What is recorded of the tasks at APC_LEVEL that have this home; 0 where none has. See apc.c. */
extern atomic_t ntspin_apc_homes[NTSPIN_APC_SLOTS];

static __always_inline unsigned int ntspin_apc_home(const struct pid *pid)
{
	return hash_ptr(pid, NTSPIN_APC_SLOT_BITS);
}

/* Whether the current task may be one of them. As a rule it is not, and this says so. */
static __always_inline bool ntspin_apc_may_be_recorded(void)
{
	return atomic_read(&ntspin_apc_homes[ntspin_apc_home(task_pid(current))]);
}

bool ntspin_apc_enter(void);
void ntspin_apc_leave(void);
bool ntspin_apc_find(void);
void ntspin_apc_forget_all(void);

DECLARE_PER_CPU(struct ntspin_dpc_queue, ntspin_dpc_queues);

/*
 * Run what is queued for this CPU, which is at DISPATCH_LEVEL for this alone,
 * interrupts on. Of DPCs that queue each other without end a tasklet runs the rest.
 */
void ntspin_dpc_run(void);

/* A CPU's index among Windows' processors, which each that is online has; and back. */
int ntspin_processor_init(void);
void ntspin_processor_exit(void);
unsigned int ntspin_processor_of_cpu(unsigned int cpu);
/* nr_cpu_ids where no CPU has the index yet. */
unsigned int ntspin_cpu_of_processor(unsigned int index);

/* How many processors are active, by index. */
unsigned int ntspin_active_processors(void);

/*
 * No CPU comes or goes until ntspin_cpus_release(). For the task of a processor callback that is so
 * already: then there is nothing to do, which is what is returned, and handed back.
 */
bool ntspin_cpus_hold(void);
void ntspin_cpus_release(bool held);
/* That task, or nobody, calls processor callbacks. */
void ntspin_cpus_are_held_by(struct task_struct *task);
bool ntspin_cpus_are_held_here(void);
int ntspin_change_init(void);
void ntspin_change_exit(void);
void ntspin_change_forget(const struct module *module);

void ntspin_ipi_init(void);

int ntspin_dpc_init(void);
void ntspin_dpc_exit(void);
int ntspin_work_init(void);
void ntspin_work_exit(void);
void ntspin_timer_init(void);
void ntspin_timer_exit(void);

/* The system goes down: drivers' devices are told. */
int ntspin_reboot_init(void);
void ntspin_reboot_exit(void);

/* A driver's module goes: report and drop what it left. */
int ntspin_unload_init(void);
void ntspin_unload_exit(void);
void ntspin_interrupt_forget(const struct module *module);
void ntspin_timer_forget(const struct module *module);

/* What shows that a DPC is a module's: its routine, or itself; NULL where neither is in there. */
const void *ntspin_dpc_part_in_module(const void *dpc, PKDEFERRED_ROUTINE routine,
				      const struct module *module);
void ntspin_debug_forget(const struct module *module);

/* Memory is looked at in grains, which have slots in tables by their hash. */
#define NTSPIN_GRAIN 256
#define NTSPIN_GRAIN_SLOT_BITS 10
#define NTSPIN_GRAIN_SLOTS (1U << NTSPIN_GRAIN_SLOT_BITS)

static inline unsigned int ntspin_grain_slot(const void *object)
{
	return hash_long((unsigned long)object / NTSPIN_GRAIN, NTSPIN_GRAIN_SLOT_BITS);
}

static inline bool ntspin_is_in(const void *object, const void *start, size_t size)
{
	return object >= start && object < start + size;
}

/* A timer of the slot that lies in the memory, and was set; NULL where there is none. */
KTIMER *ntspin_timer_drop(unsigned int slot, const void *start, size_t size);

int ntspin_debug_init(void);
void ntspin_debug_exit(void);

void ntspin_probes_find(void);
void ntspin_probes_start(void);
void ntspin_probes_stop(void);

/* Whether this is on the stack that we are on, or on this task's. */
bool ntspin_on_stack(const void *lock);

/* Where drivers initialise locks: the name of the site, also when its code is gone. */
int ntspin_sites_init(void);
void ntspin_sites_exit(void);
const char *ntspin_site_name(const void *site_id);
unsigned int ntspin_sites_without_room(void);
/* The name of a call that an order of locks was seen at. */
void ntspin_print_call(char *text, size_t size, const void *call);
void ntspin_sites_init_ends(const struct module *module);
void ntspin_sites_forget(const struct module *module);

/* The table of locks in debugfs. */
void ntspin_table_init(void);
void ntspin_table_exit(void);

/* How many reports were made since the module was loaded. */
unsigned int ntspin_misuses(void);

/* The same as ntspin_report(), of a wait; and of what lies in memory that is freed there. */
void ntspin_report_wait(enum ntspin_fault fault, unsigned int seconds, const void *lock,
			const void *caller);
void ntspin_report_freed(enum ntspin_fault fault, const void *object, const void *runs,
			 const void *caller);

/*
 * Whether a fault is to be reported of a call site, NULL where that is not known: the first time,
 * and when so many nanoseconds have gone since the last one; 0: never again. It is recorded as
 * said.
 */
bool ntspin_report_is_due(enum ntspin_fault fault, const void *site, u64 again);

/* What was reported is new again: all; of a module that goes; of one whose init routine goes. */
void ntspin_reported_forget_all(void);
void ntspin_reported_forget(const struct module *module);
void ntspin_reported_forget_init(const struct module *module);

/* The locks of a circle, and the calls that make it one. */
void ntspin_report_circle(const struct ntspin_circle *circle);

/* A task leaves this CPU: whether it had raised to DISPATCH_LEVEL; that is void from now on. */
bool ntspin_void_raise(const struct task_struct *task);

/* The level of a task that neither raised above APC_LEVEL nor is interrupted. */
static __always_inline KIRQL ntspin_task_irql(void)
{
	if (ntspin_anyone_at_apc() && ntspin_apc_may_be_recorded() && ntspin_apc_find())
		return APC_LEVEL;
	return PASSIVE_LEVEL;
}

#endif
