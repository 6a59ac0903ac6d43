// SPDX-License-Identifier: GPL-2.0
/*
 * processor.c - Windows' processors: Linux' CPUs, numbered as they come.
 *
 * Those that are online when ntspin is loaded get the indexes 0 to n - 1, in
 * the order of their numbers; one that comes later gets the next one, before it
 * runs anything. A CPU keeps its index, so what goes offline leaves a hole.
 *
 * Entries are written once, under the lock of CPU hotplug, and not changed any
 * more: a reader needs no lock. Which of them count stands in wdm/processor.h.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "host.h"

static DEFINE_PER_CPU(unsigned int, index_of) = INVALID_PROCESSOR_INDEX;
static unsigned int *cpus;	/* by index */
static unsigned int numbered;	/* how many of them are written */
static int hotplug_state;
static struct task_struct *holder;	/* of the lock of CPU hotplug, while it calls callbacks */

static unsigned int numbered_cpus(void)
{
	/* Acquires those entries from number_cpu(). */
	return smp_load_acquire(&numbered);
}

/* Holes at the end do not count. CPUs come and go meanwhile; the answer was right at one moment. */
static unsigned int active_cpus(void)
{
	unsigned int count = numbered_cpus();

	while (count > 1 && !cpu_online(cpus[count - 1]))
		count--;
	return count;
}

unsigned int ntspin_active_processors(void)
{
	return active_cpus();
}

unsigned int ntspin_processor_of_cpu(unsigned int cpu)
{
	return READ_ONCE(per_cpu(index_of, cpu));
}

unsigned int ntspin_cpu_of_processor(unsigned int index)
{
	return index < numbered_cpus() ? cpus[index] : nr_cpu_ids;
}

void ntspin_cpus_are_held_by(struct task_struct *task)
{
	WRITE_ONCE(holder, task);
}

bool ntspin_cpus_are_held_here(void)
{
	return READ_ONCE(holder) == current;
}

bool ntspin_cpus_hold(void)
{
	bool held = ntspin_cpus_are_held_here();

	if (!held)
		cpus_read_lock();
	return held;
}

void ntspin_cpus_release(bool held)
{
	if (!held)
		cpus_read_unlock();
}

BOOLEAN ntspin_processor_exists(ULONG processor)
{
	return processor < num_possible_cpus();
}

/* Of processors 0 to @count - 1, those in a group. */
static ULONG in_group(unsigned int count, USHORT group)
{
	unsigned int first = group * MAXIMUM_PROC_PER_GROUP;

	if (group == ALL_PROCESSOR_GROUPS)
		return count;
	return first < count ? min_t(unsigned int, count - first, MAXIMUM_PROC_PER_GROUP) : 0;
}

static PROCESSOR_NUMBER number_of(unsigned int index)
{
	return (PROCESSOR_NUMBER){
		.Group = index / MAXIMUM_PROC_PER_GROUP,
		.Number = index % MAXIMUM_PROC_PER_GROUP,
	};
}

ULONG NTAPI KeQueryActiveProcessorCountEx(USHORT GroupNumber)
{
	return in_group(active_cpus(), GroupNumber);
}

ULONG NTAPI KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors)
{
	ULONG count = in_group(active_cpus(), 0), i;
	KAFFINITY mask = 0;

	if (ActiveProcessors) {
		for (i = 0; i < count; i++)
			if (cpu_online(cpus[i]))
				mask |= (KAFFINITY)1 << i;
		*ActiveProcessors = mask;
	}
	return count;
}

ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
	return in_group(num_possible_cpus(), GroupNumber);
}

ULONG NTAPI KeQueryMaximumProcessorCount(void)
{
	return in_group(num_possible_cpus(), 0);
}

ULONG NTAPI KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
	unsigned int index = raw_cpu_read(index_of);

	if (ProcNumber)
		*ProcNumber = number_of(index);
	return index;
}

NTSTATUS NTAPI KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber)
{
	if (ProcIndex >= active_cpus())
		return STATUS_INVALID_PARAMETER;
	*ProcNumber = number_of(ProcIndex);
	return STATUS_SUCCESS;
}

ULONG NTAPI KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber)
{
	ULONG index = ProcNumber->Group * MAXIMUM_PROC_PER_GROUP + ProcNumber->Number;

	if (ProcNumber->Number >= MAXIMUM_PROC_PER_GROUP || ProcNumber->Reserved ||
	    index >= active_cpus())
		return INVALID_PROCESSOR_INDEX;
	return index;
}

/* On another CPU, before this one runs; CPUs come one at a time. */
static int number_cpu(unsigned int cpu)
{
	if (per_cpu(index_of, cpu) != INVALID_PROCESSOR_INDEX)
		return 0;
	cpus[numbered] = cpu;
	WRITE_ONCE(per_cpu(index_of, cpu), numbered);
	/* Release: a caller that counts it finds both. Pairs with numbered_cpus(). */
	smp_store_release(&numbered, numbered + 1);
	return 0;
}

int ntspin_processor_init(void)
{
	unsigned int cpu;

	cpus = kcalloc(num_possible_cpus(), sizeof(*cpus), GFP_KERNEL);
	if (!cpus)
		return -ENOMEM;
	cpus_read_lock();
	for_each_online_cpu(cpu)
		number_cpu(cpu);
	hotplug_state = cpuhp_setup_state_nocalls_cpuslocked(CPUHP_BP_PREPARE_DYN,
							     "ntspin:processor", number_cpu, NULL);
	cpus_read_unlock();
	if (hotplug_state >= 0)
		return 0;
	kfree(cpus);
	return hotplug_state;
}

void ntspin_processor_exit(void)
{
	cpuhp_remove_state_nocalls(hotplug_state);
	kfree(cpus);
}
