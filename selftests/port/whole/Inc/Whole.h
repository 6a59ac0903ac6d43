/* SPDX-License-Identifier: GPL-2.0 */
/* whole.h - what the files of the driver share; the trace macro is named for WPP's preprocessor. */
#pragma once

#include <NTDDK.h>

/*
 * begin_wpp config
 * FUNC WholeTrace(MSG, ...);
 * end_wpp
 */

EXTERN_C_START
DRIVER_INITIALIZE DriverEntry;
NTSTATUS WholeGuarded(_In_ PKSPIN_LOCK Lock, _In_ ULONG Count);
ULONG WholeCount(VOID);
EXTERN_C_END
