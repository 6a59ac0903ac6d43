// SPDX-License-Identifier: GPL-2.0
/*
 * wait_count_test.c - threads and softirqs of all CPUs set events, release semaphores and wait, and
 * waits time out meanwhile: what was given is what was taken and what is left.
 */
#include <linux/atomic.h>
#include <linux/hash.h>

#include "context.h"
#include "suites.h"
#include "waiter.h"

#define ENOUGH 20

static struct {
	KEVENT event;
	KSEMAPHORE semaphore;
	atomic_t turns, timeouts;
	atomic_long_t given, taken;
} s;

static bool take(PVOID object, u32 random)
{
	LARGE_INTEGER timeout = chosen_timeout(random);

	return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &timeout) ==
	       STATUS_SUCCESS;
}

static void count(bool taken)
{
	if (taken)
		atomic_long_inc(&s.taken);
	else
		atomic_inc(&s.timeouts);
}

/* A set that changes the state of the event is one that is to be taken. */
static void set_or_take(unsigned int cpu, bool softirq)
{
	u32 random = hash_32(atomic_inc_return(&s.turns), 32);

	if (random / 8 % 2 == 0)
		count(softirq ? take_now(&s.event) : take(&s.event, random));
	else if (!KeSetEvent(&s.event, IO_NO_INCREMENT, FALSE))
		atomic_long_inc(&s.given);
}

static void release_or_take(unsigned int cpu, bool softirq)
{
	u32 random = hash_32(atomic_inc_return(&s.turns), 32);
	LONG adjustment = 1 + random / 32 % 4;

	if (random / 8 % 4) {
		count(softirq ? take_now(&s.semaphore) : take(&s.semaphore, random));
	} else {
		KeReleaseSemaphore(&s.semaphore, IO_NO_INCREMENT, adjustment, FALSE);
		atomic_long_add(adjustment, &s.given);
	}
}

static bool enough_were_taken(void)
{
	return atomic_long_read(&s.taken) >= ENOUGH && atomic_read(&s.timeouts);
}

static void stress(struct kunit *test, void (*section)(unsigned int cpu, bool softirq),
		   LONG (*left)(void))
{
	unsigned int reports = log_reports();

	stress_section(test, ntspin_stress_ms, section, enough_were_taken);
	kunit_info(test, "%ld given, %ld taken, %d left, %d timeouts\n",
		   atomic_long_read(&s.given), atomic_long_read(&s.taken), left(),
		   atomic_read(&s.timeouts));
	KUNIT_EXPECT_TRUE(test, enough_were_taken());
	KUNIT_EXPECT_EQ(test, atomic_long_read(&s.given), atomic_long_read(&s.taken) + left());
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

static LONG event_left(void)
{
	return KeReadStateEvent(&s.event);
}

static LONG semaphore_left(void)
{
	return KeReadStateSemaphore(&s.semaphore);
}

static void each_set_is_taken_once(struct kunit *test)
{
	stress(test, set_or_take, event_left);
}

static void a_semaphore_counts_exactly(struct kunit *test)
{
	stress(test, release_or_take, semaphore_left);
}

static int begin(struct kunit *test)
{
	memset(&s, 0, sizeof(s));
	KeInitializeEvent(&s.event, SynchronizationEvent, FALSE);
	KeInitializeSemaphore(&s.semaphore, 0, 0x7fffffff);
	return 0;
}

SUITE(ntspin_wait_count, begin, expect_cpus_at_rest) = {
	KUNIT_CASE(each_set_is_taken_once),
	KUNIT_CASE(a_semaphore_counts_exactly),
	{}
};
