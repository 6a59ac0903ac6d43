/* SPDX-License-Identifier: GPL-2.0 */
/* lock_ops.h - the pairs of routines by which a driver locks, as a table for the suites. */
#ifndef NTSPIN_LOCK_OPS_H
#define NTSPIN_LOCK_OPS_H

#include "ktap.h"
#include "wdm.h"

/*
 * One pair. The ordinary routines keep their level in the handle's
 * OldIrql here, so that one table serves all.
 *
 * @raises: may be called below DISPATCH_LEVEL
 */
struct lock_ops {
	const char *name;
	bool raises;
	bool queued;
	void (*acquire)(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle);
	void (*release)(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle);
};

#define LOCK_OPS_COUNT 10

extern const struct lock_ops lock_ops[LOCK_OPS_COUNT];

#endif
