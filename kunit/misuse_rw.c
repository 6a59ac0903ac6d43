// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_rw.c - misuse of a reader-writer spin lock.
 */
#include <linux/smp.h>

#include "misuses.h"

void share_low(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;

	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	CLAIM_EQ(obs, lock, 0);
}

void write_twice(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockExclusive(&lock);
	inner = ExAcquireSpinLockExclusive(&lock);
	ExReleaseSpinLockExclusive(&lock, inner);
	CLAIM(obs, lock);
	ExReleaseSpinLockExclusive(&lock, outer);
	CLAIM_EQ(obs, lock, 0);
}

/* Goes well, until a writer comes in between. */
void share_twice(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockShared(&lock);
	inner = ExAcquireSpinLockShared(&lock);
	ExReleaseSpinLockShared(&lock, inner);
	CLAIM(obs, lock);
	ExReleaseSpinLockShared(&lock, outer);
	CLAIM_EQ(obs, lock, 0);
}

/* What is converted is what is held, not what was refused since. */
void share_twice_and_convert(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockShared(&lock);
	inner = ExAcquireSpinLockShared(&lock);
	CLAIM(obs, ExTryConvertSharedSpinLockExclusive(&lock));
	ExReleaseSpinLockShared(&lock, inner);
	CLAIM(obs, lock);
	ExReleaseSpinLockExclusive(&lock, outer);
	CLAIM_EQ(obs, lock, 0);
}

void write_while_sharing(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockShared(&lock);
	inner = ExAcquireSpinLockExclusive(&lock);
	ExReleaseSpinLockExclusive(&lock, inner);
	ExReleaseSpinLockShared(&lock, outer);
	CLAIM_EQ(obs, lock, 0);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void release_written_elsewhere(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ExAcquireSpinLockExclusive(&lock);
	KeLowerIrql(old);
	ExReleaseSpinLockExclusive(&lock, old);
	CLAIM_EQ(obs, lock, 0);
}

static void end_write_from_afar(void *lock)
{
	CALLED(ExReleaseSpinLockExclusiveFromDpcLevel(lock));
}

void release_written_by_other(struct observer *obs)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	static EX_SPIN_LOCK lock;
	KIRQL old;

	old = ExAcquireSpinLockExclusive(&lock);
	smp_call_function_single(other, end_write_from_afar, (void *)&lock, true);
	CLAIM(obs, lock);
	ExReleaseSpinLockExclusive(&lock, old);
	CLAIM_EQ(obs, lock, 0);
	put_cpu();
}

void release_unwritten(struct observer *obs)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ExAcquireSpinLockShared(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	CLAIM(obs, lock);
	ExReleaseSpinLockShared(&lock, old);
	CLAIM_EQ(obs, lock, 0);
}

void write_misaligned(struct observer *obs)
{
	LONG locks[2] = {};
	EX_SPIN_LOCK *lock = (void *)locks + 1;
	KIRQL old;

	old = ExAcquireSpinLockExclusive(lock);
	ExReleaseSpinLockExclusive(lock, old);
	CLAIM(obs, !locks[0] && !locks[1]);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void write_both(EX_SPIN_LOCK *first, EX_SPIN_LOCK *second)
{
	KIRQL old;

	old = ExAcquireSpinLockExclusive(first);
	ExAcquireSpinLockExclusiveAtDpcLevel(second);
	ExReleaseSpinLockExclusiveFromDpcLevel(second);
	ExReleaseSpinLockExclusive(first, old);
}

void write_in_both_orders(struct observer *obs)
{
	static EX_SPIN_LOCK a, b;

	write_both(&a, &b);
	write_both(&b, &a);
}
