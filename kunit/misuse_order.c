// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_order.c - both orders of two locks, beside any number of other locks that come and go.
 */
#include <linux/slab.h>

#include "misuses.h"

/* As a driver's objects: a lock of each, asked for under one that is the driver's. */
bool objects_come_and_go(KSPIN_LOCK *outer, unsigned int count, unsigned int live)
{
	KSPIN_LOCK **objects = kcalloc(live, sizeof(*objects), GFP_KERNEL);
	bool done = objects;
	unsigned int i;

	for (i = 0; done && i < count; i++) {
		KSPIN_LOCK **object = &objects[i % live];

		kfree(*object);
		*object = kzalloc(64, GFP_KERNEL);
		if (!*object) {
			done = false;
			break;
		}
		KeInitializeSpinLock(*object);
		nest_locks(outer, *object);
	}
	for (i = 0; objects && i < live; i++)
		kfree(objects[i]);
	kfree(objects);
	return done;
}

/* The one order is seen before all the objects, the other one behind them. */
static __always_inline void use_both_orders_around(struct observer *obs, unsigned int live)
{
	KSPIN_LOCK driver, other;

	KeInitializeSpinLock(&driver);
	KeInitializeSpinLock(&other);
	nest_locks(&driver, &other);
	CLAIM(obs, objects_come_and_go(&driver, 10000, live));
	nest_locks(&other, &driver);
	CLAIM(obs, KeTestSpinLock(&driver) && KeTestSpinLock(&other));
}

void use_both_orders_around_10000(struct observer *obs)
{
	use_both_orders_around(obs, 1);
}

void use_both_orders_around_1000_live(struct observer *obs)
{
	use_both_orders_around(obs, 1000);
}

/* The driver's lock has had thousands under it before it has the one that matters. */
void use_both_orders_behind_10000(struct observer *obs)
{
	KSPIN_LOCK driver, other;

	KeInitializeSpinLock(&driver);
	KeInitializeSpinLock(&other);
	CLAIM(obs, objects_come_and_go(&driver, 10000, 100));
	nest_locks(&driver, &other);
	nest_locks(&other, &driver);
	CLAIM(obs, KeTestSpinLock(&driver) && KeTestSpinLock(&other));
}

static void nest_under(KSPIN_LOCK *gate, KSPIN_LOCK *outer, KSPIN_LOCK *inner)
{
	KIRQL old;

	KeAcquireSpinLock(gate, &old);
	nest_locks(outer, inner);
	KeReleaseSpinLock(gate, old);
}

/* As long as the third is held they exclude each other: once it is not. */
void use_both_orders_once_without_gate(struct observer *obs)
{
	KSPIN_LOCK gate, a, b;

	KeInitializeSpinLock(&gate);
	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	nest_under(&gate, &a, &b);
	nest_under(&gate, &b, &a);
	nest_locks(&b, &a);
	CLAIM(obs, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

/* The order of the one that was is none of the one that is; its own is. */
void use_both_orders_anew(struct observer *obs)
{
	KSPIN_LOCK a, b;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	nest_locks(&a, &b);
	KeInitializeSpinLock(&b);
	nest_locks(&a, &b);
	nest_locks(&b, &a);
	CLAIM(obs, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}
