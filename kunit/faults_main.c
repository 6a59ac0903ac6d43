// SPDX-License-Identifier: GPL-2.0
/*
 * faults_main.c - ntspin_faults.ko: commits one misuse when it is loaded, and shows that a
 * neighbour's lock still works.
 *
 * Those of the suites, by number; and two that a suite cannot commit, since Linux complains too.
 */
#define pr_fmt(fmt) "ntspin_faults: " fmt

#include <linux/delay.h>
#include <linux/module.h>

/* Kbuild lets no object be a part of two modules. */
#include "misuses.c"

static int misuse = -1;
module_param(misuse, int, 0444);
MODULE_PARM_DESC(misuse, "which one; -1: none, -2: sleep at DISPATCH_LEVEL, -3: be unloaded with a lock held, -4: hold one for 2 ms");

static KSPIN_LOCK lock;
static KLOCK_QUEUE_HANDLE handle;

void claim_eq(struct witness *w, const char *claim, int line, long long seen, long long due)
{
	if (seen != due)
		pr_info("line %d: %s, but saw %lld\n", line, claim, seen);
}

static void sleep_high(void)
{
	KIRQL level;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	msleep(20);
	KeReleaseInStackQueuedSpinLock(&handle);
	level = KeGetCurrentIrql();
	pr_info("behind the sleep: level %u, the lock is %s\n", level,
		KeTestSpinLock(&lock) ? "free" : "held");
}

static void hold_long(void)
{
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	mdelay(2);
	KeReleaseInStackQueuedSpinLock(&handle);
}

/* Once with each family: nobody else's misuse has reached these. */
static void use_neighbours(void)
{
	KLOCK_QUEUE_HANDLE place;
	KSPIN_LOCK queued = 0, ordinary = 0;
	KIRQL old;

	KeAcquireInStackQueuedSpinLock(&queued, &place);
	KeReleaseInStackQueuedSpinLock(&place);
	KeAcquireSpinLock(&ordinary, &old);
	KeReleaseSpinLock(&ordinary, old);
	pr_info("neighbours work: %s\n",
		KeTestSpinLock(&queued) && KeTestSpinLock(&ordinary) &&
		KeGetCurrentIrql() == PASSIVE_LEVEL ? "yes" : "no");
}

static int __init faults_init(void)
{
	struct witness w = {};

	if (misuse >= 0 && misuse < MISUSE_COUNT)
		misuses[misuse].commit(&w);
	else if (misuse == -2)
		sleep_high();
	else if (misuse == -3)
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	else if (misuse == -4)
		hold_long();
	use_neighbours();
	return 0;
}
module_init(faults_init);

static void __exit faults_exit(void)
{
}
module_exit(faults_exit);

MODULE_DESCRIPTION("Misuse of spin locks, one at a time");
MODULE_LICENSE("GPL");
