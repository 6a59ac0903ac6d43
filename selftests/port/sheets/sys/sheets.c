// SPDX-License-Identifier: GPL-2.0
/* sheets.c - what a property sheet and a definition with quotes say, a header found by name. */
#include <ntddk.h>
#include "known.h"
#include <Deep\Found.h>

C_ASSERT(SHEETS_LIMIT == KNOWN_LIMIT);
C_ASSERT(sizeof(SHEETS_NAME) == sizeof(FOUND_NAME));
