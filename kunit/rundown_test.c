// SPDX-License-Identifier: GPL-2.0
/*
 * rundown_test.c - run-down protection: which uses of an object are granted, and which are waited
 * for.
 */
#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/verifier.h"
#include "sleeper.h"
#include "suites.h"
#include "torture.h"

#define TAG 0x6e757552		/* "Ruun" */

static EX_RUNDOWN_REF one;
static PEX_RUNDOWN_REF_CACHE_AWARE many;

static BOOLEAN acquire_one(ULONG count)
{
	return count == 1 ? ExAcquireRundownProtection(&one) :
			    ExAcquireRundownProtectionEx(&one, count);
}

static void release_one(ULONG count)
{
	if (count == 1)
		ExReleaseRundownProtection(&one);
	else
		ExReleaseRundownProtectionEx(&one, count);
}

static void init_one(void)
{
	ExInitializeRundownProtection(&one);
}

static void wait_one(void)
{
	ExWaitForRundownProtectionRelease(&one);
}

static void complete_one(void)
{
	ExRundownCompleted(&one);
}

static void reinit_one(void)
{
	ExReInitializeRundownProtection(&one);
}

static void end_one(void)
{
}

static BOOLEAN acquire_many(ULONG count)
{
	return count == 1 ? ExAcquireRundownProtectionCacheAware(many) :
			    ExAcquireRundownProtectionCacheAwareEx(many, count);
}

static void release_many(ULONG count)
{
	if (count == 1)
		ExReleaseRundownProtectionCacheAware(many);
	else
		ExReleaseRundownProtectionCacheAwareEx(many, count);
}

static void init_many(void)
{
	many = ExAllocateCacheAwareRundownProtection(NonPagedPoolNx, TAG);
}

static void wait_many(void)
{
	ExWaitForRundownProtectionReleaseCacheAware(many);
}

static void complete_many(void)
{
	ExRundownCompletedCacheAware(many);
}

static void reinit_many(void)
{
	ExReInitializeRundownProtectionCacheAware(many);
}

static void end_many(void)
{
	ExFreeCacheAwareRundownProtection(many);
}

/* In storage of the driver's, as misaligned as it may be. */
static u8 *storage;
static bool overran;

static void init_own(void)
{
	SIZE_T size = ExSizeOfRundownProtectionCacheAware();

	storage = kmalloc(size + 16, GFP_KERNEL | __GFP_NOFAIL);
	memset(storage, 0xA5, size + 16);
	many = (PEX_RUNDOWN_REF_CACHE_AWARE)(storage + 8);
	ExInitializeRundownProtectionCacheAware(many, size);
}

static void end_own(void)
{
	SIZE_T size = ExSizeOfRundownProtectionCacheAware();

	overran = memchr_inv(storage, 0xA5, 8) || memchr_inv(storage + 8 + size, 0xA5, 8);
	kfree(storage);
}

static const struct kind {
	const char *name;
	void (*init)(void);
	BOOLEAN (*acquire)(ULONG count);
	void (*release)(ULONG count);
	void (*wait)(void);
	void (*complete)(void);
	void (*reinit)(void);
	void (*end)(void);
} kinds[] = {
	{ "one word", init_one, acquire_one, release_one, wait_one, complete_one, reinit_one,
	  end_one },
	{ "cache-aware", init_many, acquire_many, release_many, wait_many, complete_many,
	  reinit_many, end_many },
	{ "cache-aware, own storage", init_own, acquire_many, release_many, wait_many,
	  complete_many, reinit_many, end_own },
};

KUNIT_ARRAY_PARAM_DESC(kinds, kinds, name);

static void it_may_be_used_until_it_is_run_down(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	unsigned int round;

	kind->init();
	for (round = 0; round < 2; round++) {
		KUNIT_EXPECT_TRUE(test, kind->acquire(1));
		KUNIT_EXPECT_TRUE(test, kind->acquire(3));
		kind->release(2);
		kind->release(1);
		kind->release(1);
		kind->wait();
		KUNIT_EXPECT_FALSE(test, kind->acquire(1));
		KUNIT_EXPECT_FALSE(test, kind->acquire(5));
		kind->wait();
		kind->complete();
		KUNIT_EXPECT_FALSE(test, kind->acquire(1));
		kind->reinit();
	}
	kind->end();
	KUNIT_EXPECT_FALSE(test, overran);
}

static struct sleeper sleeper;

static void run_down(struct sleeper *sleeper)
{
	const struct kind *kind = sleeper->arg;

	kind->wait();
}

/* The last of them at DISPATCH_LEVEL. */
static void all_who_use_it_are_waited_for(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	unsigned int i;

	kind->init();
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_TRUE(test, kind->acquire(1));
	KUNIT_ASSERT_TRUE(test, start_sleeper(&sleeper, run_down, (void *)kind));
	KUNIT_EXPECT_FALSE(test, kind->acquire(1));
	kind->release(1);
	kind->release(3);
	KUNIT_EXPECT_TRUE(test, still_sleeps(&sleeper));
	KUNIT_EXPECT_FALSE(test, kind->acquire(1));
	AT_DISPATCH()
		kind->release(1);
	KUNIT_ASSERT_TRUE(test, await_sleeper(&sleeper));
	KUNIT_EXPECT_FALSE(test, kind->acquire(1));
	kind->end();
}

/* Uses, from all CPUs and from softirqs, of what comes to its end over and over. */
static struct {
	const struct kind *kind;
	atomic_t alive, users, wrong, uses, refused;
} r;

static void use_it(unsigned int cpu, bool softirq)
{
	if (!r.kind->acquire(1)) {
		atomic_inc(&r.refused);
		return;
	}
	atomic_inc(&r.users);
	if (!atomic_read(&r.alive))
		atomic_inc(&r.wrong);
	atomic_inc(&r.uses);
	atomic_dec(&r.users);
	r.kind->release(1);
}

static bool over;

static void end_and_begin(struct sleeper *sleeper)
{
	while (!READ_ONCE(over)) {
		r.kind->wait();
		if (atomic_read(&r.users))
			atomic_inc(&r.wrong);
		atomic_set(&r.alive, 0);
		schedule_timeout_idle(1);
		atomic_set(&r.alive, 1);
		r.kind->reinit();
		schedule_timeout_idle(1);
	}
}

static void nobody_uses_what_has_come_to_its_end(struct kunit *test)
{
	const struct torture_params params = {
		.duration_ms = 1000,
		.softirqs = true,
		.section = use_it,
	};
	struct torture_result result;

	memset(&r, 0, sizeof(r));
	r.kind = test->param_value;
	atomic_set(&r.alive, 1);
	r.kind->init();
	WRITE_ONCE(over, false);
	KUNIT_ASSERT_TRUE(test, start_sleeper(&sleeper, end_and_begin, NULL));
	KUNIT_EXPECT_EQ(test, torture_run(&params, &result, NULL), 0);
	WRITE_ONCE(over, true);
	KUNIT_ASSERT_TRUE(test, await_sleeper(&sleeper));
	r.kind->wait();
	KUNIT_EXPECT_GT(test, atomic_read(&r.uses), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&r.refused), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&r.wrong), 0);
	r.kind->end();
}

static void release_too_often(struct observer *obs)
{
	CLAIM(obs, ExAcquireRundownProtection(&one));
	ExReleaseRundownProtection(&one);
	CALLED(ExReleaseRundownProtection(&one));
	CLAIM(obs, ExAcquireRundownProtection(&one));
	ExReleaseRundownProtection(&one);
}

static void release_behind_the_end(struct observer *obs)
{
	ExWaitForRundownProtectionRelease(&one);
	CALLED(ExReleaseRundownProtectionEx(&one, 1));
}

static void wait_at_dispatch(struct observer *obs)
{
	AT_DISPATCH()
		CALLED(ExWaitForRundownProtectionRelease(&one));
	CLAIM(obs, ExAcquireRundownProtection(&one));
	ExReleaseRundownProtection(&one);
}

static void wait_twice(struct observer *obs)
{
	static struct sleeper other;

	CLAIM(obs, ExAcquireRundownProtection(&one));
	CLAIM(obs, start_sleeper(&sleeper, run_down, (void *)&kinds[0]));
	/* Each look of the second one is a sleep. */
	CLAIM(obs, start_sleeper(&other, run_down, (void *)&kinds[0]));
	ExReleaseRundownProtection(&one);
	CLAIM(obs, await_sleeper(&sleeper));
	CLAIM(obs, await_sleeper(&other));
}

static void make_in_too_little(struct observer *obs)
{
	static UCHAR storage[256] __aligned(8);
	PEX_RUNDOWN_REF_CACHE_AWARE small = (void *)storage;

	CALLED(ExInitializeRundownProtectionCacheAware(small, 0));
	ExInitializeRundownProtectionCacheAware(small, sizeof(EX_RUNDOWN_REF));
	ExInitializeRundownProtectionCacheAware(small, 100);
	CLAIM(obs, !memchr_inv(storage, 0, sizeof(storage)));
}

static const struct misuse rundown_misuses[] = {
	{ "released too often", "ExReleaseRundownProtection: it protects nobody",
	  "release_too_often", release_too_often },
	{ "released behind its end", "ExReleaseRundownProtectionEx: it protects nobody",
	  "release_behind_the_end", release_behind_the_end },
	{ "waited for at DISPATCH_LEVEL",
	  "ExWaitForRundownProtectionRelease: IRQL is DISPATCH_LEVEL", "0xA)", wait_at_dispatch },
	{ "made in too little memory",
	  "ExInitializeRundownProtectionCacheAware: its memory is too small", "make_in_too_little",
	  make_in_too_little },
	{ "waited for twice", "ExWaitForRundownProtectionRelease: another thread waits",
	  "both wait", wait_twice },
};

KUNIT_ARRAY_PARAM_DESC(misuses, rundown_misuses, name);

static void a_misuse_is_named_without_a_verifier(struct kunit *test)
{
	const struct misuse *misuse = test->param_value;

	ExInitializeRundownProtection(&one);
	run_here(test, misuse->commit, NULL);
	expect_misuse_named(test, misuse);
}

SUITE(ntspin_rundown, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(it_may_be_used_until_it_is_run_down, kinds_gen_params),
	KUNIT_CASE_PARAM(all_who_use_it_are_waited_for, kinds_gen_params),
	KUNIT_CASE_PARAM(nobody_uses_what_has_come_to_its_end, kinds_gen_params),
	KUNIT_CASE_PARAM(a_misuse_is_named_without_a_verifier, misuses_gen_params),
	{}
};
