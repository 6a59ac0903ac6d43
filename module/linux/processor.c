// SPDX-License-Identifier: GPL-2.0
/*
 * processor.c - Windows' processors: Linux' CPUs, in groups of 64.
 *
 * The index is the CPU's number, so that nothing is kept here and nothing can
 * go stale. Why an offline CPU counts stands in wdm/processor.h.
 */
#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/smp.h>

#include "host.h"

/* CPUs come and go meanwhile; each call sees the mask as it is at one moment. */
static unsigned int active_cpus(void)
{
	return cpumask_last(cpu_online_mask) + 1;
}

/* Of CPUs 0 to @count - 1, those in a group. */
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
	/* The first word of the mask has CPUs 0 to 63. */
	if (ActiveProcessors)
		*ActiveProcessors = READ_ONCE(cpumask_bits(cpu_online_mask)[0]);
	return in_group(active_cpus(), 0);
}

ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
	return in_group(nr_cpu_ids, GroupNumber);
}

ULONG NTAPI KeQueryMaximumProcessorCount(void)
{
	return in_group(nr_cpu_ids, 0);
}

ULONG NTAPI KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber)
{
	unsigned int cpu = raw_smp_processor_id();

	if (ProcNumber)
		*ProcNumber = number_of(cpu);
	return cpu;
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
