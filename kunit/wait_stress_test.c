// SPDX-License-Identifier: GPL-2.0
/*
 * wait_stress_test.c - waits for all of several objects, for single ones, and for a mutex, on all
 * CPUs: nothing has two owners at a time.
 *
 * A thread that takes an object owns it until it gives it back, and records that by plain stores:
 * two owners at a time see each other's.
 */
#include <linux/atomic.h>
#include <linux/hash.h>

#include "context.h"
#include "suites.h"
#include "torture.h"
#include "waiter.h"

#define KINDS 3
#define MUTEX 2
#define ENOUGH 20

static struct {
	KEVENT event;
	KSEMAPHORE semaphore;
	KMUTEX mutex;
	PVOID objects[KINDS];
	unsigned int owners[KINDS];
	u64 sections;
	atomic_t turns, wrong, all, single, in_softirq, timeouts;
	atomic_long_t taken;
} s;

/* Mixed, for a CPU of its own each number: who comes next does not say what it does. */
static u32 next_random(void)
{
	return hash_32(atomic_inc_return(&s.turns), 32);
}

static NTSTATUS wait_single(PVOID object, PLARGE_INTEGER timeout)
{
	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, timeout);
}

static NTSTATUS wait_several(WAIT_TYPE type, LARGE_INTEGER timeout)
{
	return KeWaitForMultipleObjects(KINDS, s.objects, type, Executive, KernelMode, FALSE,
					&timeout, NULL);
}

static void own(unsigned int i, unsigned int me)
{
	if (s.owners[i])
		atomic_inc(&s.wrong);
	s.owners[i] = me;
}

static void give_back(unsigned int i, unsigned int me)
{
	if (s.owners[i] != me)
		atomic_inc(&s.wrong);
	s.owners[i] = 0;
	if (i == MUTEX)
		KeReleaseMutex(&s.mutex, FALSE);
	else if (s.objects[i] == &s.event)
		KeSetEvent(&s.event, IO_NO_INCREMENT, FALSE);
	else
		KeReleaseSemaphore(&s.semaphore, IO_NO_INCREMENT, 1, FALSE);
}

static void take_all(u32 random, unsigned int me)
{
	unsigned int i;

	if (wait_several(WaitAll, chosen_timeout(random)) == STATUS_TIMEOUT) {
		atomic_inc(&s.timeouts);
		return;
	}
	for (i = 0; i < KINDS; i++)
		own(i, me);
	atomic_inc(&s.all);
	relax(random / 64 % 64);
	for (i = 0; i < KINDS; i++)
		give_back((random / 16 + i) % KINDS, me);
}

static void steal_one(u32 random, unsigned int me)
{
	NTSTATUS status = wait_several(WaitAny, chosen_timeout(random));

	if (status == STATUS_TIMEOUT)
		return;
	own(status, me);
	atomic_inc(&s.single);
	relax(random / 64 % 64);
	give_back(status, me);
}

/* The mutex would be the interrupted thread's. */
static void steal_in_softirq(u32 random, unsigned int me)
{
	unsigned int i = random % MUTEX;

	if (!take_now(s.objects[i]))
		return;
	own(i, me);
	atomic_inc(&s.in_softirq);
	give_back(i, me);
}

static void all_or_one(unsigned int cpu, bool softirq)
{
	unsigned int me = 2 * cpu + softirq + 1;
	u32 random = next_random();

	if (softirq)
		steal_in_softirq(random, me);
	else if (random / 8 % 2)
		take_all(random, me);
	else
		steal_one(random, me);
}

/* Each that waits without a timeout gets it: others give it back. */
static void exclude(unsigned int cpu, bool softirq)
{
	u32 random = next_random();
	LARGE_INTEGER timeout = chosen_timeout(random);
	u64 before;

	if (wait_single(&s.mutex, random / 8 % 2 ? &timeout : NULL) == STATUS_TIMEOUT) {
		atomic_inc(&s.timeouts);
		return;
	}
	own(MUTEX, cpu + 1);
	atomic_long_inc(&s.taken);
	before = s.sections;
	if (random / 16 % 2 && !take_now(&s.mutex))
		atomic_inc(&s.wrong);
	relax(random / 64 % 64);
	barrier();
	s.sections = before + 1;
	if (random / 16 % 2 && KeReleaseMutex(&s.mutex, FALSE) != -1)
		atomic_inc(&s.wrong);
	give_back(MUTEX, cpu + 1);
}

static bool all_were_taken(void)
{
	return atomic_read(&s.all) >= ENOUGH && atomic_read(&s.single) >= ENOUGH &&
	       atomic_read(&s.in_softirq);
}

static bool enough_were_taken(void)
{
	return atomic_long_read(&s.taken) >= ENOUGH && atomic_read(&s.timeouts);
}

static void stress(struct kunit *test, void (*section)(unsigned int cpu, bool softirq),
		   bool softirqs, bool (*seen)(void))
{
	const struct torture_params params = {
		.duration_ms = ntspin_stress_ms,
		.softirqs = softirqs,
		.section = section,
	};
	unsigned int reports = log_reports();
	struct torture_result result;
	u64 since = ktime_get_ns();

	do {
		KUNIT_ASSERT_EQ(test, torture_run(&params, &result, NULL), 0);
	} while (!seen() && !atomic_read(&s.wrong) && stress_may_continue(since));
	kunit_info(test, "%d all, %d single, %d in softirqs; %ld alone, %d timeouts\n",
		   atomic_read(&s.all), atomic_read(&s.single), atomic_read(&s.in_softirq),
		   atomic_long_read(&s.taken), atomic_read(&s.timeouts));
	KUNIT_EXPECT_TRUE(test, seen());
	KUNIT_EXPECT_EQ(test, atomic_read(&s.wrong), 0);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

static void all_are_taken_at_once_or_none(struct kunit *test)
{
	stress(test, all_or_one, true, all_were_taken);
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&s.event), 1);
	KUNIT_EXPECT_EQ(test, KeReadStateSemaphore(&s.semaphore), 1);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&s.mutex), 1);
}

static void a_mutex_excludes(struct kunit *test)
{
	/* On one nobody waits for as long as a timeout: nothing preempts the owner. */
	need_cpus(test, 2);
	stress(test, exclude, false, enough_were_taken);
	KUNIT_EXPECT_EQ(test, s.sections, (u64)atomic_long_read(&s.taken));
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&s.mutex), 1);
}

static int begin(struct kunit *test)
{
	memset(&s, 0, sizeof(s));
	KeInitializeEvent(&s.event, SynchronizationEvent, TRUE);
	KeInitializeSemaphore(&s.semaphore, 1, 1);
	KeInitializeMutex(&s.mutex, 0);
	s.objects[0] = &s.event;
	s.objects[1] = &s.semaphore;
	s.objects[MUTEX] = &s.mutex;
	return 0;
}

SUITE(ntspin_wait_stress, begin, expect_cpus_at_rest) = {
	KUNIT_CASE(all_are_taken_at_once_or_none),
	KUNIT_CASE(a_mutex_excludes),
	{}
};
