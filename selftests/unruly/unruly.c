// SPDX-License-Identifier: GPL-2.0
/*
 * unruly.c - a driver whose DriverEntry or Linux side fails, or that does not release, lower or
 *            unload.
 *
 * Its name is that of a source of it, as it may be on Windows.
 */
#include <NTDDK.H>

/* The module's parameter: what it does wrong. */
extern volatile ULONG Unruly;

enum {
	UNRULY_FAILS = 1,
	UNRULY_STAYS,
	UNRULY_RAISED,
	UNRULY_HOLDS,
	UNRULY_DEVICES,
	UNRULY_REFUSED
};

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD UnrulyUnload;
DRIVER_ADD_DEVICE UnrulyAddDevice;

/* Once in each of its two routines: what the first leaves held stays so. */
static KSPIN_LOCK Locks[2];
static KIRQL OldIrql;

static VOID Misbehave(KSPIN_LOCK *Lock)
{
	if (Unruly == UNRULY_RAISED)
		KeRaiseIrql(DISPATCH_LEVEL, &OldIrql);
	if (Unruly == UNRULY_HOLDS)
		KeAcquireSpinLock(Lock, &OldIrql);
}

VOID UnrulyUnload(PDRIVER_OBJECT DriverObject)
{
	if (DriverObject->DriverUnload == UnrulyUnload)
		Misbehave(&Locks[1]);
	if (DriverObject->DeviceObject != NULL)
		IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS UnrulyAddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)
{
	UNREFERENCED_PARAMETER(DriverObject);
	UNREFERENCED_PARAMETER(PhysicalDeviceObject);
	return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	PDEVICE_OBJECT Device;

	/* What Windows promises of both. */
	if (DriverObject->DriverInit != DriverEntry || DriverObject->Size != sizeof(DRIVER_OBJECT))
		return STATUS_INVALID_PARAMETER;
	if (RegistryPath->Buffer[0] != L'\\' || RegistryPath->Length % sizeof(WCHAR) != 0)
		return STATUS_INVALID_PARAMETER;

	KeInitializeSpinLock(&Locks[0]);
	KeInitializeSpinLock(&Locks[1]);
	if (Unruly == UNRULY_FAILS)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (Unruly != UNRULY_STAYS)
		DriverObject->DriverUnload = UnrulyUnload;
	if (Unruly == UNRULY_DEVICES)
		DriverObject->DriverExtension->AddDevice = UnrulyAddDevice;
	Misbehave(&Locks[0]);
	if (Unruly == UNRULY_REFUSED)
		return IoCreateDevice(DriverObject, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE,
				      &Device);
	return STATUS_SUCCESS;
}
