// SPDX-License-Identifier: GPL-2.0
/*
 * flavours.c - the locks that are tortured: shipped, traced, Linux', busted.
 *
 * One row for each. The busted ones show that the torture can fail.
 */
#include "torture.h"

#include <linux/processor.h>

static void init_lock(struct torture_lock *lock)
{
	KeInitializeSpinLock(&lock->word);
	KeInitializeSpinLock(&lock->inner);
	spin_lock_init(&lock->linux_lock);
	traced_lock_init(&lock->traced, TRACED_SOUND);
}

static void enter_queued(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeAcquireInStackQueuedSpinLock(&lock->word, &acq->handle);
}

static void leave_queued(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeReleaseInStackQueuedSpinLock(&acq->handle);
}

static void enter_queued_at_dpc(struct torture_lock *lock, struct torture_acquisition *acq)
{
	acq->old = KeRaiseIrqlToDpcLevel();
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock->word, &acq->handle);
}

static void leave_queued_at_dpc(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&acq->handle);
	KeLowerIrql(acq->old);
}

static void enter_nested(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeAcquireInStackQueuedSpinLock(&lock->word, &acq->handle);
	KeAcquireInStackQueuedSpinLock(&lock->inner, &acq->inner);
}

static void leave_nested(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeReleaseInStackQueuedSpinLock(&acq->inner);
	KeReleaseInStackQueuedSpinLock(&acq->handle);
}

static void enter_ordinary(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeAcquireSpinLock(&lock->word, &acq->old);
}

static void leave_ordinary(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeReleaseSpinLock(&lock->word, acq->old);
}

static void enter_mixed(struct torture_lock *lock, struct torture_acquisition *acq)
{
	if (acq->turn % 2)
		enter_ordinary(lock, acq);
	else
		enter_queued(lock, acq);
}

static void leave_mixed(struct torture_lock *lock, struct torture_acquisition *acq)
{
	if (acq->turn % 2)
		leave_ordinary(lock, acq);
	else
		leave_queued(lock, acq);
}

static void enter_spin_lock_bh(struct torture_lock *lock, struct torture_acquisition *acq)
{
	spin_lock_bh(&lock->linux_lock);
}

static void leave_spin_lock_bh(struct torture_lock *lock, struct torture_acquisition *acq)
{
	spin_unlock_bh(&lock->linux_lock);
}

static void enter_traced(struct torture_lock *lock, struct torture_acquisition *acq)
{
	acq->old = KeRaiseIrqlToDpcLevel();
	traced_acquire_queued(&lock->traced, &acq->handle);
}

static void leave_traced(struct torture_lock *lock, struct torture_acquisition *acq)
{
	traced_release_queued(&lock->traced, &acq->handle);
	KeLowerIrql(acq->old);
}

static void enter_traced_mixed(struct torture_lock *lock, struct torture_acquisition *acq)
{
	acq->old = KeRaiseIrqlToDpcLevel();
	if (acq->turn % 2)
		traced_acquire(&lock->traced);
	else
		traced_acquire_queued(&lock->traced, &acq->handle);
}

static void leave_traced_mixed(struct torture_lock *lock, struct torture_acquisition *acq)
{
	if (acq->turn % 2)
		traced_release(&lock->traced);
	else
		traced_release_queued(&lock->traced, &acq->handle);
	KeLowerIrql(acq->old);
}

static void enter_no_lock(struct torture_lock *lock, struct torture_acquisition *acq)
{
	acq->old = KeRaiseIrqlToDpcLevel();
}

static void leave_no_lock(struct torture_lock *lock, struct torture_acquisition *acq)
{
	KeLowerIrql(acq->old);
}

/* A test-and-set lock. It excludes; the quickest gets it. */
static void enter_unfair(struct torture_lock *lock, struct torture_acquisition *acq)
{
	unsigned long me = (unsigned long)acq + acq->turn;
	unsigned long before;

	acq->old = KeRaiseIrqlToDpcLevel();
	before = xchg(&lock->last_arrived, me);
	while (cmpxchg_acquire(&lock->word, 0, 1))
		cpu_relax();
	if (before != lock->last_owned)
		lock->unfair_errors++;
	lock->last_owned = me;
}

static void leave_unfair(struct torture_lock *lock, struct torture_acquisition *acq)
{
	/* Pairs with the cmpxchg_acquire() in enter_unfair(). */
	smp_store_release(&lock->word, 0);
	KeLowerIrql(acq->old);
}

static void init_loses_follower(struct torture_lock *lock)
{
	init_lock(lock);
	traced_lock_init(&lock->traced, TRACED_LOSES_FOLLOWER);
}

#define FLAVOUR(how, title, ...)						\
	const struct torture_flavour torture_##how = {				\
		.name = title,							\
		.init = init_lock,						\
		.enter = enter_##how,						\
		.leave = leave_##how,						\
		__VA_ARGS__							\
	}

FLAVOUR(queued, "queued");
FLAVOUR(queued_at_dpc, "queued, AtDpcLevel");
FLAVOUR(nested, "queued, two nested");
FLAVOUR(ordinary, "ordinary");
FLAVOUR(mixed, "queued and ordinary");
FLAVOUR(spin_lock_bh, "spin_lock_bh");
FLAVOUR(traced, "queued, traced", .proves_order = true);
FLAVOUR(traced_mixed, "queued and ordinary, traced", .proves_order = true);
FLAVOUR(no_lock, "busted: no lock");
FLAVOUR(unfair, "busted: unfair", .proves_order = true);

const struct torture_flavour torture_loses_follower = {
	.name = "busted: loses a follower",
	.init = init_loses_follower,
	.enter = enter_traced,
	.leave = leave_traced,
	.proves_order = true,
	.gives_up = true,
};
