// SPDX-License-Identifier: GPL-2.0
/*
 * prototypes.c - each routine of the table in routines.h has its documented type.
 *
 * It compiles unchanged against ntspin's headers and against mingw-w64's. Built
 * with the latter it links against ntoskrnl.exe, so the names are right as well.
 */
#include <ntifs.h>
#ifndef __MINGW32__	/* where no Linux is about, it is part of that one */
#include <wdm/csq.h>
#endif

typedef VOID (*ANY_ROUTINE)(VOID);

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;
VOID TakeRoutines(ANY_ROUTINE volatile *Taken);

#ifdef __cplusplus
#define IS_OF_TYPE(Name, ...) C_ASSERT(__is_same(decltype(Name), __VA_ARGS__));
#else
#define IS_OF_TYPE(Name, ...) \
	C_ASSERT(__builtin_types_compatible_p(__typeof__(Name), __VA_ARGS__));
#endif

/* The types alone: what is inline need not have an address. */
#define ROUTINE(Returns, Convention, Name, Parameters) IS_OF_TYPE(Name, Returns Parameters)
#define INLINE(Returns, Convention, Name, Parameters) IS_OF_TYPE(Name, Returns Parameters)
#ifdef __MINGW32__
#define NEWER(Returns, Convention, Name, Parameters)
#else
#define NEWER(Returns, Convention, Name, Parameters) IS_OF_TYPE(Name, Returns Parameters)
#endif
#include "routines.h"

/* And the names, for the linker: what a driver imports from ntoskrnl.exe. */
#define ROUTINE(Returns, Convention, Name, Parameters)		\
	{							\
		Returns (Convention *Routine)Parameters = Name;	\
								\
		*Taken = (ANY_ROUTINE)Routine;			\
	}
#define INLINE(Returns, Convention, Name, Parameters)
#define NEWER(Returns, Convention, Name, Parameters)

VOID TakeRoutines(ANY_ROUTINE volatile *Taken)
{
#include "routines.h"
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
	ANY_ROUTINE Taken;

	UNREFERENCED_PARAMETER(DriverObject);
	UNREFERENCED_PARAMETER(RegistryPath);

	TakeRoutines(&Taken);
	KeInitializeSpinLock(&SpinLock);
	KeRaiseIrql(APC_LEVEL, &OldIrql);
	KeAcquireSpinLock(&SpinLock, &Raised);
	KeReleaseSpinLock(&SpinLock, Raised);
	KeLowerIrql(OldIrql);
	return KeGetCurrentIrql() == OldIrql ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
