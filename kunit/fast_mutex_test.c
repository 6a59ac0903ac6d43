// SPDX-License-Identifier: GPL-2.0
/*
 * fast_mutex_test.c - fast mutexes and guarded mutexes: levels, order, exclusion, misuse.
 */
#include "context.h"
#include "misuses.h"
#include "ntspin/verifier.h"
#include "sleeper.h"
#include "suites.h"

#define SLEEPERS 4

static FAST_MUTEX mutex;
static struct sleeper sleepers[SLEEPERS];

static void acquire_fast(void)
{
	ExAcquireFastMutex(&mutex);
}

static void release_fast(void)
{
	ExReleaseFastMutex(&mutex);
}

static bool try_fast(void)
{
	return ExTryToAcquireFastMutex(&mutex);
}

static void acquire_unsafe(void)
{
	ExAcquireFastMutexUnsafe(&mutex);
}

static void release_unsafe(void)
{
	ExReleaseFastMutexUnsafe(&mutex);
}

static void acquire_guarded(void)
{
	KeAcquireGuardedMutex(&mutex);
}

static void release_guarded(void)
{
	KeReleaseGuardedMutex(&mutex);
}

static bool try_guarded(void)
{
	return KeTryToAcquireGuardedMutex(&mutex);
}

static void acquire_guarded_unsafe(void)
{
	KeEnterGuardedRegion();
	KeAcquireGuardedMutexUnsafe(&mutex);
}

static void release_guarded_unsafe(void)
{
	KeReleaseGuardedMutexUnsafe(&mutex);
	KeLeaveGuardedRegion();
}

static const struct mutex_ops {
	const char *name;
	void (*acquire)(void);
	void (*release)(void);
	bool (*try)(void);
	bool raises;
} mutex_ops[] = {
	{ "fast", acquire_fast, release_fast, try_fast, true },
	{ "fast, unsafe", acquire_unsafe, release_unsafe },
	{ "guarded", acquire_guarded, release_guarded, try_guarded },
	{ "guarded, unsafe", acquire_guarded_unsafe, release_guarded_unsafe },
};

KUNIT_ARRAY_PARAM_DESC(mutex_ops, mutex_ops, name);

static void acquire_at_each_level(struct observer *obs)
{
	const struct mutex_ops *ops = obs->arg;
	KIRQL old;

	for (obs->row = PASSIVE_LEVEL; obs->row <= APC_LEVEL; obs->row++) {
		KeRaiseIrql(obs->row, &old);
		ops->acquire();
		CLAIM_EQ(obs, KeGetCurrentIrql(), ops->raises ? APC_LEVEL : obs->row);
		ops->release();
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		if (ops->try) {
			CLAIM(obs, ops->try());
			CLAIM_EQ(obs, KeGetCurrentIrql(), ops->raises ? APC_LEVEL : obs->row);
			CLAIM(obs, !ops->try());
			ops->release();
			CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		}
		KeLowerIrql(old);
	}
}

static void the_level_is_raised_and_restored(struct kunit *test)
{
	ExInitializeFastMutex(&mutex);
	run_here(test, acquire_at_each_level, test->param_value);
}

static void initialising_writes_the_mutex_and_nothing_beside_it(struct kunit *test)
{
	struct {
		ULONG_PTR before;
		FAST_MUTEX mutex;
		ULONG_PTR after;
	} storage;

	memset(&storage, 0xA5, sizeof(storage));
	KeInitializeGuardedMutex(&storage.mutex);
	KUNIT_EXPECT_EQ(test, storage.before, 0xA5A5A5A5A5A5A5A5);
	KUNIT_EXPECT_EQ(test, storage.after, 0xA5A5A5A5A5A5A5A5);
	KUNIT_EXPECT_EQ(test, storage.mutex.Count, 1);
	KUNIT_EXPECT_TRUE(test, !storage.mutex.Owner);
	KUNIT_EXPECT_EQ(test, storage.mutex.Contention, 0);
}

/* In the order in which they owned it. */
static struct sleeper *served[SLEEPERS];
static unsigned int served_count;

static void own_for_a_moment(struct sleeper *sleeper)
{
	const struct mutex_ops *ops = sleeper->arg;

	ops->acquire();
	served[served_count++ % SLEEPERS] = sleeper;
	ops->release();
}

static void who_comes_first_is_served_first(struct kunit *test)
{
	const struct mutex_ops *ops = test->param_value;
	unsigned int i;

	ExInitializeFastMutex(&mutex);
	served_count = 0;
	ops->acquire();
	for (i = 0; i < SLEEPERS; i++) {
		KUNIT_EXPECT_TRUE(test, start_sleeper(&sleepers[i], own_for_a_moment, (void *)ops));
		KUNIT_EXPECT_TRUE(test, still_sleeps(&sleepers[i]));
	}
	ops->release();
	for (i = 0; i < SLEEPERS; i++)
		KUNIT_ASSERT_TRUE(test, await_sleeper(&sleepers[i]));
	for (i = 0; i < SLEEPERS; i++)
		KUNIT_EXPECT_TRUE(test, served[i] == &sleepers[i]);
	KUNIT_EXPECT_EQ(test, mutex.Count, 1);
	KUNIT_EXPECT_EQ(test, mutex.Contention, SLEEPERS);
}

/* One that waits has it as soon as it is released: nobody comes between. */
static void nobody_overtakes_who_waits(struct kunit *test)
{
	ExInitializeFastMutex(&mutex);
	ExAcquireFastMutex(&mutex);
	KUNIT_ASSERT_TRUE(test, start_sleeper(&sleepers[0], own_for_a_moment,
					      (void *)&mutex_ops[2]));
	ExReleaseFastMutex(&mutex);
	/* It may not have run yet, or be through: in neither case this one is not its turn. */
	ExAcquireFastMutex(&mutex);
	KUNIT_EXPECT_FALSE(test, still_sleeps(&sleepers[0]));
	ExReleaseFastMutex(&mutex);
	KUNIT_ASSERT_TRUE(test, await_sleeper(&sleepers[0]));
}

static struct {
	unsigned long count;
	unsigned int inside, wrong;
} guarded;

#define ROUNDS 1000

static void count_on(struct sleeper *sleeper)
{
	const struct mutex_ops *ops = sleeper->arg;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		ops->acquire();
		if (guarded.inside++)
			guarded.wrong++;
		guarded.count++;
		/* In the state that a start waits for, so that all are at it at once. */
		if (i % 64 == 0)
			schedule_timeout_idle(1);
		guarded.inside--;
		ops->release();
	}
}

static void one_owns_it_at_a_time(struct kunit *test)
{
	unsigned int i;

	memset(&guarded, 0, sizeof(guarded));
	ExInitializeFastMutex(&mutex);
	for (i = 0; i < SLEEPERS; i++)
		KUNIT_ASSERT_TRUE(test, start_sleeper(&sleepers[i], count_on,
						      (void *)test->param_value));
	for (i = 0; i < SLEEPERS; i++)
		KUNIT_ASSERT_TRUE(test, await_sleeper(&sleepers[i]));
	KUNIT_EXPECT_EQ(test, guarded.count, SLEEPERS * ROUNDS);
	KUNIT_EXPECT_EQ(test, guarded.wrong, 0);
	KUNIT_EXPECT_EQ(test, mutex.Count, 1);
}

static void acquire_twice(struct observer *obs)
{
	ExAcquireFastMutex(&mutex);
	ExAcquireFastMutex(&mutex);
	CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
	ExReleaseFastMutex(&mutex);
	CLAIM_EQ(obs, KeGetCurrentIrql(), APC_LEVEL);
	CLAIM_EQ(obs, mutex.Count, 0);
	ExReleaseFastMutex(&mutex);
}

static void acquire_guarded_twice(struct observer *obs)
{
	KeAcquireGuardedMutex(&mutex);
	KeAcquireGuardedMutex(&mutex);
	KeReleaseGuardedMutex(&mutex);
	KeReleaseGuardedMutex(&mutex);
}

static void release_mutex_twice(struct observer *obs)
{
	ExAcquireFastMutex(&mutex);
	ExReleaseFastMutex(&mutex);
	CALLED(ExReleaseFastMutexUnsafe(&mutex));
}

static void own_until_told(struct sleeper *sleeper)
{
	ExAcquireFastMutexUnsafe(&mutex);
	KeWaitForSingleObject(sleeper->arg, Executive, KernelMode, FALSE, NULL);
	ExReleaseFastMutexUnsafe(&mutex);
}

static void release_anothers(struct observer *obs)
{
	static KEVENT told;

	KeInitializeEvent(&told, NotificationEvent, FALSE);
	CLAIM(obs, start_sleeper(&sleepers[0], own_until_told, &told));
	CALLED(KeReleaseGuardedMutex(&mutex));
	CLAIM_EQ(obs, mutex.Count, 0);
	KeSetEvent(&told, 0, FALSE);
	CLAIM(obs, await_sleeper(&sleepers[0]));
}

static void acquire_mutex_high(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	ExAcquireFastMutex(&mutex);
	CLAIM_EQ(obs, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeLowerIrql(old);
	ExReleaseFastMutexUnsafe(&mutex);
}

static void release_mutex_elsewhere(struct observer *obs)
{
	ExAcquireFastMutexUnsafe(&mutex);
	CALLED(ExReleaseFastMutex(&mutex));
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void release_mutex_high(struct observer *obs)
{
	KeAcquireGuardedMutex(&mutex);
	AT_DISPATCH()
		CALLED(KeReleaseGuardedMutex(&mutex));
}

static void enter_region_high(struct observer *obs)
{
	AT_DISPATCH()
		CALLED(KeEnterGuardedRegion());
	KeLeaveGuardedRegion();
}

static void leave_region_high(struct observer *obs)
{
	KeEnterGuardedRegion();
	AT_DISPATCH()
		CALLED(KeLeaveGuardedRegion());
}

static void acquire_uninitialised(struct observer *obs)
{
	static FAST_MUTEX zero;

	CALLED(ExAcquireFastMutex(&zero));
	CALLED(ExAcquireFastMutex(NULL));
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static const struct misuse mutex_misuses[] = {
	{ "acquired twice", "ExAcquireFastMutex: the caller holds the lock already", "0xC4/0x1000)",
	  acquire_twice },
	{ "guarded, acquired twice", "KeAcquireGuardedMutex: the caller holds the lock already",
	  "0xC4/0x1000)", acquire_guarded_twice },
	{ "released twice", "ExReleaseFastMutexUnsafe: nobody holds", "0xC4/0x1007)",
	  release_mutex_twice },
	{ "another's released", "KeReleaseGuardedMutex: another thread holds", "0xC4/0x1004)",
	  release_anothers },
	{ "acquired at DISPATCH_LEVEL", "ExAcquireFastMutex: IRQL is DISPATCH_LEVEL", "0xC4/0x33)",
	  acquire_mutex_high },
	{ "released at PASSIVE_LEVEL", "ExReleaseFastMutex: IRQL is PASSIVE_LEVEL", "0xC4/0x34)",
	  release_mutex_elsewhere },
	{ "released at DISPATCH_LEVEL", "KeReleaseGuardedMutex: IRQL is DISPATCH_LEVEL",
	  "0xC4/0x3A)", release_mutex_high },
	{ "a region entered at DISPATCH_LEVEL", "KeEnterGuardedRegion: IRQL is DISPATCH_LEVEL",
	  "0xA)", enter_region_high },
	{ "a region left at DISPATCH_LEVEL", "KeLeaveGuardedRegion: IRQL is DISPATCH_LEVEL", "0xA)",
	  leave_region_high },
	{ "never initialised", "ExAcquireFastMutex: it is NULL, misaligned", "0xA or 0x50)",
	  acquire_uninitialised },
};

KUNIT_ARRAY_PARAM_DESC(misuses, mutex_misuses, name);

static void a_misuse_is_named_and_harmless(struct kunit *test)
{
	ExInitializeFastMutex(&mutex);
	commit_verified(test, test->param_value);
	KUNIT_EXPECT_EQ(test, mutex.Count, 1);
}

SUITE(ntspin_fast_mutex, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(the_level_is_raised_and_restored, mutex_ops_gen_params),
	KUNIT_CASE(initialising_writes_the_mutex_and_nothing_beside_it),
	KUNIT_CASE_PARAM(who_comes_first_is_served_first, mutex_ops_gen_params),
	KUNIT_CASE(nobody_overtakes_who_waits),
	KUNIT_CASE_PARAM(one_owns_it_at_a_time, mutex_ops_gen_params),
	KUNIT_CASE_PARAM(a_misuse_is_named_and_harmless, misuses_gen_params),
	{}
};
