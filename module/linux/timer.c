// SPDX-License-Identifier: GPL-2.0
/*
 * timer.c - the queues of timers, each driven by one hrtimer for each clock.
 *
 * Promised: a timer that is due is taken out of its queue, signalled, and its DPC inserted under
 * one lock. So a thread that finds it unset finds the DPC inserted, and nothing touches the timer's
 * storage any more. A Linux timer could not promise that, as its function may be about to start.
 *
 * A timer's address selects its queue, so its lock does not change; there are several queues to
 * keep contention low. Timers near each other share a queue and a list, where a free of memory
 * finds them; the list is linked one way, for want of room in a timer, and short. The hrtimers are
 * hard ones, on PREEMPT_RT too: they only insert DPCs, for a few timers at a time. Where more are
 * due, others get CPU and lock in between.
 */
#include <linux/bitops.h>
#include <linux/hrtimer.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/timerqueue.h>

#include "../seam/block.h"
#include "compat.h"
#include "host.h"

#define QUEUES 16
#define CLOCKS 2

/* Some 10 us of work, in up to 32 queues. */
#define DUE_AT_ONCE 16
#define LEAST_PAUSE_NS (100 * NSEC_PER_USEC)

static_assert(sizeof(struct timerqueue_node) <= sizeof_field(KTIMER, Place));

struct timer_queue {
	raw_spinlock_t lock;
	struct timer_clock {
		struct timerqueue_head timers;
		struct hrtimer hrtimer;
		struct timer_queue *queue;
	} clocks[CLOCKS];
} ____cacheline_aligned_in_smp;

static struct timer_queue timer_queues[QUEUES];

/* Those that are set, by their grain; each under the lock of the queue that it belongs to. */
static KTIMER *near[NTSPIN_GRAIN_SLOTS];

static struct timerqueue_node *node_of(KTIMER *timer)
{
	return (struct timerqueue_node *)timer->Place;
}

static KTIMER *timer_of(struct timerqueue_node *node)
{
	return container_of((void *)node, KTIMER, Place);
}

static struct timer_queue *queue_of_slot(unsigned int slot)
{
	return &timer_queues[slot / (NTSPIN_GRAIN_SLOTS / QUEUES)];
}

static struct timer_queue *queue_of(KTIMER *timer)
{
	return queue_of_slot(ntspin_grain_slot(timer));
}

static ktime_t time_of(enum ntspin_clock clock)
{
	return clock == NTSPIN_UPTIME ? ktime_get() : ktime_get_real();
}

/* The functions below are called under the queue's lock. */

static void join_near(KTIMER *timer)
{
	KTIMER **head = &near[ntspin_grain_slot(timer)];

	timer->Near = *head;
	WRITE_ONCE(*head, timer);
}

static void leave_near(KTIMER *timer)
{
	KTIMER **link = &near[ntspin_grain_slot(timer)];

	while (*link != timer)
		link = &(*link)->Near;
	WRITE_ONCE(*link, timer->Near);
}

/* The hrtimer goes by the earliest. Where one is taken out it may come for nothing. */
static void insert(struct timer_queue *queue, KTIMER *timer, enum ntspin_clock clock, ktime_t due)
{
	struct timer_clock *on = &queue->clocks[clock];

	timerqueue_init(node_of(timer));
	node_of(timer)->expires = due;
	timer->Header.Absolute = clock;
	timer->Header.Inserted = true;
	join_near(timer);
	if (timerqueue_add(&on->timers, node_of(timer)))
		hrtimer_start(&on->hrtimer, due, HRTIMER_MODE_ABS_HARD);
}

static bool take_out(struct timer_queue *queue, KTIMER *timer)
{
	if (!timer->Header.Inserted)
		return false;
	timerqueue_del(&queue->clocks[timer->Header.Absolute].timers, node_of(timer));
	leave_near(timer);
	timer->Header.Inserted = false;
	return true;
}

/* What the timer queues if it is set again is not meant: so it is all under the lock. */
static bool unset(struct timer_queue *queue, KTIMER *timer, bool with_dpc)
{
	if (!take_out(queue, timer))
		return false;
	if (with_dpc && timer->Period && timer->Dpc)
		KeRemoveQueueDpc(timer->Dpc);
	return true;
}

/* Times that are past by now are lost, all at once. A period goes by uptime. */
static ktime_t next_due(const KTIMER *timer, enum ntspin_clock clock, ktime_t due, ktime_t now)
{
	u64 period = timer->Period * 100;

	if (clock != NTSPIN_UPTIME)
		return ktime_add_ns(ktime_get(), period);
	return ktime_add_ns(due, (div64_u64(now - due, period) + 1) * period);
}

/* It is not inserted. Interrupts are off, so its DPC only joins its queue. */
static void come_due(struct timer_queue *queue, KTIMER *timer, enum ntspin_clock clock, ktime_t due,
		     ktime_t now)
{
	PKDPC dpc = timer->Dpc;
	u64 time = 0;

	if (timer->Period)
		insert(queue, timer, NTSPIN_UPTIME, next_due(timer, clock, due, now));
	/* What a DPC is handed, Windows hands it. */
	if (dpc)
		time = div_u64(ktime_get_real_ns(), 100) + NTSPIN_EPOCH;
	ntspin_timer_signal(timer, dpc, (PVOID)(ULONG_PTR)lower_32_bits(time),
			    (PVOID)(ULONG_PTR)upper_32_bits(time));
}

/* Returns the first one that is left, or NULL: due, where as many as @most others were. */
static struct timerqueue_node *serve(struct timer_clock *on, enum ntspin_clock clock, ktime_t now,
				     unsigned int most)
{
	struct timerqueue_node *node;

	while ((node = timerqueue_getnext(&on->timers)) && node->expires <= now && most--) {
		take_out(on->queue, timer_of(node));
		come_due(on->queue, timer_of(node), clock, node->expires, now);
	}
	return node;
}

static enum hrtimer_restart expire(struct hrtimer *hrtimer)
{
	struct timer_clock *on = container_of(hrtimer, struct timer_clock, hrtimer);
	struct timer_queue *queue = on->queue;
	enum ntspin_clock clock = on - queue->clocks;
	struct timerqueue_node *node;
	ktime_t now, next, begun;
	unsigned long flags;

	raw_spin_lock_irqsave(&queue->lock, flags);
	now = time_of(clock);
	begun = ktime_get();
	node = serve(on, clock, now, DUE_AT_ONCE);
	/* What is past by the time that the hrtimer's interrupt ends is served in the same one. */
	if (node && node->expires <= now)
		next = ktime_add(time_of(clock),
				 max_t(ktime_t, ktime_sub(ktime_get(), begun), LEAST_PAUSE_NS));
	else if (node)
		next = node->expires;
	/* By hand, not by HRTIMER_RESTART: another CPU may have started it since. */
	if (node)
		hrtimer_start(hrtimer, next, HRTIMER_MODE_ABS_HARD);
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return HRTIMER_NORESTART;
}

BOOLEAN ntspin_timer_start(PKTIMER timer, enum ntspin_clock clock, LONGLONG due, ULONG tolerance,
			   ULONGLONG period, PKDPC dpc)
{
	struct timer_queue *queue = queue_of(timer);
	unsigned long flags;
	ktime_t now, at;
	bool was_set;

	raw_spin_lock_irqsave(&queue->lock, flags);
	was_set = unset(queue, timer, true);
	timer->Dpc = dpc;
	timer->Period = period;
	WRITE_ONCE(timer->Header.SignalState, false);
	now = time_of(clock);
	at = clock == NTSPIN_UPTIME ? ktime_add_safe(now, due) : due;
	if (at <= now)
		come_due(queue, timer, clock, at, now);
	else
		insert(queue, timer, clock, ntspin_timer_chosen(at, tolerance));
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return was_set;
}

BOOLEAN ntspin_timer_cancel(PKTIMER timer, BOOLEAN with_dpc)
{
	struct timer_queue *queue = queue_of(timer);
	unsigned long flags;
	bool was_set;

	raw_spin_lock_irqsave(&queue->lock, flags);
	was_set = unset(queue, timer, with_dpc);
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return was_set;
}

/* Looked at first with no lock: a free of memory sees the timers that were set in it before. */
KTIMER *ntspin_timer_drop(unsigned int slot, const void *start, size_t size)
{
	struct timer_queue *queue = queue_of_slot(slot);
	unsigned long flags;
	KTIMER *timer;

	if (!READ_ONCE(near[slot]))
		return NULL;
	raw_spin_lock_irqsave(&queue->lock, flags);
	for (timer = near[slot]; timer; timer = timer->Near)
		if (ntspin_is_in(timer, start, size))
			break;
	if (timer)
		take_out(queue, timer);
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return timer;
}

/* What shows that a timer is a module's: what is in there of it; or NULL. */
static const void *part_in_module(const KTIMER *timer, const struct module *module)
{
	const KDPC *dpc = timer->Dpc;
	const void *part = NULL;

	if (dpc)
		part = ntspin_dpc_part_in_module(dpc, dpc->DeferredRoutine, module);
	if (!part && within_module((unsigned long)timer, module))
		part = timer;
	return part;
}

/* Unset one timer of a module's, whichever; NULL where none is set. */
static const void *forget_one_on(struct timer_clock *on, const struct module *module)
{
	struct timerqueue_node *node;
	const void *part = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&on->queue->lock, flags);
	for (node = timerqueue_getnext(&on->timers); node; node = timerqueue_iterate_next(node)) {
		part = part_in_module(timer_of(node), module);
		if (part) {
			take_out(on->queue, timer_of(node));
			break;
		}
	}
	raw_spin_unlock_irqrestore(&on->queue->lock, flags);
	return part;
}

/* One at a time: each report takes long, and is made with the lock free. */
void ntspin_timer_forget(const struct module *module)
{
	unsigned int i, clock;
	const void *part;

	for (i = 0; i < QUEUES; i++)
		for (clock = 0; clock < CLOCKS; clock++)
			while ((part = forget_one_on(&timer_queues[i].clocks[clock], module)))
				ntspin_report(NTSPIN_TIMER_LEFT, NULL, 0, NULL, part);
}

void ntspin_timer_init(void)
{
	unsigned int i, clock;

	for (i = 0; i < QUEUES; i++) {
		raw_spin_lock_init(&timer_queues[i].lock);
		for (clock = 0; clock < CLOCKS; clock++) {
			struct timer_clock *on = &timer_queues[i].clocks[clock];

			on->queue = &timer_queues[i];
			timerqueue_init_head(&on->timers);
			hrtimer_setup(&on->hrtimer, expire,
				      clock == NTSPIN_UPTIME ? CLOCK_MONOTONIC : CLOCK_REALTIME,
				      HRTIMER_MODE_ABS_HARD);
		}
	}
}

/*
 * A timer that is still set has no DPC, and lies in memory that a driver has left behind. It is not
 * touched. Off the queues it cannot start an hrtimer, nor one of the other clock, after these are
 * stopped.
 */
void ntspin_timer_exit(void)
{
	unsigned int i, clock;
	unsigned long flags;

	for (i = 0; i < QUEUES; i++) {
		raw_spin_lock_irqsave(&timer_queues[i].lock, flags);
		for (clock = 0; clock < CLOCKS; clock++)
			timerqueue_init_head(&timer_queues[i].clocks[clock].timers);
		raw_spin_unlock_irqrestore(&timer_queues[i].lock, flags);
		for (clock = 0; clock < CLOCKS; clock++)
			hrtimer_cancel(&timer_queues[i].clocks[clock].hrtimer);
	}
}
