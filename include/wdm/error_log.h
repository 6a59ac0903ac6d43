/* SPDX-License-Identifier: GPL-2.0 */
/*
 * error_log.h - entries of Windows' log of errors, and which Windows it is: types alone.
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

typedef struct _OSVERSIONINFOW {
	ULONG dwOSVersionInfoSize;
	ULONG dwMajorVersion;
	ULONG dwMinorVersion;
	ULONG dwBuildNumber;
	ULONG dwPlatformId;
	WCHAR szCSDVersion[128];
} RTL_OSVERSIONINFOW, *PRTL_OSVERSIONINFOW;

typedef struct _OSVERSIONINFOEXW {
	ULONG dwOSVersionInfoSize;
	ULONG dwMajorVersion;
	ULONG dwMinorVersion;
	ULONG dwBuildNumber;
	ULONG dwPlatformId;
	WCHAR szCSDVersion[128];
	USHORT wServicePackMajor;
	USHORT wServicePackMinor;
	USHORT wSuiteMask;
	UCHAR wProductType;
	UCHAR wReserved;
} RTL_OSVERSIONINFOEXW, *PRTL_OSVERSIONINFOEXW;

/* What is compared of it, and how. */
#define VER_MINORVERSION 0x0001
#define VER_MAJORVERSION 0x0002
#define VER_BUILDNUMBER 0x0004
#define VER_PLATFORMID 0x0008
#define VER_SERVICEPACKMINOR 0x0010
#define VER_SERVICEPACKMAJOR 0x0020
#define VER_SUITENAME 0x0040
#define VER_PRODUCT_TYPE 0x0080
#define VER_EQUAL 1
#define VER_GREATER 2
#define VER_GREATER_EQUAL 3
#define VER_LESS 4
#define VER_LESS_EQUAL 5

C_ASSERT(sizeof(IO_ERROR_LOG_PACKET) == 0x30);
#if __WCHAR_MAX__ <= 0xffff
C_ASSERT(sizeof(RTL_OSVERSIONINFOEXW) == 0x11c);
#endif

EXTERN_C_END

#endif
