// SPDX-License-Identifier: GPL-2.0
/*
 * lockdep_test.c - what lockdep makes of Windows' locks.
 *
 * Once lockdep has found something it is off for good. Here it is switched on
 * again, as Linux' own test of it does; meanwhile all other CPUs are stopped,
 * since what they would acquire or release it would not see.
 */
#include <linux/debug_locks.h>
#include <linux/lockdep.h>
#include <linux/stop_machine.h>

#include "context.h"
#include "suites.h"

#ifdef CONFIG_PROVE_LOCKING

/* Each row has classes of its own: what one has taught lockdep is not forgotten for the next. */
static void nest(KSPIN_LOCK *outer, KSPIN_LOCK *inner)
{
	KeAcquireSpinLockAtDpcLevel(outer);
	KeAcquireSpinLockAtDpcLevel(inner);
	KeReleaseSpinLockFromDpcLevel(inner);
	KeReleaseSpinLockFromDpcLevel(outer);
}

/*
 * One call site, however often the compiler repeats a loop; and not the same one for all,
 * though they do the same.
 */
#define INITIALIZER(name)					\
static noinline __noclone void name(KSPIN_LOCK *lock)		\
{								\
	KeInitializeSpinLock(lock);				\
	asm volatile("# " #name);				\
}

INITIALIZER(init_outer)
INITIALIZER(init_inner)
INITIALIZER(init_alike)

static void use_both_orders(void)
{
	static KSPIN_LOCK a, b;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	nest(&a, &b);
	nest(&b, &a);
}

/* Two pairs, no lock of which is ever used in two orders: their classes are. */
static void use_both_orders_of_classes(void)
{
	static KSPIN_LOCK outer[2], inner[2];
	int i;

	for (i = 0; i < 2; i++) {
		init_outer(&outer[i]);
		init_inner(&inner[i]);
	}
	nest(&outer[0], &inner[0]);
	nest(&inner[1], &outer[1]);
}

/* Never initialised: each is of the class of its first acquire. */
static void use_both_orders_of_zeroed(void)
{
	static KSPIN_LOCK a, b;

	KeAcquireSpinLockAtDpcLevel(&a);
	KeAcquireSpinLockAtDpcLevel(&b);
	KeReleaseSpinLockFromDpcLevel(&b);
	KeReleaseSpinLockFromDpcLevel(&a);
	nest(&b, &a);
}

static void acquire_twice(void)
{
	static EX_SPIN_LOCK lock;

	ExAcquireSpinLockExclusiveAtDpcLevel(&lock);
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	/* No writer is there: the CPU does not hang. */
	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
}

static void share_twice(void)
{
	static EX_SPIN_LOCK lock;

	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
}

/* It is not held: neither then, nor by whatever the task asks for next. */
static void try_in_vain(void)
{
	static KSPIN_LOCK lock;

	KeInitializeSpinLock(&lock);
	KeAcquireSpinLockAtDpcLevel(&lock);
	KeTryToAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLockFromDpcLevel(&lock);
}

static void use_one_order(void)
{
	static KSPIN_LOCK a, b, c;

	KeInitializeSpinLock(&a);
	KeInitializeSpinLock(&b);
	KeInitializeSpinLock(&c);
	nest(&a, &b);
	nest(&b, &c);
	nest(&a, &c);
}

/* Windows has no word for it: neither a recursion nor an order. */
static void nest_in_one_class(void)
{
	static KSPIN_LOCK locks[3];
	int i;

	for (i = 0; i < ARRAY_SIZE(locks); i++)
		init_alike(&locks[i]);
	nest(&locks[0], &locks[1]);
	nest(&locks[1], &locks[2]);
	nest(&locks[2], &locks[0]);
}

/* What lies on a stack, zeroed, is of no class. */
static void use_both_orders_on_stack(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		KSPIN_LOCK a = 0, b = 0;

		nest(i ? &a : &b, i ? &b : &a);
	}
}

static const struct lesson {
	const char *name;
	void (*body)(void);
	bool is_found;
} lessons[] = {
	{ "both orders", use_both_orders, true },
	{ "both orders of two classes", use_both_orders_of_classes, true },
	{ "both orders, never initialised", use_both_orders_of_zeroed, true },
	{ "a reader that reads again", acquire_twice, true },
	{ "one order", use_one_order, false },
	{ "a try that fails", try_in_vain, false },
	{ "locks of one class nested", nest_in_one_class, false },
	{ "both orders on a stack", use_both_orders_on_stack, false },
	{ "a reader that reads again, never written", share_twice, false },
};

KUNIT_ARRAY_PARAM_DESC(lessons, lessons, name);

/* Alone, interrupts off. Returns whether lockdep has found something. */
static int teach(void *arg)
{
	const struct lesson *lesson = arg;
	unsigned int depth = current->lockdep_depth;
	u64 key = current->curr_chain_key;
	bool found;

	debug_locks_silent = 1;
	lesson->body();
	found = !debug_locks || current->lockdep_depth != depth;
	if (found) {
		current->lockdep_depth = depth;
		current->curr_chain_key = key;
		debug_locks = 1;
	}
	debug_locks_silent = 0;
	return found;
}

static void lockdep_finds_what_is_wrong(struct kunit *test)
{
	const struct lesson *lesson = test->param_value;

	if (!debug_locks)
		kunit_skip(test, "lockdep is off: it has found something before");
	KUNIT_EXPECT_EQ(test, stop_machine(teach, (void *)lesson, NULL), lesson->is_found);
	KUNIT_EXPECT_TRUE(test, debug_locks);
}

SUITE(ntspin_lockdep, NULL, NULL) = {
	KUNIT_CASE_PARAM(lockdep_finds_what_is_wrong, lessons_gen_params),
	{}
};

#else

static void lockdep_finds_what_is_wrong(struct kunit *test)
{
	kunit_skip(test, "this kernel has no PROVE_LOCKING");
}

SUITE(ntspin_lockdep, NULL, NULL) = {
	KUNIT_CASE(lockdep_finds_what_is_wrong),
	{}
};

#endif
