/* SPDX-License-Identifier: GPL-2.0 */
/*
 * processor.h - how many processors there are, and which one this is.
 *
 * The CPUs that are online when ntspin is loaded are processors 0 to n - 1, in
 * Linux' order; one that comes online for the first time later is the next. So
 * where none has gone offline since, each index below the active count is a
 * processor that runs, whichever numbers Linux gave to them. A CPU keeps its
 * index for as long as ntspin is loaded, offline or not.
 * Windows numbers them by groups of 64: index 70 is number 6 of group 1.
 *
 * Windows knows no processor that goes away, so that its active ones are 0 to
 * n - 1, and drivers have tables of n. To keep an index inside such a table, n
 * is here the highest index that is online, plus one: a processor that went
 * offline counts as active all the same where it is not the last. In the mask
 * of KeQueryActiveProcessorCount() it is missing. A DPC for it runs on another
 * processor than the one that inserts it, where there is another: who waits at
 * DISPATCH_LEVEL until each DPC has come does not wait for itself. But a
 * rendezvous whose DPCs stay until all have come needs a processor for each: it
 * must count those in the mask.
 *
 * The maximum is how many CPUs Linux can ever have online.
 */
#ifndef NTSPIN_WDM_PROCESSOR_H
#define NTSPIN_WDM_PROCESSOR_H

#include "irql.h"
#include "../ntstatus.h"

EXTERN_C_START

typedef ULONG_PTR KAFFINITY;
typedef KAFFINITY *PKAFFINITY;

typedef struct _PROCESSOR_NUMBER {
	USHORT Group;
	UCHAR Number;
	UCHAR Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;

typedef struct _GROUP_AFFINITY {
	KAFFINITY Mask;
	USHORT Group;
	USHORT Reserved[3];
} GROUP_AFFINITY, *PGROUP_AFFINITY;

C_ASSERT(sizeof(KAFFINITY) == 8);
C_ASSERT(sizeof(PROCESSOR_NUMBER) == 4);
C_ASSERT(FIELD_OFFSET(PROCESSOR_NUMBER, Number) == 2);
C_ASSERT(sizeof(GROUP_AFFINITY) == 16);
C_ASSERT(FIELD_OFFSET(GROUP_AFFINITY, Group) == 8);

#define ALL_PROCESSOR_GROUPS 0xffff
#define MAXIMUM_PROC_PER_GROUP 64
/* Of before there were groups. */
#define MAXIMUM_PROCESSORS MAXIMUM_PROC_PER_GROUP
#define INVALID_PROCESSOR_INDEX 0xffffffff

/**
 * KeQueryActiveProcessorCountEx() - how many processors are active
 * @GroupNumber: a group, or ALL_PROCESSOR_GROUPS
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many, of the group or in all; 0 where there is no such group.
 * Errors: none.
 * Differs from Windows: See above. The last CPUs can go offline, and the number be less then.
 * Windows: wdm.h, KeQueryActiveProcessorCountEx function.
 */
ULONG NTAPI KeQueryActiveProcessorCountEx(_In_ USHORT GroupNumber);

/**
 * KeQueryActiveProcessorCount() - how many processors are active in group 0, and which
 * @ActiveProcessors: gets a bit for each CPU of the group that is online; may be NULL
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many.
 * Errors: none.
 * Differs from Windows: Of a CPU that is counted, but offline, the bit is 0.
 * Windows: wdm.h, KeQueryActiveProcessorCount function.
 */
ULONG NTAPI KeQueryActiveProcessorCount(_Out_opt_ PKAFFINITY ActiveProcessors);

/**
 * KeQueryMaximumProcessorCountEx() - how many processors there can be at most
 * @GroupNumber: a group, or ALL_PROCESSOR_GROUPS
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many, of the group or in all; 0 where there is no such group.
 * Errors: none.
 * Windows: wdm.h, KeQueryMaximumProcessorCountEx function.
 */
ULONG NTAPI KeQueryMaximumProcessorCountEx(_In_ USHORT GroupNumber);

/**
 * KeQueryMaximumProcessorCount() - how many processors there can be in group 0
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many.
 * Errors: none.
 * Windows: wdm.h, KeQueryMaximumProcessorCount function.
 */
ULONG NTAPI KeQueryMaximumProcessorCount(VOID);

/* A variable of Windows' in older days. */
#define KeNumberProcessors ((CCHAR)KeQueryActiveProcessorCount(NULL))

/**
 * KeQueryActiveProcessors() - which processors of group 0 are online
 *
 * Context: Any IRQL. Linux: any context.
 * Return: a bit for each.
 * Windows: wdm.h, KeQueryActiveProcessors function.
 */
FORCEINLINE KAFFINITY NTAPI KeQueryActiveProcessors(VOID)
{
	KAFFINITY active = 0;

	KeQueryActiveProcessorCount(&active);
	return active;
}

/**
 * KeQueryActiveGroupCount() - how many groups have active processors
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many.
 * Windows: wdm.h, KeQueryActiveGroupCount function.
 */
FORCEINLINE USHORT NTAPI KeQueryActiveGroupCount(VOID)
{
	return (USHORT)((KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS) +
			 MAXIMUM_PROC_PER_GROUP - 1) / MAXIMUM_PROC_PER_GROUP);
}

/**
 * KeQueryGroupAffinity() - which processors of a group are active
 * @GroupNumber: the group
 *
 * Context: Any IRQL. Linux: any context.
 * Return: a bit for each; 0 where there is no such group.
 * Differs from Windows: A CPU that is offline, but not the last one, has its bit.
 * Windows: wdm.h, KeQueryGroupAffinity function.
 */
FORCEINLINE KAFFINITY NTAPI KeQueryGroupAffinity(_In_ USHORT GroupNumber)
{
	const ULONG count = KeQueryActiveProcessorCountEx(GroupNumber);

	return count >= MAXIMUM_PROC_PER_GROUP ? ~(KAFFINITY)0 : ((KAFFINITY)1 << count) - 1;
}

/**
 * KeQueryMaximumGroupCount() - how many groups there can be
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many.
 * Windows: wdm.h, KeQueryMaximumGroupCount function.
 */
FORCEINLINE USHORT NTAPI KeQueryMaximumGroupCount(VOID)
{
	return (USHORT)((KeQueryMaximumProcessorCountEx(ALL_PROCESSOR_GROUPS) +
			 MAXIMUM_PROC_PER_GROUP - 1) / MAXIMUM_PROC_PER_GROUP);
}

/**
 * KeGetCurrentProcessorNumberEx() - which processor this is
 * @ProcNumber: gets group and number; may be NULL
 *
 * Below DISPATCH_LEVEL the caller may be on another one when it has the answer.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the index of the processor.
 * Errors: none.
 * Windows: wdm.h, KeGetCurrentProcessorNumberEx function.
 */
ULONG NTAPI KeGetCurrentProcessorNumberEx(_Out_opt_ PPROCESSOR_NUMBER ProcNumber);

/**
 * KeGetCurrentProcessorIndex() - the index of this processor
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the index, as of KeGetCurrentProcessorNumberEx().
 * Errors: none.
 * Windows: wdm.h, KeGetCurrentProcessorIndex function.
 */
FORCEINLINE ULONG KeGetCurrentProcessorIndex(VOID)
{
	return KeGetCurrentProcessorNumberEx(NULL);
}

/**
 * KeShouldYieldProcessor() - whether others wait for this processor
 *
 * For what runs long at DISPATCH_LEVEL, and can continue later: a DPC that queues itself.
 *
 * Context: Any IRQL (on Windows >= DISPATCH_LEVEL). Linux: any context.
 * Return: not 0 where a task waits for this CPU, or a DPC of its queue.
 * Errors: none.
 * Differs from Windows: It is not by how long a DPC has run.
 * Windows: wdm.h, KeShouldYieldProcessor function.
 */
LOGICAL NTAPI KeShouldYieldProcessor(VOID);

/**
 * KeGetCurrentProcessorNumber() - which processor of its group this is
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the number in the group: where there are no more than 64 CPUs, the index.
 * Errors: none.
 * Windows: ntddk.h, KeGetCurrentProcessorNumber function.
 */
FORCEINLINE ULONG KeGetCurrentProcessorNumber(VOID)
{
	return KeGetCurrentProcessorNumberEx(NULL) % MAXIMUM_PROC_PER_GROUP;
}

/**
 * KeGetProcessorNumberFromIndex() - the group and number of an index
 * @ProcIndex: the index of an active processor
 * @ProcNumber: gets group and number
 *
 * Context: Any IRQL. Linux: any context.
 * Return: STATUS_SUCCESS, or STATUS_INVALID_PARAMETER where there is no such
 *   processor; ProcNumber is not written then.
 * Errors: none.
 * Windows: wdm.h, KeGetProcessorNumberFromIndex function.
 */
NTSTATUS NTAPI KeGetProcessorNumberFromIndex(_In_ ULONG ProcIndex,
					     _Out_ PPROCESSOR_NUMBER ProcNumber);

/**
 * KeGetProcessorIndexFromNumber() - the index of a group and number
 * @ProcNumber: an active processor's; its Reserved is 0
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the index, or INVALID_PROCESSOR_INDEX where there is no such processor.
 * Errors: none.
 * Windows: wdm.h, KeGetProcessorIndexFromNumber function.
 */
ULONG NTAPI KeGetProcessorIndexFromNumber(_In_ PPROCESSOR_NUMBER ProcNumber);

EXTERN_C_END

#endif
