/* SPDX-License-Identifier: GPL-2.0 */
/*
 * error_log.h - entries of Windows' log of errors: types alone.
 */
#ifndef NTSPIN_WDM_ERROR_LOG_H
#define NTSPIN_WDM_ERROR_LOG_H

#include "../ntdef.h"

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

EXTERN_C_END

#endif
