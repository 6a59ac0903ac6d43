/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wdmsec.h - a device object that is made with a security descriptor.
 *
 * Nothing of Linux' opens a device by its name here: who may is the Linux side's, with its nodes
 * and their modes. The descriptors are Windows' own, as texts.
 */
#ifndef NTSPIN_WDMSEC_H
#define NTSPIN_WDMSEC_H

#include "wdm.h"

EXTERN_C_START

#ifdef NTSPIN_DRIVER
#define NTSPIN_SDDL(name, text) \
	static const UNICODE_STRING __attribute__((__unused__)) name = RTL_CONSTANT_STRING(L##text)

NTSPIN_SDDL(SDDL_DEVOBJ_KERNEL_ONLY, "D:P");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL, "D:P(A;;GA;;;SY)");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_ALL, "D:P(A;;GA;;;SY)(A;;GA;;;BA)");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RX, "D:P(A;;GA;;;SY)(A;;GRGX;;;BA)");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R, "D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GR;;;WD)");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R,
	    "D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GR;;;WD)(A;;GR;;;RC)");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R,
	    "D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GRGW;;;WD)(A;;GR;;;RC)");
NTSPIN_SDDL(SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX,
	    "D:P(A;;GA;;;SY)(A;;GRGWGX;;;BA)(A;;GRGWGX;;;WD)(A;;GRGWGX;;;RC)");
#endif

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoCreateDeviceSecure() - make a device object
 * @DriverObject: as for IoCreateDevice()
 * @DeviceExtensionSize: as for IoCreateDevice()
 * @DeviceName: as for IoCreateDevice()
 * @DeviceType: as for IoCreateDevice()
 * @DeviceCharacteristics: as for IoCreateDevice()
 * @Exclusive: as for IoCreateDevice()
 * @DefaultSDDLString: not looked at
 * @DeviceClassGuid: not looked at
 * @DeviceObject: as for IoCreateDevice()
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context but an NMI.
 * Return: as IoCreateDevice().
 * Errors: as IoCreateDevice().
 * Windows: wdmsec.h, WdmlibIoCreateDeviceSecure function.
 */
FORCEINLINE NTSTATUS NTAPI
IoCreateDeviceSecure(_In_ PDRIVER_OBJECT DriverObject, _In_ ULONG DeviceExtensionSize,
		     _In_opt_ PUNICODE_STRING DeviceName, _In_ DEVICE_TYPE DeviceType,
		     _In_ ULONG DeviceCharacteristics, _In_ BOOLEAN Exclusive,
		     _In_ PCUNICODE_STRING DefaultSDDLString, _In_opt_ const GUID *DeviceClassGuid,
		     _Out_ PDEVICE_OBJECT *DeviceObject)
{
	(VOID)DefaultSDDLString;
	(VOID)DeviceClassGuid;
	return IoCreateDevice(DriverObject, DeviceExtensionSize, DeviceName, DeviceType,
			      DeviceCharacteristics, Exclusive, DeviceObject);
}

#define WdmlibIoCreateDeviceSecure IoCreateDeviceSecure

EXTERN_C_END

#endif
