// SPDX-License-Identifier: GPL-2.0
/*
 * wait_ping_pong_test.c - pairs of threads ask and answer, on all CPUs: no wake-up is lost, and
 * where the answer was waited for the event may go at once.
 *
 * The answer is an event on the asker's stack, or in memory that is freed as soon as its wait has
 * returned, while the other may be in KeSetEvent() still. It is filled with garbage then, which has
 * to stay. Of a wake-up that is lost, or a set, nobody else is there to make up for it: the pair
 * gets no further.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "context.h"
#include "suites.h"
#include "threads.h"
#include "waiter.h"

#define PAIRS 16
#define TURNS 20000
#define RUNS_MS (3 * ntspin_stress_ms)
#define GARBAGE 0xA5

struct pair {
	KEVENT asked;
	PRKEVENT answer;		/* where it is to go */
	bool is_last;
	u32 random[2];			/* of the asker, of the other */
	struct task_struct *threads[2];
};

static struct pair pairs[PAIRS];

static struct {
	u64 end;
	atomic_t ended, turns, timeouts, in_time, wrong;
} s;

/* Not by the clock, which moves by ticks on some machines. */
static unsigned int chosen(u32 *random, unsigned int n)
{
	*random = *random * 1664525 + 1013904223;
	return (*random >> 8) % n;
}

/* Again where the time was over: the answer has yet to come, or came just then. */
static void await_answer(PRKEVENT answer, u32 *random)
{
	LARGE_INTEGER soon = in_units(-1 - (LONGLONG)chosen(random, 1000));

	if (chosen(random, 4)) {
		KeWaitForSingleObject(answer, Executive, KernelMode, FALSE, NULL);
		return;
	}
	while (KeWaitForSingleObject(answer, Executive, KernelMode, FALSE, &soon) ==
	       STATUS_TIMEOUT)
		atomic_inc(&s.timeouts);
	atomic_inc(&s.in_time);
}

static void ask(struct pair *pair, PRKEVENT answer)
{
	u32 *random = &pair->random[0];

	KeInitializeEvent(answer, chosen(random, 2) ? SynchronizationEvent : NotificationEvent,
			  FALSE);
	/* The xchg() that takes it sees is_last. */
	smp_store_release(&pair->answer, answer);
	KeSetEvent(&pair->asked, IO_NO_INCREMENT, FALSE);
	relax(chosen(random, 200));
	await_answer(answer, random);
	memset(answer, GARBAGE, sizeof(*answer));
}

static void look_at(PRKEVENT gone, u32 *random)
{
	relax(chosen(random, 200));
	if (memchr_inv(gone, GARBAGE, sizeof(*gone)))
		atomic_inc(&s.wrong);
}

static noinline void ask_on_stack(struct pair *pair)
{
	KEVENT answer;

	ask(pair, &answer);
	look_at(&answer, &pair->random[0]);
}

static void ask_in_heap(struct pair *pair)
{
	PRKEVENT answer = kmalloc(sizeof(*answer), GFP_KERNEL | __GFP_NOFAIL);

	ask(pair, answer);
	/* At once, or looked at: what frees memory may write to it. */
	if (chosen(&pair->random[0], 2))
		look_at(answer, &pair->random[0]);
	kfree(answer);
}

static void end_thread(void)
{
	atomic_inc(&s.ended);
	stay_until_stopped();
}

static int keep_asking(void *data)
{
	struct pair *pair = data;
	unsigned int turn = 0;

	do {
		pair->is_last = ++turn == TURNS || ktime_get_ns() > s.end;
		if (turn % 2)
			ask_on_stack(pair);
		else
			ask_in_heap(pair);
		atomic_inc(&s.turns);
		cond_resched();
	} while (!pair->is_last);
	end_thread();
	return 0;
}

/* Found before it sleeps, or when it is woken. */
static PRKEVENT take_question(struct pair *pair)
{
	unsigned int looks = chosen(&pair->random[1], 300);
	PRKEVENT answer;

	while (!(answer = xchg(&pair->answer, NULL))) {
		if (!looks) {
			KeWaitForSingleObject(&pair->asked, Executive, KernelMode, FALSE, NULL);
			continue;
		}
		looks--;
		cpu_relax();
	}
	return answer;
}

static void give_answer(PRKEVENT answer, u32 *random)
{
	bool raises = chosen(random, 2);
	KIRQL old = 0;

	if (!chosen(random, 32))
		usleep_range(50, 150);
	relax(chosen(random, 200));
	if (raises)
		old = KeRaiseIrqlToDpcLevel();
	KeSetEvent(answer, IO_NO_INCREMENT, FALSE);
	if (raises)
		KeLowerIrql(old);
}

static int keep_answering(void *data)
{
	struct pair *pair = data;
	bool is_last;

	do {
		PRKEVENT answer = take_question(pair);

		/* Before the answer: behind it the next question may come. */
		is_last = pair->is_last;
		give_answer(answer, &pair->random[1]);
		cond_resched();
	} while (!is_last);
	end_thread();
	return 0;
}

static bool start_side(struct pair *pair, unsigned int side, unsigned int cpu)
{
	struct task_struct *thread =
		kthread_create_on_cpu(side ? keep_answering : keep_asking, pair, cpu,
				      side ? "ntspin_answers/%u" : "ntspin_asks/%u");

	if (IS_ERR(thread))
		return false;
	pair->threads[side] = thread;
	return true;
}

static unsigned int next_cpu(unsigned int cpu)
{
	unsigned int next = cpumask_next(cpu, cpu_online_mask);

	return next < nr_cpu_ids ? next : cpumask_first(cpu_online_mask);
}

/* Each CPU asks the next one. A pair of which a thread is missing is none. */
static unsigned int start_pairs(void)
{
	unsigned int cpu, i, count = 0;

	for_each_online_cpu(cpu) {
		struct pair *pair = &pairs[count];

		if (count == PAIRS)
			break;
		*pair = (struct pair){ .random = { cpu, ~cpu } };
		KeInitializeEvent(&pair->asked, SynchronizationEvent, FALSE);
		if (!start_side(pair, 0, cpu))
			break;
		if (!start_side(pair, 1, next_cpu(cpu))) {
			kthread_stop(pair->threads[0]);
			break;
		}
		count++;
	}
	for (i = 0; i < 2 * count; i++)
		wake_up_process(pairs[i / 2].threads[i % 2]);
	return count;
}

static void no_wake_up_is_lost_and_no_event_is_touched_later(struct kunit *test)
{
	u64 since = ktime_get_ns();
	unsigned int i, count;

	memset(&s, 0, sizeof(s));
	do {
		atomic_set(&s.ended, 0);
		s.end = ktime_get_ns() + RUNS_MS * NSEC_PER_MSEC;
		count = start_pairs();
		KUNIT_ASSERT_GT(test, count, 0);
		/* Those that sleep for good stay. */
		KUNIT_ASSERT_TRUE(test, await_count(&s.ended, 2 * count));
		for (i = 0; i < 2 * count; i++)
			kthread_stop(pairs[i / 2].threads[i % 2]);
	} while (!(atomic_read(&s.timeouts) && atomic_read(&s.in_time)) &&
		 stress_may_continue(since));
	kunit_info(test, "%d turns, %d timeouts, %d answers to a wait with one\n",
		   atomic_read(&s.turns), atomic_read(&s.timeouts), atomic_read(&s.in_time));
	KUNIT_EXPECT_EQ(test, atomic_read(&s.wrong), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&s.timeouts), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&s.in_time), 0);
}

SUITE(ntspin_wait_ping_pong, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(no_wake_up_is_lost_and_no_event_is_touched_later),
	{}
};
