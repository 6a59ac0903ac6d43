/* SPDX-License-Identifier: GPL-2.0 */
/* lock_ops.h - the ways to take a lock that a driver has, as a table for the suites. */
#ifndef NTSPIN_WAYS_H
#define NTSPIN_WAYS_H

#include "ktap.h"
#include "wdm.h"

/*
 * A way to lock. The ordinary routines keep their level in the handle's
 * OldIrql here, so that one table serves all.
 *
 * @raises: may be called below DISPATCH_LEVEL
 */
struct way {
	const char *name;
	bool raises;
	bool queued;
	void (*acquire)(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle);
	void (*release)(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle);
};

#define WAY_COUNT 10

extern const struct way ways[WAY_COUNT];

/* For KUNIT_ARRAY_PARAM(). */
static inline void describe_way(const struct way *way, char *desc)
{
	strscpy(desc, way->name, KUNIT_PARAM_DESC_SIZE);
}

#endif
