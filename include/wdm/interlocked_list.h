/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interlocked_list.h - lists and sums that a spin lock guards, each in one call.
 *
 * Each routine turns the interrupts of its CPU off, takes the lock as the
 * ordinary family does, in its turn, does one thing, and gives the lock back.
 * So the same lock may be taken around several such things by
 * KeAcquireSpinLock() or a queued acquire, where no interrupt of the holder
 * wants it: a service routine that calls one of these would wait forever for
 * the task that it has interrupted. A lock that service routines use is for
 * these routines alone, or for KeAcquireInterruptSpinLock(). Nothing masks an
 * NMI: one that interrupts whoever holds the lock, or waits for it, would wait
 * forever, as on Windows.
 *
 * All storage is resident. The lock must not be held by the caller.
 */
#ifndef NTSPIN_WDM_INTERLOCKED_LIST_H
#define NTSPIN_WDM_INTERLOCKED_LIST_H

#include "list.h"
#include "spin_lock.h"

EXTERN_C_START

/**
 * ExInterlockedInsertHeadList() - insert an entry at the head of a list, under a lock
 * @ListHead: the head, from InitializeListHead()
 * @ListEntry: the entry, which is in no list
 * @Lock: the list's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the entry that was the first before, or NULL if there was none.
 * Errors: A corrupt list is reported, as by InsertHeadList(); nothing is
 *   inserted, and NULL is returned. A holder who waits for itself is reported
 *   as a long wait.
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedInsertHeadList function.
 */
PLIST_ENTRY FASTCALL ExInterlockedInsertHeadList(_Inout_ PLIST_ENTRY ListHead,
						 _Inout_ PLIST_ENTRY ListEntry,
						 _Inout_ PKSPIN_LOCK Lock);

/**
 * ExInterlockedInsertTailList() - insert an entry at the tail of a list, under a lock
 * @ListHead: the head, from InitializeListHead()
 * @ListEntry: the entry, which is in no list
 * @Lock: the list's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the entry that was the last before, or NULL if there was none.
 * Errors: As ExInterlockedInsertHeadList().
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedInsertTailList function.
 */
PLIST_ENTRY FASTCALL ExInterlockedInsertTailList(_Inout_ PLIST_ENTRY ListHead,
						 _Inout_ PLIST_ENTRY ListEntry,
						 _Inout_ PKSPIN_LOCK Lock);

/**
 * ExInterlockedRemoveHeadList() - remove the first entry of a list, under a lock
 * @ListHead: the head, from InitializeListHead()
 * @Lock: the list's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the entry, or NULL if there is none.
 * Errors: A corrupt list is reported, as by RemoveHeadList(); nothing is
 *   removed, and NULL is returned.
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedRemoveHeadList function.
 */
PLIST_ENTRY FASTCALL ExInterlockedRemoveHeadList(_Inout_ PLIST_ENTRY ListHead,
						 _Inout_ PKSPIN_LOCK Lock);

/**
 * ExInterlockedPushEntryList() - insert an entry into a singly linked list, under a lock
 * @ListHead: the head; its Next is NULL while the list is empty
 * @ListEntry: the entry, which is in no list
 * @Lock: the list's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the entry that was the first before, or NULL if there was none.
 * Errors: none is detected in the list.
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedPushEntryList function.
 */
PSINGLE_LIST_ENTRY FASTCALL ExInterlockedPushEntryList(_Inout_ PSINGLE_LIST_ENTRY ListHead,
						       _Inout_ PSINGLE_LIST_ENTRY ListEntry,
						       _Inout_ PKSPIN_LOCK Lock);

/**
 * ExInterlockedPopEntryList() - remove the first entry of a singly linked list, under a lock
 * @ListHead: the head
 * @Lock: the list's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the entry, or NULL if there is none.
 * Errors: As PopEntryList().
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedPopEntryList function.
 */
PSINGLE_LIST_ENTRY FASTCALL ExInterlockedPopEntryList(_Inout_ PSINGLE_LIST_ENTRY ListHead,
						      _Inout_ PKSPIN_LOCK Lock);

/**
 * ExInterlockedAddUlong() - add to a number, under a lock
 * @Addend: the number; only routines that take the same lock may change it
 * @Increment: what to add; the sum wraps
 * @Lock: the number's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the number as it was before.
 * Errors: none is detected.
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedAddUlong function.
 */
ULONG FASTCALL ExInterlockedAddUlong(_Inout_ PULONG Addend, _In_ ULONG Increment,
				     _Inout_ PKSPIN_LOCK Lock);

/**
 * ExInterlockedAddLargeInteger() - add to a 64-bit number, under a lock
 * @Addend: the number; only routines that take the same lock may change it
 * @Increment: what to add; the sum wraps
 * @Lock: the number's lock, which the caller does not hold
 *
 * Context: Any IRQL. Linux: any context but an NMI. Spins, never sleeps.
 * Return: the number as it was before.
 * Errors: none is detected.
 * Differs from Windows: First come, first served.
 * Windows: wdm.h, ExInterlockedAddLargeInteger function.
 */
LARGE_INTEGER NTAPI ExInterlockedAddLargeInteger(_Inout_ PLARGE_INTEGER Addend,
						 _In_ LARGE_INTEGER Increment,
						 _Inout_ PKSPIN_LOCK Lock);

EXTERN_C_END

#endif
