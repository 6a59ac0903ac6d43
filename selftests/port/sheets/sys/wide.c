// SPDX-License-Identifier: GPL-2.0
/* wide.c - a long that is not Windows'. */
#include <ntddk.h>

typedef unsigned long ULONG;
typedef long long_word, *long_words;
typedef signed long
	int spread;
typedef unsigned long long quad; /* typedef unsigned long none; */
typedef struct {
	long member;
} held;
typedef LONG longest;
typedef long double real;

VOID Stop(PDEVICE_OBJECT Device, PDEVICE_DESCRIPTION Description, PULONG Registers);
VOID Stop(PDEVICE_OBJECT Device, PDEVICE_DESCRIPTION Description, PULONG Registers)
{
	if (!IoGetDmaAdapter(Device, Description, Registers))
		ExRaiseStatus(STATUS_UNSUCCESSFUL);
}
