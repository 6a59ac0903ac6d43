/* SPDX-License-Identifier: GPL-2.0 */
/* extension.h - what the cases' routines lock. */
#ifndef EXTENSION_H
#define EXTENSION_H

#include <wdm.h>

typedef struct _EXTENSION {
	KSPIN_LOCK Lock;
	KSPIN_LOCK Other;
	EX_SPIN_LOCK Table;
	KIRQL Saved;
	ULONG Count;
} EXTENSION, *PEXTENSION;

#endif
