/* SPDX-License-Identifier: GPL-2.0 */
/* late_link.h - a lock whose next one has joined the queue, and is slow to link itself. */
#ifndef NTSPIN_LATE_LINK_H
#define NTSPIN_LATE_LINK_H

#include "wdm.h"

EXTERN_C_START

/* The owner holds the lock from now on; its release will wait for the follower's link. */
void late_link_begin(KSPIN_LOCK *lock, PKLOCK_QUEUE_HANDLE owner, PKLOCK_QUEUE_HANDLE follower);

/* The follower links itself. */
void late_link_end(PKLOCK_QUEUE_HANDLE owner, PKLOCK_QUEUE_HANDLE follower);

EXTERN_C_END

#endif
