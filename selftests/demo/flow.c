// SPDX-License-Identifier: GPL-2.0
/*
 * flow.c - a driver's table of network flows, guarded by one queued spin lock.
 *
 * A Windows driver's source, unchanged: the same file links against ntoskrnl.exe
 * into a .sys. What the lock promises can be seen from inside it: the table
 * keeps invariants that hold whenever the lock is free, and counts each time
 * that one does not hold for its owner.
 */
#include "flow.h"

#define FLOW_BUCKETS 64
#define FLOW_LIMIT 256

typedef struct _FLOW {
	SINGLE_LIST_ENTRY Link;
	FLOW_KEY Key;
	ULONGLONG Packets;
	ULONGLONG Bytes;
} FLOW, *PFLOW;

/*
 * All of it is guarded by Lock. Owner is NULL and Begun equals Ended whenever
 * the lock is free; they are volatile, or the compiler would not store them in
 * the middle of a section, where a second owner must find them.
 */
static struct {
	KSPIN_LOCK Lock;
	PVOID volatile Owner;
	ULONGLONG volatile Begun;
	ULONGLONG volatile Ended;
	ULONG Violations;
	ULONG Used;
	ULONGLONG Packets;
	ULONGLONG Bytes;
	ULONGLONG Unlisted;
	SINGLE_LIST_ENTRY Buckets[FLOW_BUCKETS];
	FLOW Flows[FLOW_LIMIT];
} FlowTable;

/* Nobody else is inside: the handle, which is the caller's alone, says who is. */
static VOID FlowEnter(PKLOCK_QUEUE_HANDLE LockHandle)
{
	if (FlowTable.Owner != NULL || FlowTable.Begun != FlowTable.Ended)
		FlowTable.Violations++;
	FlowTable.Owner = LockHandle;
	FlowTable.Begun = FlowTable.Begun + 1;
}

static VOID FlowLeave(PKLOCK_QUEUE_HANDLE LockHandle)
{
	FlowTable.Ended = FlowTable.Ended + 1;
	if (FlowTable.Owner != LockHandle || FlowTable.Begun != FlowTable.Ended)
		FlowTable.Violations++;
	FlowTable.Owner = NULL;
}

static ULONG FlowHash(PCFLOW_KEY Key)
{
	ULONG Ports = ((ULONG)Key->SourcePort << 16) | Key->DestinationPort;
	ULONG Mixed = (Key->Source ^ (Key->Destination * 31) ^ Ports) * 0x9E3779B1u;

	return Mixed >> 26;
}

C_ASSERT(FLOW_BUCKETS == 1 << (32 - 26));

static BOOLEAN FlowMatches(PCFLOW_KEY Left, PCFLOW_KEY Right)
{
	return Left->Source == Right->Source && Left->Destination == Right->Destination &&
	       Left->SourcePort == Right->SourcePort &&
	       Left->DestinationPort == Right->DestinationPort;
}

/* Find a flow or begin one; NULL if the table is full. */
_Requires_lock_held_(FlowTable.Lock)
static PFLOW FlowFind(PCFLOW_KEY Key)
{
	PSINGLE_LIST_ENTRY Bucket = &FlowTable.Buckets[FlowHash(Key)];
	PSINGLE_LIST_ENTRY Entry;
	PFLOW Flow;

	for (Entry = Bucket->Next; Entry != NULL; Entry = Entry->Next) {
		Flow = CONTAINING_RECORD(Entry, FLOW, Link);
		if (FlowMatches(&Flow->Key, Key))
			return Flow;
	}

	if (FlowTable.Used == FLOW_LIMIT)
		return NULL;

	Flow = &FlowTable.Flows[FlowTable.Used++];
	Flow->Key = *Key;
	Flow->Packets = 0;
	Flow->Bytes = 0;
	Flow->Link.Next = Bucket->Next;
	Bucket->Next = &Flow->Link;
	return Flow;
}

_Requires_lock_held_(FlowTable.Lock)
static VOID FlowAccount(PCFLOW_KEY Key, ULONG Bytes)
{
	PFLOW Flow = FlowFind(Key);

	FlowTable.Packets++;
	FlowTable.Bytes += Bytes;
	if (Flow != NULL) {
		Flow->Packets++;
		Flow->Bytes += Bytes;
	} else {
		FlowTable.Unlisted++;
	}
}

/* Every packet was counted twice, for its flow and in all: both counts must agree. */
_Requires_lock_held_(FlowTable.Lock)
static VOID FlowAudit(VOID)
{
	ULONGLONG Packets = FlowTable.Unlisted;
	ULONG Flows = 0;
	ULONG Bucket;

	for (Bucket = 0; Bucket < FLOW_BUCKETS; Bucket++) {
		PSINGLE_LIST_ENTRY Entry = FlowTable.Buckets[Bucket].Next;

		/* Two owners at once could have tied a loop: never follow one. */
		for (; Entry != NULL && Flows <= FlowTable.Used; Entry = Entry->Next) {
			Packets += CONTAINING_RECORD(Entry, FLOW, Link)->Packets;
			Flows++;
		}
	}

	if (Packets != FlowTable.Packets || Flows != FlowTable.Used)
		FlowTable.Violations++;
}

_Use_decl_annotations_
VOID FlowRecord(PCFLOW_KEY Key, ULONG Bytes)
{
	KLOCK_QUEUE_HANDLE LockHandle;

	KeAcquireInStackQueuedSpinLock(&FlowTable.Lock, &LockHandle);
	FlowEnter(&LockHandle);
	FlowAccount(Key, Bytes);
	FlowLeave(&LockHandle);
	KeReleaseInStackQueuedSpinLock(&LockHandle);
}

_Use_decl_annotations_
VOID FlowRecordAtDpc(PCFLOW_KEY Key, ULONG Bytes)
{
	KLOCK_QUEUE_HANDLE LockHandle;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&FlowTable.Lock, &LockHandle);
	FlowEnter(&LockHandle);
	FlowAccount(Key, Bytes);
	FlowLeave(&LockHandle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&LockHandle);
}

_Use_decl_annotations_
VOID FlowRecordBatch(PCFLOW_KEY Keys, ULONG Count, ULONG Bytes)
{
	KIRQL OldIrql = KeRaiseIrqlToDpcLevel();
	ULONG Index;

	/* The lock is given up between packets, so that a long batch holds up nobody. */
	for (Index = 0; Index < Count; Index++)
		FlowRecordAtDpc(&Keys[Index], Bytes);

	KeLowerIrql(OldIrql);
}

_Use_decl_annotations_
VOID FlowTotals(PFLOW_TOTALS Totals)
{
	KLOCK_QUEUE_HANDLE LockHandle;

	KeAcquireInStackQueuedSpinLock(&FlowTable.Lock, &LockHandle);
	FlowEnter(&LockHandle);
	FlowAudit();
	Totals->Flows = FlowTable.Used;
	Totals->Violations = FlowTable.Violations;
	Totals->Packets = FlowTable.Packets;
	Totals->Bytes = FlowTable.Bytes;
	Totals->Unlisted = FlowTable.Unlisted;
	FlowLeave(&LockHandle);
	KeReleaseInStackQueuedSpinLock(&LockHandle);
}

/* Nobody records any more; the table is left as DriverEntry wants to find it. */
_Use_decl_annotations_
VOID FlowUnload(PDRIVER_OBJECT DriverObject)
{
	ULONG Bucket;

	UNREFERENCED_PARAMETER(DriverObject);

	for (Bucket = 0; Bucket < FLOW_BUCKETS; Bucket++)
		FlowTable.Buckets[Bucket].Next = NULL;
	FlowTable.Used = 0;
	FlowTable.Packets = 0;
	FlowTable.Bytes = 0;
	FlowTable.Unlisted = 0;
	FlowTable.Violations = 0;
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	UNREFERENCED_PARAMETER(DriverObject);
	UNREFERENCED_PARAMETER(RegistryPath);

	/* The rest of the table is zero, as an image starts out and FlowUnload leaves it. */
	KeInitializeSpinLock(&FlowTable.Lock);
	return STATUS_SUCCESS;
}
