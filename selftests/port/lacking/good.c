// SPDX-License-Identifier: GPL-2.0
/* good.c - all that it wants is here. */
#include <wdm.h>

VOID Good(PKSPIN_LOCK Lock);

VOID Good(PKSPIN_LOCK Lock)
{
	KLOCK_QUEUE_HANDLE Handle;

	KeAcquireInStackQueuedSpinLock(Lock, &Handle);
	KeReleaseInStackQueuedSpinLock(&Handle);
}
