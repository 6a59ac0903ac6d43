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
	VOID (FASTCALL *AcquireQueuedForDpc)(PKSPIN_LOCK, PKLOCK_QUEUE_HANDLE);
	VOID (FASTCALL *ReleaseQueuedForDpc)(PKLOCK_QUEUE_HANDLE);
	KIRQL (FASTCALL *AcquireForDpc)(PKSPIN_LOCK);
	VOID (FASTCALL *ReleaseForDpc)(PKSPIN_LOCK, KIRQL);
	BOOLEAN (FASTCALL *TryToAcquireAtDpc)(PKSPIN_LOCK);
	BOOLEAN (FASTCALL *Test)(PKSPIN_LOCK);
	KIRQL (*RaiseIrqlToDpc)(VOID);
	VOID (*LowerIrql)(KIRQL);
	KIRQL (NTAPI *GetCurrentIrql)(VOID);
	NTSTATUS (NTAPI *Entry)(PDRIVER_OBJECT, PUNICODE_STRING);
	VOID (NTAPI *Unload)(PDRIVER_OBJECT);
} ROUTINES, *PROUTINES;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;
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
	Routines->AcquireQueuedForDpc = KeAcquireInStackQueuedSpinLockForDpc;
	Routines->ReleaseQueuedForDpc = KeReleaseInStackQueuedSpinLockForDpc;
	Routines->AcquireForDpc = KeAcquireSpinLockForDpc;
	Routines->ReleaseForDpc = KeReleaseSpinLockForDpc;
	Routines->TryToAcquireAtDpc = KeTryToAcquireSpinLockAtDpcLevel;
	Routines->Test = KeTestSpinLock;
	Routines->RaiseIrqlToDpc = KeRaiseIrqlToDpcLevel;
	Routines->LowerIrql = KeLowerIrql;
	Routines->GetCurrentIrql = KeGetCurrentIrql;
	Routines->Entry = DriverEntry;
	Routines->Unload = Unload;
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
