/* SPDX-License-Identifier: GPL-2.0 */
/*
 * affinity.h - on which processors the thread that calls may run.
 *
 * What a thread had before a driver asked, its user affinity, is recorded with the first call, and
 * given back by a revert. In between it has what was asked for last, its system affinity. Any
 * thread may call, whether it is one of PsCreateSystemThread() or not.
 *
 * A call has no effect where it asks for a processor that there is not, or for none that runs.
 */
#ifndef NTSPIN_WDM_AFFINITY_H
#define NTSPIN_WDM_AFFINITY_H

#include "processor.h"

EXTERN_C_START

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeSetSystemAffinityThreadEx() - run on these processors of group 0 only
 * @Affinity: a bit for each
 *
 * The caller runs on one of them when the call returns.
 *
 * Context: IRQL <= APC_LEVEL (on Windows <= DISPATCH_LEVEL). Linux: where one may sleep.
 * Return: the system affinity before, for KeRevertToUserAffinityThreadEx(); 0 where there was none.
 * Errors: At DISPATCH_LEVEL or above: reported, and nothing is done.
 * Differs from Windows: there a call at DISPATCH_LEVEL takes effect below that. Where there is no
 *   memory for the record, nothing is done.
 * Windows: wdm.h, KeSetSystemAffinityThreadEx function.
 */
KAFFINITY NTAPI KeSetSystemAffinityThreadEx(_In_ KAFFINITY Affinity);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeRevertToUserAffinityThreadEx() - take back KeSetSystemAffinityThreadEx()
 * @Affinity: what that has returned; 0: the user affinity
 *
 * Context: as KeSetSystemAffinityThreadEx().
 * Return: nothing. Without a system affinity nothing is done.
 * Errors: as KeSetSystemAffinityThreadEx().
 * Windows: wdm.h, KeRevertToUserAffinityThreadEx function.
 */
VOID NTAPI KeRevertToUserAffinityThreadEx(_In_ KAFFINITY Affinity);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeSetSystemAffinityThread() - as KeSetSystemAffinityThreadEx(), for one that does not nest
 * @Affinity: a bit for each processor of group 0
 *
 * Context: as KeSetSystemAffinityThreadEx().
 * Return: nothing.
 * Errors: as KeSetSystemAffinityThreadEx().
 * Windows: wdm.h, KeSetSystemAffinityThread function.
 */
VOID NTAPI KeSetSystemAffinityThread(_In_ KAFFINITY Affinity);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeRevertToUserAffinityThread() - back to the user affinity
 *
 * Context: as KeSetSystemAffinityThreadEx().
 * Return: nothing.
 * Errors: as KeSetSystemAffinityThreadEx().
 * Windows: wdm.h, KeRevertToUserAffinityThread function.
 */
VOID NTAPI KeRevertToUserAffinityThread(VOID);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeSetSystemGroupAffinityThread() - as KeSetSystemAffinityThreadEx(), in any group
 * @Affinity: the group, and a bit for each of its processors; its Reserved are 0
 * @PreviousAffinity: gets what KeRevertToUserGroupAffinityThread() wants; may be NULL
 *
 * Context: as KeSetSystemAffinityThreadEx().
 * Return: nothing.
 * Errors: as KeSetSystemAffinityThreadEx(). PreviousAffinity is then all 0.
 * Windows: wdm.h, KeSetSystemGroupAffinityThread function.
 */
VOID NTAPI KeSetSystemGroupAffinityThread(_In_ PGROUP_AFFINITY Affinity,
					  _Out_opt_ PGROUP_AFFINITY PreviousAffinity);

_IRQL_requires_max_(APC_LEVEL)
/**
 * KeRevertToUserGroupAffinityThread() - take back KeSetSystemGroupAffinityThread()
 * @PreviousAffinity: what that has written; with a Mask of 0: the user affinity
 *
 * Context: as KeSetSystemAffinityThreadEx().
 * Return: nothing.
 * Errors: as KeSetSystemAffinityThreadEx().
 * Windows: wdm.h, KeRevertToUserGroupAffinityThread function.
 */
VOID NTAPI KeRevertToUserGroupAffinityThread(_In_ PGROUP_AFFINITY PreviousAffinity);

EXTERN_C_END

#endif
