/* SPDX-License-Identifier: GPL-2.0 */
/*
 * request_build.h - I/O requests that are made ready to be sent.
 *
 * How the caller's buffer gets to the driver is the device's to say, or the control code's: through
 * a buffer of the system's (DO_BUFFERED_IO, METHOD_BUFFERED), as a locked MDL of its own
 * (DO_DIRECT_IO, METHOD_IN_DIRECT, METHOD_OUT_DIRECT), or by its address. A buffer that an MDL
 * describes is the kernel's, and stays allocated until the request is completed. Tail.Overlay.Thread
 * is the caller's.
 */
#ifndef NTSPIN_WDM_REQUEST_BUILD_H
#define NTSPIN_WDM_REQUEST_BUILD_H

#include "io_stack.h"

EXTERN_C_START

_IRQL_requires_max_(APC_LEVEL)
/**
 * IoBuildDeviceIoControlRequest() - make a device control request
 * @IoControlCode: its code, which says what is done with the buffers
 * @DeviceObject: the device that it is sent to
 * @InputBuffer: what the driver gets; or NULL
 * @InputBufferLength: how long that is
 * @OutputBuffer: where its answer is put; or NULL
 * @OutputBufferLength: how long that may be
 * @InternalDeviceIoControl: IRP_MJ_INTERNAL_DEVICE_CONTROL, instead of IRP_MJ_DEVICE_CONTROL
 * @Event: set when it is completed; or NULL
 * @IoStatusBlock: gets its IoStatus when it is completed
 *
 * With METHOD_IN_DIRECT and METHOD_OUT_DIRECT the output buffer is what MdlAddress describes, for
 * the driver to read or to write; the input is buffered.
 *
 * The request is the I/O manager's: when it is completed, the answer is copied unless its status is
 * an error, its MDLs are freed, the status block is written, the event is set, and the request is
 * freed.
 *
 * Context: IRQL <= APC_LEVEL (for Driver Verifier's rule IrqlIoPassive1 PASSIVE_LEVEL). Linux: any
 *   context but an NMI.
 * Return: the request; NULL where there is no memory.
 * Errors: No device; for direct I/O a buffer that is none of the kernel's: reported, and NULL.
 *   Above APC_LEVEL: reported by the verifier. More bytes in IoStatus.Information than a buffer
 *   of the system's has room for: reported; those that fit are copied.
 * Differs from Windows: The end of the request is seen to where it is completed, by no APC.
 * Windows: wdm.h, IoBuildDeviceIoControlRequest function.
 */
PIRP NTAPI IoBuildDeviceIoControlRequest(_In_ ULONG IoControlCode, _In_ PDEVICE_OBJECT DeviceObject,
					 _In_opt_ PVOID InputBuffer, _In_ ULONG InputBufferLength,
					 _Out_opt_ PVOID OutputBuffer,
					 _In_ ULONG OutputBufferLength,
					 _In_ BOOLEAN InternalDeviceIoControl,
					 _In_opt_ PKEVENT Event,
					 _Out_ PIO_STATUS_BLOCK IoStatusBlock);

_IRQL_requires_max_(APC_LEVEL)
/**
 * IoBuildSynchronousFsdRequest() - make a request that is waited for
 * @MajorFunction: IRP_MJ_READ, IRP_MJ_WRITE, IRP_MJ_FLUSH_BUFFERS, IRP_MJ_SHUTDOWN or IRP_MJ_PNP
 * @DeviceObject: the device that it is sent to
 * @Buffer: what is written, or where to read to; or NULL
 * @Length: how long that is
 * @StartingOffset: where in the device; of a read or write alone
 * @Event: set when it is completed
 * @IoStatusBlock: gets its IoStatus when it is completed
 *
 * Context: IRQL <= APC_LEVEL. Linux: any context but an NMI.
 * Return: the request, which is the I/O manager's as IoBuildDeviceIoControlRequest() says; NULL
 *   where there is no memory.
 * Errors: as IoBuildDeviceIoControlRequest().
 * Differs from Windows: the same.
 * Windows: wdm.h, IoBuildSynchronousFsdRequest function.
 */
PIRP NTAPI IoBuildSynchronousFsdRequest(_In_ ULONG MajorFunction, _In_ PDEVICE_OBJECT DeviceObject,
					_Inout_opt_ PVOID Buffer, _In_opt_ ULONG Length,
					_In_opt_ PLARGE_INTEGER StartingOffset, _In_ PKEVENT Event,
					_Out_ PIO_STATUS_BLOCK IoStatusBlock);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoBuildAsynchronousFsdRequest() - make a request that is the caller's own
 * @MajorFunction: as for IoBuildSynchronousFsdRequest()
 * @DeviceObject: the same, and what follows
 * @Buffer: what is written, or where to read to; or NULL
 * @Length: how long that is
 * @StartingOffset: where in the device; of a read or write alone
 * @IoStatusBlock: for UserIosb; or NULL
 *
 * The caller's completion routine frees AssociatedIrp.SystemBuffer by ExFreePool() where Flags has
 * IRP_DEALLOCATE_BUFFER, each MDL of MdlAddress by MmUnlockPages() and IoFreeMdl(), and the
 * request, and returns STATUS_MORE_PROCESSING_REQUIRED.
 *
 * Context: IRQL <= DISPATCH_LEVEL (on Windows <= APC_LEVEL). Linux: any context but an NMI.
 * Return: the request; NULL as IoBuildSynchronousFsdRequest().
 * Errors: as IoBuildDeviceIoControlRequest(); the level, above DISPATCH_LEVEL. What the routine does
 *   not free is reported as pool is
 *   when the driver is unloaded: by the tag "Mdl " for an MDL.
 * Windows: wdm.h, IoBuildAsynchronousFsdRequest function.
 */
PIRP NTAPI IoBuildAsynchronousFsdRequest(_In_ ULONG MajorFunction, _In_ PDEVICE_OBJECT DeviceObject,
					 _Inout_opt_ PVOID Buffer, _In_opt_ ULONG Length,
					 _In_opt_ PLARGE_INTEGER StartingOffset,
					 _In_opt_ PIO_STATUS_BLOCK IoStatusBlock);

EXTERN_C_END

#endif
