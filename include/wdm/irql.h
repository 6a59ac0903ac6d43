/* SPDX-License-Identifier: GPL-2.0 */
/*
 * irql.h - the IRQL: what may interrupt this CPU, raised, lowered and read.
 */
#ifndef NTSPIN_WDM_IRQL_H
#define NTSPIN_WDM_IRQL_H

#include "../ntdef.h"
#include "../driverspecs.h"

EXTERN_C_START

/**
 * typedef KIRQL - an interrupt request level: what may interrupt this CPU
 *
 * ==============  ===================================  =================================
 * level           reached by a raise on Linux          reads so without a raise
 * ==============  ===================================  =================================
 * PASSIVE_LEVEL   a task, preemptible                  preemption off, softirqs on
 * APC_LEVEL       the same, recorded for this task        never
 * DISPATCH_LEVEL  softirqs and preemption off          in a softirq, or softirqs off
 * 3 to 14         interrupts off, exact level recorded    3: in an interrupt, or they are off
 * HIGH_LEVEL      the same                             in an NMI
 * ==============  ===================================  =================================
 *
 * At DISPATCH_LEVEL and above nothing may sleep. On PREEMPT_RT, whose softirqs
 * are preemptible threads, DISPATCH_LEVEL is preemption off, and a softirq by
 * itself reads as PASSIVE_LEVEL.
 *
 * Differs from Windows: Linux masks all interrupts of a CPU or none, so every
 * level from 3 on shuts out all of them. No APC is ever delivered.
 */
typedef UCHAR KIRQL;
typedef KIRQL *PKIRQL;

C_ASSERT(sizeof(KIRQL) == 1);

#define PASSIVE_LEVEL 0
#define LOW_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2
#define CMCI_LEVEL 5
#define CLOCK_LEVEL 13
#define IPI_LEVEL 14
#define DRS_LEVEL 14
#define POWER_LEVEL 14
#define PROFILE_LEVEL 15
#define HIGH_LEVEL 15

_IRQL_requires_max_(HIGH_LEVEL)
_IRQL_raises_(NewIrql)
/**
 * KeRaiseIrql() - raise the IRQL of this CPU
 * @NewIrql: the current level or one above it, at most HIGH_LEVEL
 * @OldIrql: gets the level of before, for KeLowerIrql()
 *
 * Raises pair with lowerings on the same CPU and in the same task. Raising to
 * the current level changes nothing.
 *
 * Context: Any IRQL up to NewIrql. Linux: any context; APC_LEVEL only a task.
 * Return: nothing; see OldIrql.
 * Errors: A NewIrql below the current level or above HIGH_LEVEL is reported; the
 *   level stays and OldIrql gets it. So is APC_LEVEL for more tasks at a time
 *   than there is room to record (128).
 * Differs from Windows: A function here, a macro there.
 * Windows: wdm.h, KeRaiseIrql macro.
 */
VOID KeRaiseIrql(_In_ KIRQL NewIrql, _Out_ _IRQL_saves_ PKIRQL OldIrql);

/* The same by the names that Windows' kernel exports. */
FORCEINLINE KIRQL NTAPI KfRaiseIrql(_In_ KIRQL NewIrql)
{
	KIRQL old;

	KeRaiseIrql(NewIrql, &old);
	return old;
}

#define KfLowerIrql(NewIrql) KeLowerIrql(NewIrql)

_IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_saves_
_IRQL_raises_(DISPATCH_LEVEL)
/**
 * KeRaiseIrqlToDpcLevel() - raise to DISPATCH_LEVEL
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: a task or a softirq, interrupts on.
 * Return: the level of before, for KeLowerIrql().
 * Errors: Above DISPATCH_LEVEL the call is reported; the level stays and is returned.
 * Windows: wdm.h, KeRaiseIrqlToDpcLevel function.
 */
KIRQL KeRaiseIrqlToDpcLevel(void);

_IRQL_requires_max_(IPI_LEVEL - 2)
_IRQL_saves_
/**
 * KeRaiseIrqlToSynchLevel() - raise to the level at which Windows' kernel guards its own: 12
 *
 * Context: IRQL <= 12. Linux: any context but an NMI.
 * Return: the level of before, for KeLowerIrql().
 * Errors: as KeRaiseIrql().
 * Windows: wdm.h, KeRaiseIrqlToSynchLevel function.
 */
FORCEINLINE KIRQL KeRaiseIrqlToSynchLevel(VOID)
{
	KIRQL old;

	KeRaiseIrql(IPI_LEVEL - 2, &old);
	return old;
}

_IRQL_requires_max_(HIGH_LEVEL)
/**
 * KeLowerIrql() - restore the IRQL that the matching raise saved
 * @NewIrql: what that raise saved
 *
 * Takes back only what raises of ours did. What became pending meanwhile
 * (softirqs, DPCs, a reschedule) runs before it returns.
 *
 * Context: Any IRQL not below NewIrql. Linux: the context of the raise.
 * Return: nothing.
 * Errors: A NewIrql above the current level or above HIGH_LEVEL is reported; the
 *   level stays.
 * Differs from Windows: Cannot lower below what Linux code did, as in a softirq.
 * Windows: wdm.h, KeLowerIrql function.
 */
VOID KeLowerIrql(_In_ _Notliteral_ _IRQL_restores_ KIRQL NewIrql);

_IRQL_requires_max_(HIGH_LEVEL)
/**
 * KeGetCurrentIrql() - read the IRQL of this CPU
 *
 * Context: Any IRQL. Linux: any context.
 * Return: exactly the level raised to; where nothing was raised, what the table
 *   at KIRQL says for the Linux context.
 * Errors: none.
 * Windows: wdm.h, KeGetCurrentIrql function.
 */
KIRQL NTAPI KeGetCurrentIrql(void);

EXTERN_C_END

#endif
