// SPDX-License-Identifier: GPL-2.0
/*
 * prototypes.c - each routine assigned to a pointer of its documented type.
 *
 * It compiles unchanged against ntspin's headers and against mingw-w64's. Built
 * with the latter it links against ntoskrnl.exe, so the names are right as well.
 */
#include <ntddk.h>

typedef struct _ROUTINES {
	VOID (NTAPI *InitializeSpinLock)(PKSPIN_LOCK);
	VOID (FASTCALL *AcquireQueued)(PKSPIN_LOCK, PKLOCK_QUEUE_HANDLE);
	VOID (FASTCALL *ReleaseQueued)(PKLOCK_QUEUE_HANDLE);
	VOID (FASTCALL *AcquireQueuedAtDpc)(PKSPIN_LOCK, PKLOCK_QUEUE_HANDLE);
	VOID (FASTCALL *ReleaseQueuedFromDpc)(PKLOCK_QUEUE_HANDLE);
	KIRQL (NTAPI *AcquireRaiseToDpc)(PKSPIN_LOCK);
	VOID (NTAPI *Release)(PKSPIN_LOCK, KIRQL);
	VOID (NTAPI *AcquireAtDpc)(PKSPIN_LOCK);
	VOID (NTAPI *ReleaseFromDpc)(PKSPIN_LOCK);
	BOOLEAN (FASTCALL *TryToAcquireAtDpc)(PKSPIN_LOCK);
	BOOLEAN (FASTCALL *Test)(PKSPIN_LOCK);
	KIRQL (*RaiseIrqlToDpc)(VOID);
	VOID (*LowerIrql)(KIRQL);
	KIRQL (NTAPI *GetCurrentIrql)(VOID);
	VOID (NTAPI *InitializeDpc)(PRKDPC, PKDEFERRED_ROUTINE, PVOID);
	VOID (NTAPI *InitializeThreadedDpc)(PRKDPC, PKDEFERRED_ROUTINE, PVOID);
	BOOLEAN (NTAPI *InsertQueueDpc)(PRKDPC, PVOID, PVOID);
	BOOLEAN (NTAPI *RemoveQueueDpc)(PRKDPC);
	VOID (NTAPI *FlushQueuedDpcs)(VOID);
	VOID (NTAPI *SetImportanceDpc)(PRKDPC, KDPC_IMPORTANCE);
	VOID (NTAPI *SetTargetProcessorDpc)(PRKDPC, CCHAR);
	NTSTATUS (NTAPI *SetTargetProcessorDpcEx)(PKDPC, PPROCESSOR_NUMBER);
	VOID (NTAPI *Deferred)(PKDPC, PVOID, PVOID, PVOID);
	VOID (NTAPI *InitializeTimer)(PKTIMER);
	VOID (NTAPI *InitializeTimerEx)(PKTIMER, TIMER_TYPE);
	BOOLEAN (NTAPI *SetTimer)(PKTIMER, LARGE_INTEGER, PKDPC);
	BOOLEAN (NTAPI *SetTimerEx)(PKTIMER, LARGE_INTEGER, LONG, PKDPC);
	BOOLEAN (NTAPI *CancelTimer)(PKTIMER);
	BOOLEAN (NTAPI *ReadStateTimer)(PKTIMER);
	NTSTATUS (NTAPI *Entry)(PDRIVER_OBJECT, PUNICODE_STRING);
	VOID (NTAPI *Unload)(PDRIVER_OBJECT);
} ROUTINES, *PROUTINES;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;
KDEFERRED_ROUTINE Deferred;
VOID FillRoutines(PROUTINES Routines);

VOID FillRoutines(PROUTINES Routines)
{
	Routines->InitializeSpinLock = KeInitializeSpinLock;
	Routines->AcquireQueued = KeAcquireInStackQueuedSpinLock;
	Routines->ReleaseQueued = KeReleaseInStackQueuedSpinLock;
	Routines->AcquireQueuedAtDpc = KeAcquireInStackQueuedSpinLockAtDpcLevel;
	Routines->ReleaseQueuedFromDpc = KeReleaseInStackQueuedSpinLockFromDpcLevel;
	Routines->AcquireRaiseToDpc = KeAcquireSpinLockRaiseToDpc;
	Routines->Release = KeReleaseSpinLock;
	Routines->AcquireAtDpc = KeAcquireSpinLockAtDpcLevel;
	Routines->ReleaseFromDpc = KeReleaseSpinLockFromDpcLevel;
	Routines->TryToAcquireAtDpc = KeTryToAcquireSpinLockAtDpcLevel;
	Routines->Test = KeTestSpinLock;
	Routines->RaiseIrqlToDpc = KeRaiseIrqlToDpcLevel;
	Routines->LowerIrql = KeLowerIrql;
	Routines->GetCurrentIrql = KeGetCurrentIrql;
	Routines->InitializeDpc = KeInitializeDpc;
	Routines->InitializeThreadedDpc = KeInitializeThreadedDpc;
	Routines->InsertQueueDpc = KeInsertQueueDpc;
	Routines->RemoveQueueDpc = KeRemoveQueueDpc;
	Routines->FlushQueuedDpcs = KeFlushQueuedDpcs;
	Routines->SetImportanceDpc = KeSetImportanceDpc;
	Routines->SetTargetProcessorDpc = KeSetTargetProcessorDpc;
	Routines->SetTargetProcessorDpcEx = KeSetTargetProcessorDpcEx;
	Routines->Deferred = Deferred;
	Routines->InitializeTimer = KeInitializeTimer;
	Routines->InitializeTimerEx = KeInitializeTimerEx;
	Routines->SetTimer = KeSetTimer;
	Routines->SetTimerEx = KeSetTimerEx;
	Routines->CancelTimer = KeCancelTimer;
	Routines->ReadStateTimer = KeReadStateTimer;
	Routines->Entry = DriverEntry;
	Routines->Unload = Unload;
}

VOID NTAPI Deferred(PKDPC Dpc, PVOID Context, PVOID Argument1, PVOID Argument2)
{
	UNREFERENCED_PARAMETER(Dpc);
	UNREFERENCED_PARAMETER(Context);
	UNREFERENCED_PARAMETER(Argument1);
	UNREFERENCED_PARAMETER(Argument2);
}

VOID NTAPI Unload(PDRIVER_OBJECT DriverObject)
{
	UNREFERENCED_PARAMETER(DriverObject);
}

/* Two of the routines are macros in Windows' headers: they can only be called. */
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	static KSPIN_LOCK SpinLock;
	KIRQL OldIrql, Raised;
	ROUTINES Routines;

	UNREFERENCED_PARAMETER(DriverObject);
	UNREFERENCED_PARAMETER(RegistryPath);

	FillRoutines(&Routines);
	Routines.InitializeSpinLock(&SpinLock);
	KeRaiseIrql(APC_LEVEL, &OldIrql);
	KeAcquireSpinLock(&SpinLock, &Raised);
	Routines.Release(&SpinLock, Raised);
	Routines.LowerIrql(OldIrql);
	return Routines.GetCurrentIrql() == OldIrql ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
