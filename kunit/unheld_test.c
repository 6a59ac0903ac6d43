// SPDX-License-Identifier: GPL-2.0
/*
 * unheld_test.c - a release of what nobody holds: reported, and harmless, whichever routine it is
 * and whether or not the verifier is on.
 */
#include <linux/lockdep.h>

#include "context.h"
#include "test_irq.h"
#include "ntspin/verifier.h"
#include "suites.h"

#define DIRQL 5

/* No tail calls, so that the log names these as callers. */
static void release(KSPIN_LOCK *lock)
{
	KeReleaseSpinLock(lock, PASSIVE_LEVEL);
	barrier();
}

static void release_from_dpc(KSPIN_LOCK *lock)
{
	KeReleaseSpinLockFromDpcLevel(lock);
	barrier();
}

static void release_for_dpc(KSPIN_LOCK *lock)
{
	KeReleaseSpinLockForDpc(lock, PASSIVE_LEVEL);
	barrier();
}

static void release_interrupts(KSPIN_LOCK *lock)
{
	KeReleaseInterruptSpinLock(the_irq.interrupt, PASSIVE_LEVEL);
	barrier();
}

static const struct unheld {
	const char *routine;
	KIRQL level;
	void (*release)(KSPIN_LOCK *lock);
	const char *caller;
	bool verified;
} rows[] = {
	{ "KeReleaseSpinLock", DISPATCH_LEVEL, release, "release+" },
	{ "KeReleaseSpinLockFromDpcLevel", DISPATCH_LEVEL, release_from_dpc, "release_from_dpc+" },
	{ "KeReleaseSpinLockForDpc", DISPATCH_LEVEL, release_for_dpc, "release_for_dpc+" },
	{ "KeReleaseInterruptSpinLock", DIRQL, release_interrupts, "release_interrupts+" },
	{ "KeReleaseSpinLock", DISPATCH_LEVEL, release, "release+", true },
	{ "KeReleaseSpinLockFromDpcLevel", DISPATCH_LEVEL, release_from_dpc, "release_from_dpc+",
	  true },
	{ "KeReleaseSpinLockForDpc", DISPATCH_LEVEL, release_for_dpc, "release_for_dpc+", true },
	{ "KeReleaseInterruptSpinLock", DIRQL, release_interrupts, "release_interrupts+", true },
};

static void describe_row(const struct unheld *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s%s", row->routine,
		 row->verified ? ", verified" : "");
}

KUNIT_ARRAY_PARAM(rows, rows, describe_row);

/* As good as new: it is had once, and waited for by nobody. */
static void use(struct observer *obs, KSPIN_LOCK *lock)
{
	KLOCK_QUEUE_HANDLE handle;

	CLAIM_EQ(obs, KeTryToAcquireSpinLockAtDpcLevel(lock), TRUE);
	CLAIM_EQ(obs, KeTryToAcquireSpinLockAtDpcLevel(lock), FALSE);
	KeReleaseSpinLockFromDpcLevel(lock);
	if (obs->wrong || !KeTestSpinLock(lock))
		return;
	KeAcquireInStackQueuedSpinLockAtDpcLevel(lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
}

/* Round by round, until the ticket wraps. Stops at what is wrong: a broken lock would hang. */
static void release_unheld(struct observer *obs)
{
	const struct unheld *row = obs->arg;
	KSPIN_LOCK own = 0, *lock = row->level == DIRQL ? &the_irq.lock : &own;
	KSPIN_LOCK before;
	KIRQL old;

	KeRaiseIrql(row->level, &old);
	for (obs->row = 0; obs->row < 300 && !obs->wrong; obs->row++) {
		before = READ_ONCE(*lock);
		row->release(lock);
		row->release(lock);
		CLAIM_EQ(obs, READ_ONCE(*lock), before);
		CLAIM_EQ(obs, KeGetCurrentIrql(), row->level);
		CLAIM_EQ(obs, KeTestSpinLock(lock), TRUE);
		if (!obs->wrong)
			use(obs, lock);
	}
	KeLowerIrql(old);
}

static void it_is_said_and_changes_nothing(struct kunit *test)
{
	const struct unheld *row = test->param_value;
	char words[80];

	if (row->level == DIRQL) {
		make_test_irq(test);
		KUNIT_ASSERT_EQ(test, connect_test_irq(DIRQL), 0);
	}
	lockdep_off();
	ntspin_verifier_set(row->verified);
	run_here(test, release_unheld, row);
	ntspin_verifier_set(0);
	lockdep_on();
	snprintf(words, sizeof(words), "ntspin: %s: nobody holds the lock", row->routine);
	KUNIT_EXPECT_TRUE(test, log_says(words, row->caller));
}

static BOOLEAN NTAPI release_too_early(PVOID context)
{
	KeReleaseInterruptSpinLock(the_irq.interrupt, DIRQL);
	return TRUE;
}

static void synchronize(struct observer *obs)
{
	KeSynchronizeExecution(the_irq.interrupt, release_too_early, NULL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	CLAIM_EQ(obs, KeTestSpinLock(&the_irq.lock), TRUE);
}

static void a_synchronized_routine_that_gives_the_lock_up_harms_nobody(struct kunit *test)
{
	make_test_irq(test);
	KUNIT_ASSERT_EQ(test, connect_test_irq(DIRQL), 0);
	run_here(test, synchronize, NULL);
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: KeSynchronizeExecution: nobody holds the lock",
					 "synchronize+"));
}

SUITE(ntspin_unheld, NULL, free_test_irq) = {
	KUNIT_CASE_PARAM(it_is_said_and_changes_nothing, rows_gen_params),
	KUNIT_CASE(a_synchronized_routine_that_gives_the_lock_up_harms_nobody),
	{}
};
