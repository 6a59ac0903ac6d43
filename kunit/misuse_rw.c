// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_rw.c - misuse of a reader-writer spin lock.
 */
#include <linux/smp.h>

#include "misuses.h"

void share_low(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;

	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	CLAIM_EQ(w, lock, 0);
}

void write_twice(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockExclusive(&lock);
	inner = ExAcquireSpinLockExclusive(&lock);
	ExReleaseSpinLockExclusive(&lock, inner);
	CLAIM(w, lock);
	ExReleaseSpinLockExclusive(&lock, outer);
	CLAIM_EQ(w, lock, 0);
}

/* Goes well, until a writer comes in between. */
void share_twice(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockShared(&lock);
	inner = ExAcquireSpinLockShared(&lock);
	ExReleaseSpinLockShared(&lock, inner);
	CLAIM(w, lock);
	ExReleaseSpinLockShared(&lock, outer);
	CLAIM_EQ(w, lock, 0);
}

/* What is converted is what is held, not what was refused since. */
void share_twice_and_convert(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockShared(&lock);
	inner = ExAcquireSpinLockShared(&lock);
	CLAIM(w, ExTryConvertSharedSpinLockExclusive(&lock));
	ExReleaseSpinLockShared(&lock, inner);
	CLAIM(w, lock);
	ExReleaseSpinLockExclusive(&lock, outer);
	CLAIM_EQ(w, lock, 0);
}

void write_while_sharing(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL outer, inner;

	outer = ExAcquireSpinLockShared(&lock);
	inner = ExAcquireSpinLockExclusive(&lock);
	ExReleaseSpinLockExclusive(&lock, inner);
	ExReleaseSpinLockShared(&lock, outer);
	CLAIM_EQ(w, lock, 0);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

void release_written_elsewhere(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ExAcquireSpinLockExclusive(&lock);
	KeLowerIrql(old);
	ExReleaseSpinLockExclusive(&lock, old);
	CLAIM_EQ(w, lock, 0);
}

static void end_write_from_afar(void *lock)
{
	CALLED(ExReleaseSpinLockExclusiveFromDpcLevel(lock));
}

void release_written_by_other(struct witness *w)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	static EX_SPIN_LOCK lock;
	KIRQL old;

	old = ExAcquireSpinLockExclusive(&lock);
	smp_call_function_single(other, end_write_from_afar, (void *)&lock, true);
	CLAIM(w, lock);
	ExReleaseSpinLockExclusive(&lock, old);
	CLAIM_EQ(w, lock, 0);
	put_cpu();
}

void release_unwritten(struct witness *w)
{
	EX_SPIN_LOCK lock = 0;
	KIRQL old;

	old = ExAcquireSpinLockShared(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	CLAIM(w, lock);
	ExReleaseSpinLockShared(&lock, old);
	CLAIM_EQ(w, lock, 0);
}

void write_misaligned(struct witness *w)
{
	LONG locks[2] = {};
	EX_SPIN_LOCK *lock = (void *)locks + 1;
	KIRQL old;

	old = ExAcquireSpinLockExclusive(lock);
	ExReleaseSpinLockExclusive(lock, old);
	CLAIM(w, !locks[0] && !locks[1]);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void write_both(EX_SPIN_LOCK *first, EX_SPIN_LOCK *second)
{
	KIRQL old;

	old = ExAcquireSpinLockExclusive(first);
	ExAcquireSpinLockExclusiveAtDpcLevel(second);
	ExReleaseSpinLockExclusiveFromDpcLevel(second);
	ExReleaseSpinLockExclusive(first, old);
}

void write_in_both_orders(struct witness *w)
{
	static EX_SPIN_LOCK a, b;

	write_both(&a, &b);
	write_both(&b, &a);
}
