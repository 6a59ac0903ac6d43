/* SPDX-License-Identifier: GPL-2.0 */
/*
 * list.h - doubly linked lists of LIST_ENTRY, singly linked ones of SINGLE_LIST_ENTRY.
 *
 * The entries are the driver's, and so is what keeps two CPUs from one list:
 * nothing here is atomic.
 *
 * Before a doubly linked list is changed, each neighbour that will be written
 * is asked whether it points back. Where one does not, where a pointer is NULL
 * (a head that was never initialised) or, on x86-64, no address at all (memory
 * that was freed and poisoned), the list is corrupt: it is left as it is, that
 * pointer is not followed, and one line in the log says so. Windows stops
 * there, by a fast failure with FAST_FAIL_CORRUPT_LIST_ENTRY: bug check 0x139/3.
 */
#ifndef NTSPIN_WDM_LIST_H
#define NTSPIN_WDM_LIST_H

#include "../ntdef.h"
#include "../driverspecs.h"

EXTERN_C_START

#define FAST_FAIL_CORRUPT_LIST_ENTRY 3

/* What the inline routines below call on a corrupt list; not for drivers. */
__attribute__((__cold__)) VOID NtspinReportCorruptList(_In_ const char *Routine,
						       _In_ const VOID *Entry);

/* Whether a pointer can be read through: it is neither NULL nor an address that x86-64 has not. */
FORCEINLINE BOOLEAN NtspinIsAddress(_In_opt_ const VOID *Pointer)
{
#ifdef __x86_64__
	/* The highest eight bits of an address are alike, whatever the depth of its page tables. */
	if ((UCHAR)(((ULONG_PTR)Pointer >> 56) + 1) > 1)
		return FALSE;
#endif
	return Pointer != NULL;
}

FORCEINLINE BOOLEAN NtspinNextPointsBack(_In_ const LIST_ENTRY *Entry)
{
	return NtspinIsAddress(Entry->Flink) && Entry->Flink->Blink == Entry;
}

FORCEINLINE BOOLEAN NtspinPreviousPointsBack(_In_ const LIST_ENTRY *Entry)
{
	return NtspinIsAddress(Entry->Blink) && Entry->Blink->Flink == Entry;
}

/**
 * InitializeListHead() - make an empty list
 * @ListHead: the head
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected.
 * Windows: wdm.h, InitializeListHead function.
 */
FORCEINLINE VOID InitializeListHead(_Out_ PLIST_ENTRY ListHead)
{
	ListHead->Flink = ListHead;
	ListHead->Blink = ListHead;
}

_Must_inspect_result_
/**
 * IsListEmpty() - ask whether a list has no entry
 * @ListHead: the head
 *
 * Context: Any IRQL. Linux: any context.
 * Return: TRUE if there is none.
 * Errors: none is detected; a head that is all zero is not empty.
 * Windows: wdm.h, IsListEmpty function.
 */
FORCEINLINE BOOLEAN IsListEmpty(_In_ const LIST_ENTRY *ListHead)
{
	return ListHead->Flink == ListHead;
}

/**
 * InsertHeadList() - insert an entry at the head of a list
 * @ListHead: the head
 * @Entry: the entry, which is in no list
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: A first entry that does not point back to the head is reported;
 *   nothing is inserted, and Entry is not written.
 * Windows: wdm.h, InsertHeadList function.
 */
FORCEINLINE VOID InsertHeadList(_Inout_ PLIST_ENTRY ListHead, _Out_ PLIST_ENTRY Entry)
{
	PLIST_ENTRY Next = ListHead->Flink;

	if (!NtspinNextPointsBack(ListHead)) {
		NtspinReportCorruptList(__func__, ListHead);
		return;
	}
	Entry->Flink = Next;
	Entry->Blink = ListHead;
	Next->Blink = Entry;
	ListHead->Flink = Entry;
}

/**
 * InsertTailList() - insert an entry at the tail of a list
 * @ListHead: the head
 * @Entry: the entry, which is in no list
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: A last entry that does not point back to the head is reported;
 *   nothing is inserted, and Entry is not written.
 * Windows: wdm.h, InsertTailList function.
 */
FORCEINLINE VOID InsertTailList(_Inout_ PLIST_ENTRY ListHead, _Out_ PLIST_ENTRY Entry)
{
	PLIST_ENTRY Previous = ListHead->Blink;

	if (!NtspinPreviousPointsBack(ListHead)) {
		NtspinReportCorruptList(__func__, ListHead);
		return;
	}
	Entry->Flink = ListHead;
	Entry->Blink = Previous;
	Previous->Flink = Entry;
	ListHead->Blink = Entry;
}

/**
 * RemoveEntryList() - remove an entry from the list that it is in
 * @Entry: the entry; its own links stay as they are
 *
 * Context: Any IRQL. Linux: any context.
 * Return: TRUE if the list is empty now.
 * Errors: An entry to which a neighbour does not point back, as when it is
 *   removed twice, is reported; nothing is removed, and FALSE is returned.
 * Windows: wdm.h, RemoveEntryList function.
 */
FORCEINLINE BOOLEAN RemoveEntryList(_In_ PLIST_ENTRY Entry)
{
	PLIST_ENTRY Next = Entry->Flink;
	PLIST_ENTRY Previous = Entry->Blink;

	if (!NtspinNextPointsBack(Entry) || !NtspinPreviousPointsBack(Entry)) {
		NtspinReportCorruptList(__func__, Entry);
		return FALSE;
	}
	Previous->Flink = Next;
	Next->Blink = Previous;
	return Next == Previous;
}

/**
 * RemoveHeadList() - remove the first entry of a list
 * @ListHead: the head
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the entry; of an empty list, ListHead.
 * Errors: A first entry that does not point back to the head, or is not pointed
 *   back to by the second, is reported; nothing is removed, and NULL is
 *   returned. No list has an entry there, so that a driver which continues
 *   faults at once, and does not work on memory that is no entry.
 * Windows: wdm.h, RemoveHeadList function.
 */
FORCEINLINE PLIST_ENTRY RemoveHeadList(_Inout_ PLIST_ENTRY ListHead)
{
	PLIST_ENTRY Entry = ListHead->Flink;
	PLIST_ENTRY Next;

	if (!NtspinNextPointsBack(ListHead) || !NtspinNextPointsBack(Entry)) {
		NtspinReportCorruptList(__func__, ListHead);
		return NULL;
	}
	Next = Entry->Flink;
	ListHead->Flink = Next;
	Next->Blink = ListHead;
	return Entry;
}

/**
 * RemoveTailList() - remove the last entry of a list
 * @ListHead: the head
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the entry; of an empty list, ListHead.
 * Errors: As RemoveHeadList(), of the last entry and the one before it.
 * Windows: wdm.h, RemoveTailList function.
 */
FORCEINLINE PLIST_ENTRY RemoveTailList(_Inout_ PLIST_ENTRY ListHead)
{
	PLIST_ENTRY Entry = ListHead->Blink;
	PLIST_ENTRY Previous;

	if (!NtspinPreviousPointsBack(ListHead) || !NtspinPreviousPointsBack(Entry)) {
		NtspinReportCorruptList(__func__, ListHead);
		return NULL;
	}
	Previous = Entry->Blink;
	ListHead->Blink = Previous;
	Previous->Flink = ListHead;
	return Entry;
}

/**
 * AppendTailList() - append a ring of entries to a list
 * @ListHead: the head of the list
 * @ListToAppend: the first entry of a ring that has no head
 *
 * The head of another list is to be taken out of its ring first.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: A neighbour of either that does not point back is reported; nothing
 *   is appended.
 * Windows: wdm.h, AppendTailList function.
 */
FORCEINLINE VOID AppendTailList(_Inout_ PLIST_ENTRY ListHead, _Inout_ PLIST_ENTRY ListToAppend)
{
	PLIST_ENTRY Last = ListHead->Blink;
	PLIST_ENTRY NewLast = ListToAppend->Blink;

	if (!NtspinNextPointsBack(ListHead) || !NtspinPreviousPointsBack(ListHead)) {
		NtspinReportCorruptList(__func__, ListHead);
		return;
	}
	if (!NtspinNextPointsBack(ListToAppend) || !NtspinPreviousPointsBack(ListToAppend)) {
		NtspinReportCorruptList(__func__, ListToAppend);
		return;
	}
	Last->Flink = ListToAppend;
	ListHead->Blink = NewLast;
	NewLast->Flink = ListHead;
	ListToAppend->Blink = Last;
}

/**
 * PushEntryList() - insert an entry at the head of a singly linked list
 * @ListHead: the head; its Next is NULL while the list is empty
 * @Entry: the entry, which is in no list
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none is detected: no entry points back.
 * Windows: wdm.h, PushEntryList function.
 */
FORCEINLINE VOID PushEntryList(_Inout_ PSINGLE_LIST_ENTRY ListHead,
			       _Out_ PSINGLE_LIST_ENTRY Entry)
{
	Entry->Next = ListHead->Next;
	ListHead->Next = Entry;
}

/**
 * PopEntryList() - remove the first entry of a singly linked list
 * @ListHead: the head
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the entry, or NULL if there is none.
 * Errors: On x86-64 a first entry at what is no address is reported; nothing is
 *   removed, and NULL is returned. Nothing else is detected.
 * Windows: wdm.h, PopEntryList function.
 */
FORCEINLINE PSINGLE_LIST_ENTRY PopEntryList(_Inout_ PSINGLE_LIST_ENTRY ListHead)
{
	PSINGLE_LIST_ENTRY Entry = ListHead->Next;

	if (Entry == NULL)
		return NULL;
	if (!NtspinIsAddress(Entry)) {
		NtspinReportCorruptList(__func__, ListHead);
		return NULL;
	}
	ListHead->Next = Entry->Next;
	return Entry;
}

EXTERN_C_END

#endif
