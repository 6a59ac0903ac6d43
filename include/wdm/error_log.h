/* SPDX-License-Identifier: GPL-2.0 */
/*
 * error_log.h - entries of Windows' log of errors, which are lines of Linux' log.
 */
#ifndef NTSPIN_WDM_ERROR_LOG_H
#define NTSPIN_WDM_ERROR_LOG_H

#include "irql.h"

EXTERN_C_START

/* Data, then strings, lie at its end. */
typedef struct _IO_ERROR_LOG_PACKET {
	UCHAR MajorFunctionCode;
	UCHAR RetryCount;
	USHORT DumpDataSize;
	USHORT NumberOfStrings;
	USHORT StringOffset;
	USHORT EventCategory;
	NTSTATUS ErrorCode;
	ULONG UniqueErrorValue;
	NTSTATUS FinalStatus;
	ULONG SequenceNumber;
	ULONG IoControlCode;
	LARGE_INTEGER DeviceOffset;
	ULONG DumpData[1];
} IO_ERROR_LOG_PACKET, *PIO_ERROR_LOG_PACKET;

#define ERROR_LOG_MAXIMUM_SIZE 240

C_ASSERT(sizeof(IO_ERROR_LOG_PACKET) == 0x30);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoAllocateErrorLogEntry() - get an entry of the log, to be filled in
 * @IoObject: the driver's device, or its driver object
 * @EntrySize: of an IO_ERROR_LOG_PACKET with its data and strings; at most ERROR_LOG_MAXIMUM_SIZE
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the entry, all zeroes; NULL where there is no memory, or for another size.
 * Errors: Neither a device nor a driver object: reported, and NULL. Above DISPATCH_LEVEL: reported
 *   by the verifier, and done.
 * Windows: wdm.h, IoAllocateErrorLogEntry function.
 */
PVOID NTAPI IoAllocateErrorLogEntry(_In_ PVOID IoObject, _In_ UCHAR EntrySize);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoFreeErrorLogEntry() - free an entry that is not to be written
 * @ElEntry: from IoAllocateErrorLogEntry(); or NULL
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: No such entry, or one that was freed or written: as ExFreePoolWithTag() of such a block.
 *   Above DISPATCH_LEVEL: reported by the verifier, and done.
 * Windows: wdm.h, IoFreeErrorLogEntry function.
 */
VOID NTAPI IoFreeErrorLogEntry(_In_opt_ PVOID ElEntry);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoWriteErrorLogEntry() - write an entry, and free it
 * @ElEntry: as for IoFreeErrorLogEntry()
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: as IoFreeErrorLogEntry().
 * Differs from Windows: A line of Linux' log, with the driver's name, ErrorCode, FinalStatus,
 *   MajorFunctionCode, UniqueErrorValue and the strings; nothing looks ErrorCode up in the driver's
 *   messages, nor prints DumpData.
 * Windows: wdm.h, IoWriteErrorLogEntry function.
 */
VOID NTAPI IoWriteErrorLogEntry(_In_ PVOID ElEntry);

EXTERN_C_END

#endif
