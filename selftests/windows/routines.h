/* SPDX-License-Identifier: GPL-2.0 */
/*
 * routines.h - every routine of include/, with its documented type: the one table of them.
 *
 * Included where ROUTINE, INLINE and NEWER are defined, each with the type that
 * is returned, the convention, the name, and the types of the parameters:
 *
 *	ROUTINE		exported by ntoskrnl.exe
 *	INLINE		inline, or the compiler's own, in Windows' headers for x64
 *	NEWER		unknown to mingw-w64's headers, and so checked against ours alone
 *
 * KeRaiseIrql and KeAcquireSpinLock are macros in Windows' headers, and have no
 * type: prototypes.c calls them. check.sh reads the names of the ROUTINE rows.
 */

INLINE(VOID, NTAPI, KeInitializeSpinLock, (PKSPIN_LOCK))
ROUTINE(VOID, FASTCALL, KeAcquireInStackQueuedSpinLock, (PKSPIN_LOCK, PKLOCK_QUEUE_HANDLE))
ROUTINE(VOID, FASTCALL, KeReleaseInStackQueuedSpinLock, (PKLOCK_QUEUE_HANDLE))
ROUTINE(VOID, FASTCALL, KeAcquireInStackQueuedSpinLockAtDpcLevel,
	(PKSPIN_LOCK, PKLOCK_QUEUE_HANDLE))
ROUTINE(VOID, FASTCALL, KeReleaseInStackQueuedSpinLockFromDpcLevel, (PKLOCK_QUEUE_HANDLE))
ROUTINE(KIRQL, NTAPI, KeAcquireSpinLockRaiseToDpc, (PKSPIN_LOCK))
ROUTINE(VOID, NTAPI, KeReleaseSpinLock, (PKSPIN_LOCK, KIRQL))
ROUTINE(VOID, NTAPI, KeAcquireSpinLockAtDpcLevel, (PKSPIN_LOCK))
ROUTINE(VOID, NTAPI, KeReleaseSpinLockFromDpcLevel, (PKSPIN_LOCK))
ROUTINE(VOID, FASTCALL, KeAcquireInStackQueuedSpinLockForDpc, (PKSPIN_LOCK, PKLOCK_QUEUE_HANDLE))
ROUTINE(VOID, FASTCALL, KeReleaseInStackQueuedSpinLockForDpc, (PKLOCK_QUEUE_HANDLE))
ROUTINE(KIRQL, FASTCALL, KeAcquireSpinLockForDpc, (PKSPIN_LOCK))
ROUTINE(VOID, FASTCALL, KeReleaseSpinLockForDpc, (PKSPIN_LOCK, KIRQL))
ROUTINE(BOOLEAN, FASTCALL, KeTryToAcquireSpinLockAtDpcLevel, (PKSPIN_LOCK))
ROUTINE(BOOLEAN, FASTCALL, KeTestSpinLock, (PKSPIN_LOCK))

NEWER(KIRQL, NTAPI, ExAcquireSpinLockShared, (PEX_SPIN_LOCK))
NEWER(VOID, NTAPI, ExReleaseSpinLockShared, (PEX_SPIN_LOCK, KIRQL))
NEWER(VOID, NTAPI, ExAcquireSpinLockSharedAtDpcLevel, (PEX_SPIN_LOCK))
NEWER(VOID, NTAPI, ExReleaseSpinLockSharedFromDpcLevel, (PEX_SPIN_LOCK))
NEWER(LOGICAL, NTAPI, ExTryAcquireSpinLockSharedAtDpcLevel, (PEX_SPIN_LOCK))
NEWER(KIRQL, NTAPI, ExAcquireSpinLockExclusive, (PEX_SPIN_LOCK))
NEWER(VOID, NTAPI, ExReleaseSpinLockExclusive, (PEX_SPIN_LOCK, KIRQL))
NEWER(VOID, NTAPI, ExAcquireSpinLockExclusiveAtDpcLevel, (PEX_SPIN_LOCK))
NEWER(VOID, NTAPI, ExReleaseSpinLockExclusiveFromDpcLevel, (PEX_SPIN_LOCK))
NEWER(LOGICAL, NTAPI, ExTryAcquireSpinLockExclusiveAtDpcLevel, (PEX_SPIN_LOCK))
NEWER(LOGICAL, NTAPI, ExTryConvertSharedSpinLockExclusive, (PEX_SPIN_LOCK))

INLINE(KIRQL, NTAPI, KeRaiseIrqlToDpcLevel, (VOID))
INLINE(VOID, NTAPI, KeLowerIrql, (KIRQL))
INLINE(KIRQL, NTAPI, KeGetCurrentIrql, (VOID))

INLINE(VOID, NTAPI, InitializeListHead, (PLIST_ENTRY))
INLINE(BOOLEAN, NTAPI, IsListEmpty, (const LIST_ENTRY *))
INLINE(VOID, NTAPI, InsertHeadList, (PLIST_ENTRY, PLIST_ENTRY))
INLINE(VOID, NTAPI, InsertTailList, (PLIST_ENTRY, PLIST_ENTRY))
INLINE(BOOLEAN, NTAPI, RemoveEntryList, (PLIST_ENTRY))
INLINE(PLIST_ENTRY, NTAPI, RemoveHeadList, (PLIST_ENTRY))
INLINE(PLIST_ENTRY, NTAPI, RemoveTailList, (PLIST_ENTRY))
INLINE(VOID, NTAPI, AppendTailList, (PLIST_ENTRY, PLIST_ENTRY))
INLINE(VOID, NTAPI, PushEntryList, (PSINGLE_LIST_ENTRY, PSINGLE_LIST_ENTRY))
INLINE(PSINGLE_LIST_ENTRY, NTAPI, PopEntryList, (PSINGLE_LIST_ENTRY))

ROUTINE(PLIST_ENTRY, FASTCALL, ExInterlockedInsertHeadList,
	(PLIST_ENTRY, PLIST_ENTRY, PKSPIN_LOCK))
ROUTINE(PLIST_ENTRY, FASTCALL, ExInterlockedInsertTailList,
	(PLIST_ENTRY, PLIST_ENTRY, PKSPIN_LOCK))
ROUTINE(PLIST_ENTRY, FASTCALL, ExInterlockedRemoveHeadList, (PLIST_ENTRY, PKSPIN_LOCK))
ROUTINE(PSINGLE_LIST_ENTRY, FASTCALL, ExInterlockedPushEntryList,
	(PSINGLE_LIST_ENTRY, PSINGLE_LIST_ENTRY, PKSPIN_LOCK))
ROUTINE(PSINGLE_LIST_ENTRY, FASTCALL, ExInterlockedPopEntryList,
	(PSINGLE_LIST_ENTRY, PKSPIN_LOCK))
ROUTINE(ULONG, FASTCALL, ExInterlockedAddUlong, (PULONG, ULONG, PKSPIN_LOCK))
ROUTINE(LARGE_INTEGER, NTAPI, ExInterlockedAddLargeInteger,
	(PLARGE_INTEGER, LARGE_INTEGER, PKSPIN_LOCK))

ROUTINE(KIRQL, NTAPI, KeAcquireInterruptSpinLock, (PKINTERRUPT))
ROUTINE(VOID, NTAPI, KeReleaseInterruptSpinLock, (PKINTERRUPT, KIRQL))
ROUTINE(BOOLEAN, NTAPI, KeSynchronizeExecution, (PKINTERRUPT, PKSYNCHRONIZE_ROUTINE, PVOID))

ROUTINE(ULONG, NTAPI, KeQueryActiveProcessorCount, (PKAFFINITY))
ROUTINE(ULONG, NTAPI, KeQueryActiveProcessorCountEx, (USHORT))
ROUTINE(ULONG, NTAPI, KeQueryMaximumProcessorCount, (VOID))
ROUTINE(ULONG, NTAPI, KeQueryMaximumProcessorCountEx, (USHORT))
ROUTINE(ULONG, NTAPI, KeGetCurrentProcessorNumberEx, (PPROCESSOR_NUMBER))
INLINE(ULONG, NTAPI, KeGetCurrentProcessorNumber, (VOID))
NEWER(ULONG, NTAPI, KeGetCurrentProcessorIndex, (VOID))
NEWER(LOGICAL, NTAPI, KeShouldYieldProcessor, (VOID))
INLINE(KIRQL, NTAPI, KeRaiseIrqlToSynchLevel, (VOID))
ROUTINE(ULONG_PTR, NTAPI, KeIpiGenericCall, (PKIPI_BROADCAST_WORKER, ULONG_PTR))
ROUTINE(PVOID, NTAPI, KeRegisterProcessorChangeCallback,
	(PPROCESSOR_CALLBACK_FUNCTION, PVOID, ULONG))
ROUTINE(VOID, NTAPI, KeDeregisterProcessorChangeCallback, (PVOID))
ROUTINE(NTSTATUS, NTAPI, KeGetProcessorNumberFromIndex, (ULONG, PPROCESSOR_NUMBER))
ROUTINE(ULONG, NTAPI, KeGetProcessorIndexFromNumber, (PPROCESSOR_NUMBER))

ROUTINE(VOID, NTAPI, KeInitializeDpc, (PRKDPC, PKDEFERRED_ROUTINE, PVOID))
ROUTINE(VOID, NTAPI, KeInitializeThreadedDpc, (PRKDPC, PKDEFERRED_ROUTINE, PVOID))
ROUTINE(BOOLEAN, NTAPI, KeInsertQueueDpc, (PRKDPC, PVOID, PVOID))
ROUTINE(BOOLEAN, NTAPI, KeRemoveQueueDpc, (PRKDPC))
NEWER(BOOLEAN, NTAPI, KeRemoveQueueDpcEx, (PRKDPC, BOOLEAN))
ROUTINE(VOID, NTAPI, KeFlushQueuedDpcs, (VOID))
ROUTINE(VOID, NTAPI, KeSetImportanceDpc, (PRKDPC, KDPC_IMPORTANCE))
ROUTINE(VOID, NTAPI, KeSetTargetProcessorDpc, (PRKDPC, CCHAR))
ROUTINE(NTSTATUS, NTAPI, KeSetTargetProcessorDpcEx, (PKDPC, PPROCESSOR_NUMBER))

ROUTINE(VOID, NTAPI, KeInitializeTimer, (PKTIMER))
ROUTINE(VOID, NTAPI, KeInitializeTimerEx, (PKTIMER, TIMER_TYPE))
ROUTINE(BOOLEAN, NTAPI, KeSetTimer, (PKTIMER, LARGE_INTEGER, PKDPC))
ROUTINE(BOOLEAN, NTAPI, KeSetTimerEx, (PKTIMER, LARGE_INTEGER, LONG, PKDPC))
ROUTINE(BOOLEAN, NTAPI, KeSetCoalescableTimer, (PKTIMER, LARGE_INTEGER, ULONG, ULONG, PKDPC))
ROUTINE(BOOLEAN, NTAPI, KeCancelTimer, (PKTIMER))
ROUTINE(BOOLEAN, NTAPI, KeReadStateTimer, (PKTIMER))

ROUTINE(VOID, NTAPI, KeInitializeEvent, (PRKEVENT, EVENT_TYPE, BOOLEAN))
ROUTINE(LONG, NTAPI, KeSetEvent, (PRKEVENT, KPRIORITY, BOOLEAN))
ROUTINE(LONG, NTAPI, KeResetEvent, (PRKEVENT))
ROUTINE(VOID, NTAPI, KeClearEvent, (PRKEVENT))
ROUTINE(LONG, NTAPI, KePulseEvent, (PRKEVENT, KPRIORITY, BOOLEAN))
ROUTINE(LONG, NTAPI, KeReadStateEvent, (PRKEVENT))
ROUTINE(VOID, NTAPI, KeInitializeSemaphore, (PRKSEMAPHORE, LONG, LONG))
ROUTINE(LONG, NTAPI, KeReleaseSemaphore, (PRKSEMAPHORE, KPRIORITY, LONG, BOOLEAN))
ROUTINE(LONG, NTAPI, KeReadStateSemaphore, (PRKSEMAPHORE))
ROUTINE(VOID, NTAPI, KeInitializeMutex, (PRKMUTEX, ULONG))
ROUTINE(LONG, NTAPI, KeReleaseMutex, (PRKMUTEX, BOOLEAN))
ROUTINE(LONG, NTAPI, KeReadStateMutex, (PRKMUTEX))
ROUTINE(NTSTATUS, NTAPI, KeWaitForSingleObject,
	(PVOID, KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN, PLARGE_INTEGER))
ROUTINE(NTSTATUS, NTAPI, KeWaitForMultipleObjects,
	(ULONG, PVOID[], WAIT_TYPE, KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN, PLARGE_INTEGER,
	 PKWAIT_BLOCK))
ROUTINE(NTSTATUS, NTAPI, KeDelayExecutionThread, (KPROCESSOR_MODE, BOOLEAN, PLARGE_INTEGER))
ROUTINE(VOID, NTAPI, KeEnterCriticalRegion, (VOID))
ROUTINE(VOID, NTAPI, KeLeaveCriticalRegion, (VOID))
ROUTINE(NTSTATUS, NTAPI, ExInitializeResourceLite, (PERESOURCE))
ROUTINE(NTSTATUS, NTAPI, ExReinitializeResourceLite, (PERESOURCE))
ROUTINE(NTSTATUS, NTAPI, ExDeleteResourceLite, (PERESOURCE))
ROUTINE(BOOLEAN, NTAPI, ExAcquireResourceExclusiveLite, (PERESOURCE, BOOLEAN))
NEWER(BOOLEAN, NTAPI, ExTryToAcquireResourceExclusiveLite, (PERESOURCE))
ROUTINE(BOOLEAN, NTAPI, ExAcquireResourceSharedLite, (PERESOURCE, BOOLEAN))
ROUTINE(BOOLEAN, NTAPI, ExAcquireSharedStarveExclusive, (PERESOURCE, BOOLEAN))
ROUTINE(BOOLEAN, NTAPI, ExAcquireSharedWaitForExclusive, (PERESOURCE, BOOLEAN))
ROUTINE(VOID, FASTCALL, ExReleaseResourceLite, (PERESOURCE))
ROUTINE(VOID, NTAPI, ExReleaseResourceForThreadLite, (PERESOURCE, ERESOURCE_THREAD))
ROUTINE(VOID, NTAPI, ExConvertExclusiveToSharedLite, (PERESOURCE))
ROUTINE(BOOLEAN, NTAPI, ExIsResourceAcquiredExclusiveLite, (PERESOURCE))
ROUTINE(ULONG, NTAPI, ExIsResourceAcquiredSharedLite, (PERESOURCE))
ROUTINE(ULONG, NTAPI, ExGetExclusiveWaiterCount, (PERESOURCE))
ROUTINE(ULONG, NTAPI, ExGetSharedWaiterCount, (PERESOURCE))
ROUTINE(VOID, NTAPI, ExSetResourceOwnerPointer, (PERESOURCE, PVOID))
ROUTINE(PVOID, NTAPI, ExEnterCriticalRegionAndAcquireResourceExclusive, (PERESOURCE))
ROUTINE(PVOID, NTAPI, ExEnterCriticalRegionAndAcquireResourceShared, (PERESOURCE))
ROUTINE(PVOID, NTAPI, ExEnterCriticalRegionAndAcquireSharedWaitForExclusive, (PERESOURCE))
ROUTINE(VOID, FASTCALL, ExReleaseResourceAndLeaveCriticalRegion, (PERESOURCE))
NEWER(VOID, NTAPI, ExInitializePushLock, (PEX_PUSH_LOCK))
NEWER(VOID, NTAPI, ExAcquirePushLockExclusiveEx, (PEX_PUSH_LOCK, ULONG))
NEWER(BOOLEAN, NTAPI, ExTryAcquirePushLockExclusiveEx, (PEX_PUSH_LOCK, ULONG))
NEWER(VOID, NTAPI, ExAcquirePushLockSharedEx, (PEX_PUSH_LOCK, ULONG))
NEWER(BOOLEAN, NTAPI, ExTryAcquirePushLockSharedEx, (PEX_PUSH_LOCK, ULONG))
NEWER(VOID, NTAPI, ExReleasePushLockExclusiveEx, (PEX_PUSH_LOCK, ULONG))
NEWER(VOID, NTAPI, ExReleasePushLockSharedEx, (PEX_PUSH_LOCK, ULONG))
NEWER(VOID, NTAPI, ExReleasePushLockEx, (PEX_PUSH_LOCK, ULONG))
ROUTINE(PIO_WORKITEM, NTAPI, IoAllocateWorkItem, (PDEVICE_OBJECT))
ROUTINE(VOID, NTAPI, IoFreeWorkItem, (PIO_WORKITEM))
ROUTINE(ULONG, NTAPI, IoSizeofWorkItem, (VOID))
ROUTINE(VOID, NTAPI, IoInitializeWorkItem, (PVOID, PIO_WORKITEM))
ROUTINE(VOID, NTAPI, IoUninitializeWorkItem, (PIO_WORKITEM))
ROUTINE(VOID, NTAPI, IoQueueWorkItem,
	(PIO_WORKITEM, PIO_WORKITEM_ROUTINE, WORK_QUEUE_TYPE, PVOID))
ROUTINE(VOID, NTAPI, IoQueueWorkItemEx,
	(PIO_WORKITEM, PIO_WORKITEM_ROUTINE_EX, WORK_QUEUE_TYPE, PVOID))
ROUTINE(VOID, NTAPI, ExQueueWorkItem, (PWORK_QUEUE_ITEM, WORK_QUEUE_TYPE))
ROUTINE(SIZE_T, NTAPI, RtlCompareMemory, (const VOID *, const VOID *, SIZE_T))
ROUTINE(SIZE_T, NTAPI, RtlCompareMemoryUlong, (PVOID, SIZE_T, ULONG))
ROUTINE(VOID, NTAPI, RtlInitUnicodeString, (PUNICODE_STRING, PCWSTR))
ROUTINE(NTSTATUS, NTAPI, RtlInitUnicodeStringEx, (PUNICODE_STRING, PCWSTR))
ROUTINE(VOID, NTAPI, RtlInitString, (PSTRING, PCSZ))
ROUTINE(VOID, NTAPI, RtlInitAnsiString, (PANSI_STRING, PCSZ))
NEWER(VOID, NTAPI, RtlInitUTF8String, (PUTF8_STRING, PCSZ))
ROUTINE(VOID, NTAPI, RtlCopyUnicodeString, (PUNICODE_STRING, PCUNICODE_STRING))
NEWER(VOID, NTAPI, RtlCopyString, (PSTRING, const STRING *))
NEWER(VOID, NTAPI, RtlUpperString, (PSTRING, const STRING *))
ROUTINE(NTSTATUS, NTAPI, RtlAnsiStringToUnicodeString,
	(PUNICODE_STRING, PCANSI_STRING, BOOLEAN))
ROUTINE(NTSTATUS, NTAPI, RtlUnicodeStringToAnsiString,
	(PANSI_STRING, PCUNICODE_STRING, BOOLEAN))
NEWER(NTSTATUS, NTAPI, RtlUTF8StringToUnicodeString,
      (PUNICODE_STRING, PCUTF8_STRING, BOOLEAN))
NEWER(NTSTATUS, NTAPI, RtlUnicodeStringToUTF8String,
      (PUTF8_STRING, PCUNICODE_STRING, BOOLEAN))
ROUTINE(NTSTATUS, NTAPI, RtlUpcaseUnicodeString,
	(PUNICODE_STRING, PCUNICODE_STRING, BOOLEAN))
NEWER(NTSTATUS, NTAPI, RtlDowncaseUnicodeString,
      (PUNICODE_STRING, PCUNICODE_STRING, BOOLEAN))
NEWER(BOOLEAN, NTAPI, RtlCreateUnicodeString, (PUNICODE_STRING, PCWSTR))
ROUTINE(NTSTATUS, NTAPI, RtlStringFromGUID, (REFGUID, PUNICODE_STRING))
ROUTINE(VOID, NTAPI, RtlFreeUnicodeString, (PUNICODE_STRING))
ROUTINE(VOID, NTAPI, RtlFreeAnsiString, (PANSI_STRING))
NEWER(VOID, NTAPI, RtlFreeUTF8String, (PUTF8_STRING))
ROUTINE(NTSTATUS, NTAPI, RtlAppendUnicodeStringToString, (PUNICODE_STRING, PCUNICODE_STRING))
ROUTINE(NTSTATUS, NTAPI, RtlAppendUnicodeToString, (PUNICODE_STRING, PCWSTR))
ROUTINE(LONG, NTAPI, RtlCompareUnicodeString, (PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN))
ROUTINE(LONG, NTAPI, RtlCompareUnicodeStrings, (PCWCH, SIZE_T, PCWCH, SIZE_T, BOOLEAN))
ROUTINE(BOOLEAN, NTAPI, RtlEqualUnicodeString, (PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN))
ROUTINE(BOOLEAN, NTAPI, RtlPrefixUnicodeString, (PCUNICODE_STRING, PCUNICODE_STRING, BOOLEAN))
NEWER(LONG, NTAPI, RtlCompareString, (const STRING *, const STRING *, BOOLEAN))
NEWER(BOOLEAN, NTAPI, RtlEqualString, (const STRING *, const STRING *, BOOLEAN))
NEWER(BOOLEAN, NTAPI, RtlPrefixString, (const STRING *, const STRING *, BOOLEAN))
ROUTINE(NTSTATUS, NTAPI, RtlHashUnicodeString, (const UNICODE_STRING *, BOOLEAN, ULONG, PULONG))
ROUTINE(WCHAR, NTAPI, RtlUpcaseUnicodeChar, (WCHAR))
ROUTINE(WCHAR, NTAPI, RtlDowncaseUnicodeChar, (WCHAR))
ROUTINE(CHAR, NTAPI, RtlUpperChar, (CHAR))
ROUTINE(NTSTATUS, NTAPI, RtlUnicodeStringToInteger, (PCUNICODE_STRING, ULONG, PULONG))
ROUTINE(NTSTATUS, NTAPI, RtlCharToInteger, (PCSZ, ULONG, PULONG))
ROUTINE(NTSTATUS, NTAPI, RtlIntegerToUnicodeString, (ULONG, ULONG, PUNICODE_STRING))
ROUTINE(NTSTATUS, NTAPI, RtlInt64ToUnicodeString, (ULONGLONG, ULONG, PUNICODE_STRING))
NEWER(NTSTATUS, NTAPI, RtlGUIDFromString, (PCUNICODE_STRING, GUID *))
ROUTINE(NTSTATUS, NTAPI, RtlUnicodeToUTF8N, (PCHAR, ULONG, PULONG, PCWCH, ULONG))
ROUTINE(NTSTATUS, NTAPI, RtlUTF8ToUnicodeN, (PWSTR, ULONG, PULONG, PCCH, ULONG))
ROUTINE(CCHAR, NTAPI, RtlFindMostSignificantBit, (ULONGLONG))
ROUTINE(CCHAR, NTAPI, RtlFindLeastSignificantBit, (ULONGLONG))
ROUTINE(ULONG, NTAPI, RtlNumberOfSetBitsUlongPtr, (ULONG_PTR))
ROUTINE(ULONG, NTAPI, RtlRandom, (PULONG))
ROUTINE(ULONG, NTAPI, RtlRandomEx, (PULONG))
ROUTINE(VOID, NTAPI, RtlTimeToTimeFields, (PLARGE_INTEGER, PTIME_FIELDS))
ROUTINE(BOOLEAN, NTAPI, RtlTimeFieldsToTime, (PTIME_FIELDS, PLARGE_INTEGER))

NEWER(ULONGLONG, NTAPI, KeQueryInterruptTime, (VOID))
NEWER(ULONGLONG, NTAPI, KeQueryInterruptTimePrecise, (PULONG64))
NEWER(ULONGLONG, NTAPI, KeQueryUnbiasedInterruptTime, (VOID))
NEWER(VOID, NTAPI, KeQuerySystemTime, (PLARGE_INTEGER))
NEWER(VOID, NTAPI, KeQuerySystemTimePrecise, (PLARGE_INTEGER))
ROUTINE(ULONG, NTAPI, KeQueryTimeIncrement, (VOID))
NEWER(VOID, NTAPI, KeQueryTickCount, (PLARGE_INTEGER))
ROUTINE(LARGE_INTEGER, NTAPI, KeQueryPerformanceCounter, (PLARGE_INTEGER))
ROUTINE(VOID, NTAPI, KeStallExecutionProcessor, (ULONG))
NEWER(ULONG, NTAPI, DbgPrint, (PCSTR, ...))
NEWER(ULONG, NTAPI, DbgPrintEx, (ULONG, ULONG, PCSTR, ...))

NEWER(VOID, NTAPI, KeMemoryBarrier, (VOID))
INLINE(VOID, NTAPI, YieldProcessor, (VOID))
NEWER(VOID, NTAPI, MemoryBarrier, (VOID))
NEWER(VOID, NTAPI, KeMemoryBarrierWithoutFence, (VOID))

INLINE(LONG, NTAPI, InterlockedIncrement, (LONG volatile *))
INLINE(LONG, NTAPI, InterlockedDecrement, (LONG volatile *))
INLINE(LONG, NTAPI, InterlockedAdd, (LONG volatile *, LONG))
INLINE(LONG, NTAPI, InterlockedExchange, (LONG volatile *, LONG))
INLINE(LONG, NTAPI, InterlockedExchangeAdd, (LONG volatile *, LONG))
NEWER(ULONG, NTAPI, InterlockedExchangeSubtract, (ULONG volatile *, ULONG))
INLINE(LONG, NTAPI, InterlockedCompareExchange, (LONG volatile *, LONG, LONG))
INLINE(LONG, NTAPI, InterlockedAnd, (LONG volatile *, LONG))
INLINE(LONG, NTAPI, InterlockedOr, (LONG volatile *, LONG))
INLINE(LONG, NTAPI, InterlockedXor, (LONG volatile *, LONG))
INLINE(BOOLEAN, NTAPI, InterlockedBitTestAndSet, (LONG volatile *, LONG))
INLINE(BOOLEAN, NTAPI, InterlockedBitTestAndReset, (LONG volatile *, LONG))
NEWER(BOOLEAN, NTAPI, InterlockedBitTestAndComplement, (LONG volatile *, LONG))

INLINE(LONG64, NTAPI, InterlockedIncrement64, (LONG64 volatile *))
INLINE(LONG64, NTAPI, InterlockedDecrement64, (LONG64 volatile *))
INLINE(LONG64, NTAPI, InterlockedAdd64, (LONG64 volatile *, LONG64))
INLINE(LONG64, NTAPI, InterlockedExchange64, (LONG64 volatile *, LONG64))
INLINE(LONG64, NTAPI, InterlockedExchangeAdd64, (LONG64 volatile *, LONG64))
INLINE(LONG64, NTAPI, InterlockedCompareExchange64, (LONG64 volatile *, LONG64, LONG64))
NEWER(BOOLEAN, NTAPI, InterlockedCompareExchange128,
      (LONG64 volatile *, LONG64, LONG64, LONG64 *))
INLINE(LONG64, NTAPI, InterlockedAnd64, (LONG64 volatile *, LONG64))
INLINE(LONG64, NTAPI, InterlockedOr64, (LONG64 volatile *, LONG64))
INLINE(LONG64, NTAPI, InterlockedXor64, (LONG64 volatile *, LONG64))
INLINE(BOOLEAN, NTAPI, InterlockedBitTestAndSet64, (LONG64 volatile *, LONG64))
INLINE(BOOLEAN, NTAPI, InterlockedBitTestAndReset64, (LONG64 volatile *, LONG64))

INLINE(PVOID, NTAPI, InterlockedExchangePointer, (PVOID volatile *, PVOID))
INLINE(PVOID, NTAPI, InterlockedCompareExchangePointer, (PVOID volatile *, PVOID, PVOID))

NEWER(SHORT, NTAPI, InterlockedIncrement16, (SHORT volatile *))
NEWER(SHORT, NTAPI, InterlockedDecrement16, (SHORT volatile *))
NEWER(SHORT, NTAPI, InterlockedExchange16, (SHORT volatile *, SHORT))
NEWER(SHORT, NTAPI, InterlockedExchangeAdd16, (SHORT volatile *, SHORT))
NEWER(SHORT, NTAPI, InterlockedCompareExchange16, (SHORT volatile *, SHORT, SHORT))
NEWER(SHORT, NTAPI, InterlockedAnd16, (SHORT volatile *, SHORT))
NEWER(SHORT, NTAPI, InterlockedOr16, (SHORT volatile *, SHORT))
NEWER(SHORT, NTAPI, InterlockedXor16, (SHORT volatile *, SHORT))
NEWER(CHAR, NTAPI, InterlockedExchange8, (CHAR volatile *, CHAR))
NEWER(CHAR, NTAPI, InterlockedExchangeAdd8, (CHAR volatile *, CHAR))
NEWER(CHAR, NTAPI, InterlockedAnd8, (CHAR volatile *, CHAR))
NEWER(CHAR, NTAPI, InterlockedOr8, (CHAR volatile *, CHAR))
NEWER(CHAR, NTAPI, InterlockedXor8, (CHAR volatile *, CHAR))

/* The weaker orders of a family are of one type with it: a Size is that of the name. */
#define WEAKER(Returns, Name, Size, Parameters)				\
	NEWER(Returns, NTAPI, Name##Acquire##Size, Parameters)		\
	NEWER(Returns, NTAPI, Name##Release##Size, Parameters)		\
	NEWER(Returns, NTAPI, Name##NoFence##Size, Parameters)

WEAKER(LONG, InterlockedIncrement, , (LONG volatile *))
WEAKER(LONG, InterlockedDecrement, , (LONG volatile *))
WEAKER(LONG, InterlockedAdd, , (LONG volatile *, LONG))
WEAKER(LONG, InterlockedExchange, , (LONG volatile *, LONG))
WEAKER(LONG, InterlockedExchangeAdd, , (LONG volatile *, LONG))
WEAKER(LONG, InterlockedCompareExchange, , (LONG volatile *, LONG, LONG))
WEAKER(LONG, InterlockedAnd, , (LONG volatile *, LONG))
WEAKER(LONG, InterlockedOr, , (LONG volatile *, LONG))
WEAKER(LONG, InterlockedXor, , (LONG volatile *, LONG))
WEAKER(BOOLEAN, InterlockedBitTestAndSet, , (LONG volatile *, LONG))
WEAKER(BOOLEAN, InterlockedBitTestAndReset, , (LONG volatile *, LONG))
WEAKER(LONG64, InterlockedIncrement, 64, (LONG64 volatile *))
WEAKER(LONG64, InterlockedDecrement, 64, (LONG64 volatile *))
WEAKER(LONG64, InterlockedAdd, 64, (LONG64 volatile *, LONG64))
WEAKER(LONG64, InterlockedExchange, 64, (LONG64 volatile *, LONG64))
WEAKER(LONG64, InterlockedExchangeAdd, 64, (LONG64 volatile *, LONG64))
WEAKER(LONG64, InterlockedCompareExchange, 64, (LONG64 volatile *, LONG64, LONG64))
WEAKER(LONG64, InterlockedAnd64, , (LONG64 volatile *, LONG64))
WEAKER(LONG64, InterlockedOr64, , (LONG64 volatile *, LONG64))
WEAKER(LONG64, InterlockedXor64, , (LONG64 volatile *, LONG64))
WEAKER(SHORT, InterlockedIncrement, 16, (SHORT volatile *))
WEAKER(SHORT, InterlockedDecrement, 16, (SHORT volatile *))
WEAKER(SHORT, InterlockedCompareExchange, 16, (SHORT volatile *, SHORT, SHORT))
WEAKER(SHORT, InterlockedAnd16, , (SHORT volatile *, SHORT))
WEAKER(SHORT, InterlockedOr16, , (SHORT volatile *, SHORT))
WEAKER(SHORT, InterlockedXor16, , (SHORT volatile *, SHORT))
WEAKER(CHAR, InterlockedAnd8, , (CHAR volatile *, CHAR))
WEAKER(CHAR, InterlockedOr8, , (CHAR volatile *, CHAR))
WEAKER(CHAR, InterlockedXor8, , (CHAR volatile *, CHAR))
WEAKER(PVOID, InterlockedExchangePointer, , (PVOID volatile *, PVOID))
WEAKER(PVOID, InterlockedCompareExchangePointer, , (PVOID volatile *, PVOID, PVOID))

#define ACCESS(Type, What, Size)					\
	NEWER(Type, NTAPI, Read##What##Acquire##Size, (Type const volatile *))	\
	NEWER(Type, NTAPI, Read##What##NoFence##Size, (Type const volatile *))	\
	NEWER(Type, NTAPI, Read##What##Raw##Size, (Type const volatile *))	\
	NEWER(VOID, NTAPI, Write##What##Release##Size, (Type volatile *, Type))	\
	NEWER(VOID, NTAPI, Write##What##NoFence##Size, (Type volatile *, Type))	\
	NEWER(VOID, NTAPI, Write##What##Raw##Size, (Type volatile *, Type))

ACCESS(CHAR, , 8)
ACCESS(SHORT, , 16)
ACCESS(LONG, , )
ACCESS(LONG64, , 64)
ACCESS(BOOLEAN, Boolean, )
ACCESS(UCHAR, UChar, )
ACCESS(USHORT, UShort, )
ACCESS(ULONG, ULong, )
ACCESS(ULONG64, ULong64, )
ACCESS(LONG_PTR, LongPtr, )
ACCESS(ULONG_PTR, ULongPtr, )
ACCESS(PVOID, Pointer, )

#undef WEAKER
#undef ACCESS
#undef ROUTINE
#undef INLINE
#undef NEWER
