/* SPDX-License-Identifier: GPL-2.0 */
/*
 * version.h - which Windows this is: 10, as wdm/dialect.h tells the compiler.
 */
#ifndef NTSPIN_WDM_VERSION_H
#define NTSPIN_WDM_VERSION_H

#include "../ntdef.h"
#include "../ntstatus.h"
#include "irql.h"

EXTERN_C_START

typedef struct _OSVERSIONINFOW {
	ULONG dwOSVersionInfoSize;
	ULONG dwMajorVersion;
	ULONG dwMinorVersion;
	ULONG dwBuildNumber;
	ULONG dwPlatformId;
	WCHAR szCSDVersion[128];
} OSVERSIONINFOW, *POSVERSIONINFOW, *LPOSVERSIONINFOW, RTL_OSVERSIONINFOW, *PRTL_OSVERSIONINFOW;

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
} OSVERSIONINFOEXW, *POSVERSIONINFOEXW, *LPOSVERSIONINFOEXW, RTL_OSVERSIONINFOEXW,
	*PRTL_OSVERSIONINFOEXW;

#if __WCHAR_MAX__ <= 0xffff
C_ASSERT(sizeof(OSVERSIONINFOW) == 0x114);
C_ASSERT(sizeof(OSVERSIONINFOEXW) == 0x11c);
#endif

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

#define VER_PLATFORM_WIN32s 0
#define VER_PLATFORM_WIN32_WINDOWS 1
#define VER_PLATFORM_WIN32_NT 2
#define VER_SUITE_SMALLBUSINESS 0x00000001
#define VER_SUITE_ENTERPRISE 0x00000002
#define VER_SUITE_BACKOFFICE 0x00000004
#define VER_SUITE_COMMUNICATIONS 0x00000008
#define VER_SUITE_TERMINAL 0x00000010
#define VER_SUITE_SMALLBUSINESS_RESTRICTED 0x00000020
#define VER_SUITE_EMBEDDEDNT 0x00000040
#define VER_SUITE_DATACENTER 0x00000080
#define VER_SUITE_SINGLEUSERTS 0x00000100
#define VER_SUITE_PERSONAL 0x00000200
#define VER_SUITE_BLADE 0x00000400
#define VER_SUITE_EMBEDDED_RESTRICTED 0x00000800
#define VER_SUITE_SECURITY_APPLIANCE 0x00001000
#define VER_SUITE_STORAGE_SERVER 0x00002000
#define VER_SUITE_COMPUTE_SERVER 0x00004000
#define VER_NT_WORKSTATION 1
#define VER_NT_DOMAIN_CONTROLLER 2
#define VER_NT_SERVER 3

/* The last build of Windows 10, and its NTDDI_VERSION. */
#define NTSPIN_WINDOWS_BUILD 19045
#define NTSPIN_WINDOWS_NTDDI 0x0A000008

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * RtlGetVersion() - which Windows this is
 * @VersionInformation: an OSVERSIONINFOW, or as much of an OSVERSIONINFOEXW as its size says
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context.
 * Return: STATUS_SUCCESS. It says Windows 10, a workstation, whatever runs.
 * Windows: wdm.h, RtlGetVersion function.
 */
FORCEINLINE NTSTATUS NTAPI RtlGetVersion(_Out_ PRTL_OSVERSIONINFOW VersionInformation)
{
	VersionInformation->dwMajorVersion = 10;
	VersionInformation->dwMinorVersion = 0;
	VersionInformation->dwBuildNumber = NTSPIN_WINDOWS_BUILD;
	VersionInformation->dwPlatformId = VER_PLATFORM_WIN32_NT;
	VersionInformation->szCSDVersion[0] = 0;
	if (VersionInformation->dwOSVersionInfoSize == sizeof(RTL_OSVERSIONINFOEXW)) {
		const PRTL_OSVERSIONINFOEXW more = (PRTL_OSVERSIONINFOEXW)(PVOID)VersionInformation;

		more->wServicePackMajor = 0;
		more->wServicePackMinor = 0;
		more->wSuiteMask = 0;
		more->wProductType = VER_NT_WORKSTATION;
	}
	return STATUS_SUCCESS;
}

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * RtlIsNtDdiVersionAvailable() - is this Windows at least that one?
 * @Version: an NTDDI_... constant
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context.
 * Return: TRUE up to the last Windows 10.
 * Windows: wdm.h, RtlIsNtDdiVersionAvailable function.
 */
FORCEINLINE BOOLEAN NTAPI RtlIsNtDdiVersionAvailable(_In_ ULONG Version)
{
	return Version <= NTSPIN_WINDOWS_NTDDI;
}

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * PsGetVersion() - which Windows this is, in the words of older days
 * @MajorVersion: gets 10; may be NULL
 * @MinorVersion: gets 0; may be NULL
 * @BuildNumber: gets the build's number; may be NULL
 * @CSDVersion: gets an empty string; may be NULL
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context.
 * Return: FALSE: it is no checked build.
 * Windows: wdm.h, PsGetVersion function.
 */
FORCEINLINE BOOLEAN NTAPI PsGetVersion(_Out_opt_ PULONG MajorVersion, _Out_opt_ PULONG MinorVersion,
				       _Out_opt_ PULONG BuildNumber,
				       _Out_opt_ PUNICODE_STRING CSDVersion)
{
	if (MajorVersion)
		*MajorVersion = 10;
	if (MinorVersion)
		*MinorVersion = 0;
	if (BuildNumber)
		*BuildNumber = NTSPIN_WINDOWS_BUILD;
	if (CSDVersion)
		CSDVersion->Length = 0;
	return FALSE;
}

EXTERN_C_END

#endif
