// SPDX-License-Identifier: GPL-2.0
/* odd.c - routines of the driver's whose names look like Windows', and one that a macro alone names. */
#include <ntddk.h>

#if ODD_BITS != 64 || defined(ODD_DEBUG) || defined(ODD_X86)
#error "a definition of another configuration"
#endif

#define IoHandleMine(Irp) ((VOID)(Irp))

VOID HidHideProcess(PKSPIN_LOCK Lock);
VOID PcHealth(VOID);

VOID HidHideProcess(PKSPIN_LOCK Lock)
{
	IoHandleMine(Lock);
	RtlUnicodeString("hidden");
	HideProcess(Lock);
	PcHealth();
}
