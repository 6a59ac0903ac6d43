// SPDX-License-Identifier: GPL-2.0
/*
 * core_turns.c - set and wake: from this CPU to a thread on the last one, which answers.
 *
 * A turn is there and back: each side sets, the other sleeps and is woken. Where there is one CPU
 * both threads are on it.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/kthread.h>

#include "core.h"

#define TURNS 200
#define BATCHES 5
#define OBJECTS 8

/* What a side waits for: one of these, or all of a kind. */
struct place {
	KEVENT events[OBJECTS];
	struct completion completions[OBJECTS];
	PVOID objects[OBJECTS];
};

static struct place there, back;
static bool is_over;

static void init_place(struct place *place)
{
	unsigned int i;

	for (i = 0; i < OBJECTS; i++) {
		KeInitializeEvent(&place->events[i], SynchronizationEvent, FALSE);
		init_completion(&place->completions[i]);
		place->objects[i] = &place->events[i];
	}
}

static __always_inline void signal_event(struct place *place)
{
	KeSetEvent(&place->events[0], IO_NO_INCREMENT, FALSE);
}

static __always_inline void await_event(struct place *place)
{
	KeWaitForSingleObject(&place->events[0], Executive, KernelMode, FALSE, NULL);
}

static __always_inline void signal_completion(struct place *place)
{
	complete(&place->completions[0]);
}

static __always_inline void await_completion(struct place *place)
{
	wait_for_completion(&place->completions[0]);
}

static __always_inline void signal_eight(struct place *place)
{
	unsigned int i;

	for (i = 0; i < OBJECTS; i++)
		KeSetEvent(&place->events[i], IO_NO_INCREMENT, FALSE);
}

static __always_inline void await_eight(struct place *place)
{
	KWAIT_BLOCK blocks[OBJECTS];

	KeWaitForMultipleObjects(OBJECTS, place->objects, WaitAll, Executive, KernelMode, FALSE,
				 NULL, blocks);
}

static __always_inline void signal_completions(struct place *place)
{
	unsigned int i;

	for (i = 0; i < OBJECTS; i++)
		complete(&place->completions[i]);
}

static __always_inline void await_completions(struct place *place)
{
	unsigned int i;

	for (i = 0; i < OBJECTS; i++)
		wait_for_completion(&place->completions[i]);
}

#define TURN(way)								\
	static int answer_##way(void *unused)					\
	{									\
		for (;;) {							\
			await_##way(&there);					\
			if (READ_ONCE(is_over))					\
				break;						\
			signal_##way(&back);					\
		}								\
		while (!kthread_should_stop())					\
			schedule_timeout_interruptible(HZ / 100);		\
		return 0;							\
	}									\
	static void end_##way(void)						\
	{									\
		signal_##way(&there);						\
	}									\
	CORE_TIME(way, TURNS, (signal_##way(&there), await_##way(&back)))

TURN(event)
TURN(completion)
TURN(eight)
TURN(completions)

/* The names are what core.py knows. */
static const struct {
	const char *name;
	int (*answer)(void *unused);
	u64 (*time)(void);
	void (*end)(void);
} rows[] = {
	{ "KeSetEvent to a waiter", answer_event, time_event, end_event },
	{ "complete to a waiter", answer_completion, time_completion, end_completion },
	{ "8 KeSetEvent to a WaitAll", answer_eight, time_eight, end_eight },
	{ "8 complete, 8 wait_for_completion", answer_completions, time_completions,
	  end_completions },
};

static int one_row(unsigned int round, unsigned int i)
{
	unsigned int cpu = cpumask_last(cpu_online_mask);
	struct task_struct *thread;

	init_place(&there);
	init_place(&back);
	WRITE_ONCE(is_over, false);
	thread = kthread_create_on_cpu(rows[i].answer, NULL, cpu, "ntspin_answers/%u");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	wake_up_process(thread);
	core_say("turn %u %llu %u %s", round, core_shortest(rows[i].time, BATCHES), TURNS,
		 rows[i].name);
	WRITE_ONCE(is_over, true);
	rows[i].end();
	kthread_stop(thread);
	return 0;
}

int core_turns(unsigned int rounds)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < rounds * ARRAY_SIZE(rows) && !err; i++)
		err = one_row(i / ARRAY_SIZE(rows), i % ARRAY_SIZE(rows));
	return err;
}
