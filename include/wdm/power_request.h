/* SPDX-License-Identifier: GPL-2.0 */
/*
 * power_request.h - requests of IRP_MJ_POWER, which are requests like others since Windows Vista.
 */
#ifndef NTSPIN_WDM_POWER_REQUEST_H
#define NTSPIN_WDM_POWER_REQUEST_H

#include "request.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * PoCallDriver() - send a power request to a device's driver: IoCallDriver()
 * @DeviceObject: as for that
 * @Irp: the same
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: as the driver's dispatch routine needs it.
 * Return: as IofCallDriver().
 * Errors: the same.
 * Windows: wdm.h, PoCallDriver function.
 */
FORCEINLINE NTSTATUS NTAPI PoCallDriver(_In_ PDEVICE_OBJECT DeviceObject,
					_Inout_ __drv_aliasesMem PIRP Irp)
{
	return IofCallDriver(DeviceObject, Irp);
}

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * PoStartNextPowerIrp() - nothing any more: power requests wait for no such call since Windows Vista
 * @Irp: the request
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, PoStartNextPowerIrp function.
 */
FORCEINLINE VOID NTAPI PoStartNextPowerIrp(_Inout_ PIRP Irp)
{
	UNREFERENCED_PARAMETER(Irp);
}

EXTERN_C_END

#endif
