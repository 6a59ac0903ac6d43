// SPDX-License-Identifier: GPL-2.0
/* logged.c - a header that Windows' message compiler makes; text as the project has it. */
#include <ntddk.h>
#include "Events.h"

C_ASSERT((ULONG)MADE_FAILED == 0xC0210010 && (ULONG)MADE_FAILED_AGAIN == 0xC0210012);
C_ASSERT((ULONG)MADE_DONE == 0x00210013 && FACILITY_MADE == 0x21);

C_ASSERT(sizeof(TCHAR) == sizeof(WCHAR));
