/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slist.h - singly linked lists that are changed without a lock, last in, first out.
 *
 * A header counts the changes made to it, so that a pop which has read an entry that others took out
 * and put back meanwhile fails, and is made again. An entry that is popped may be freed at once:
 * who reads it by then, to no purpose, is not hurt.
 *
 * Heads and entries lie at multiples of 16, in resident storage.
 */
#ifndef NTSPIN_WDM_SLIST_H
#define NTSPIN_WDM_SLIST_H

#include "../ntdef.h"
#include "../driverspecs.h"

EXTERN_C_START

/* The alignment stands behind, where genksyms, which versions the exports, understands it. */
typedef struct _SLIST_ENTRY {
	struct _SLIST_ENTRY *Next;
} DECLSPEC_ALIGN(16) SLIST_ENTRY, *PSLIST_ENTRY;

/* Opaque to drivers, which embed it. Zeros are an empty list. */
typedef union DECLSPEC_ALIGN(16) _SLIST_HEADER {
	NTSPIN_EXTENSION struct {
		ULONGLONG Alignment;
		ULONGLONG Region;
	};
	struct {
		ULONGLONG Depth : 16;
		ULONGLONG Sequence : 48;
		ULONGLONG Reserved : 4;
		ULONGLONG NextEntry : 60;
	} HeaderX64;
} SLIST_HEADER, *PSLIST_HEADER;

C_ASSERT(sizeof(SLIST_ENTRY) == 16 && sizeof(struct _SLIST_ENTRY) == 16);
C_ASSERT(sizeof(SLIST_HEADER) == 16);

/**
 * InitializeSListHead() - make storage an empty list
 * @SListHead: the driver's storage, aligned to 16 bytes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, ExInitializeSListHead function.
 */
VOID NTAPI InitializeSListHead(_Out_ PSLIST_HEADER SListHead);

/**
 * InterlockedPushEntrySList() - insert an entry at the front
 * @ListHead: the list
 * @ListEntry: the entry, aligned to 16 bytes, which is in no list
 *
 * What was written before the call is seen by whoever takes the entry out.
 *
 * Context: Any IRQL. Linux: any context, an NMI included.
 * Return: the entry that was the first before, or NULL if there was none.
 * Errors: none is detected. A misaligned head or entry stops the machine.
 * Windows: wdm.h, ExInterlockedPushEntrySList macro.
 */
PSLIST_ENTRY NTAPI InterlockedPushEntrySList(_Inout_ PSLIST_HEADER ListHead,
					     _Inout_ PSLIST_ENTRY ListEntry);

/**
 * InterlockedPopEntrySList() - take the first entry out
 * @ListHead: the list
 *
 * Context: Any IRQL. Linux: any context, an NMI included.
 * Return: the entry, or NULL if there is none.
 * Errors: none is detected.
 * Windows: wdm.h, ExInterlockedPopEntrySList macro.
 */
PSLIST_ENTRY NTAPI InterlockedPopEntrySList(_Inout_ PSLIST_HEADER ListHead);

/**
 * InterlockedFlushSList() - take all entries out, in one step
 * @ListHead: the list
 *
 * Context: Any IRQL. Linux: any context, an NMI included.
 * Return: the first entry, from which Next leads to the others; or NULL if there is none.
 * Errors: none is detected.
 * Windows: wdm.h, ExInterlockedFlushSList function.
 */
PSLIST_ENTRY NTAPI InterlockedFlushSList(_Inout_ PSLIST_HEADER ListHead);

/**
 * FirstEntrySList() - the first entry, which stays in the list
 * @SListHead: the list
 *
 * Others may take it out, and free it, by the return: so it is looked at where none does.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the entry, or NULL if there is none.
 * Errors: none.
 * Windows: wdm.h, FirstEntrySList function.
 */
PSLIST_ENTRY NTAPI FirstEntrySList(_In_ const SLIST_HEADER *SListHead);

/**
 * ExQueryDepthSList() - how many entries are in the list
 * @SListHead: the list
 *
 * Context: Any IRQL (on Windows <= DISPATCH_LEVEL). Linux: any context.
 * Return: how many there are by the time that it looks: of 65536 and more the lower 16 bits.
 * Errors: none.
 * Windows: wdm.h, ExQueryDepthSList function.
 */
USHORT NTAPI ExQueryDepthSList(_In_ PSLIST_HEADER SListHead);

/* As Windows' header has it on 64 bits: the lock is not needed. */
#define ExInitializeSListHead InitializeSListHead
#define ExInterlockedPushEntrySList(ListHead, ListEntry, Lock) \
	InterlockedPushEntrySList(ListHead, ListEntry)
#define ExInterlockedPopEntrySList(ListHead, Lock) InterlockedPopEntrySList(ListHead)
#define ExInterlockedFlushSList InterlockedFlushSList
#define QueryDepthSList ExQueryDepthSList

EXTERN_C_END

#endif
