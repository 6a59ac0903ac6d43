/* SPDX-License-Identifier: GPL-2.0 */
/*
 * misuses.h - what the verifier must name, and what it must leave alone.
 */
#ifndef NTSPIN_MISUSES_H
#define NTSPIN_MISUSES_H

#include "context.h"

/*
 * @routine: how the report begins, behind "ntspin: "
 * @code: how it ends, or what else it says
 * @commit: does it; leaves its CPU as it was, and a lock that works
 * @needs_cpus: how many
 * @needs_tracepoints: it is seen by one
 */
struct misuse {
	const char *name;
	const char *routine;
	const char *code;
	void (*commit)(struct witness *w);
	unsigned int needs_cpus;
	bool needs_tracepoints;
};

void describe_misuse(const struct misuse *misuse, char *desc);

/* It was said at some time: what is said once for each call site may have been so before. */
void expect_misuse_named(struct kunit *test, const struct misuse *misuse);

/* The same behind committing it, with the verifier on meanwhile. */
void commit_verified(struct kunit *test, const struct misuse *misuse);

#define MISUSE_COUNT 59
extern const struct misuse misuses[MISUSE_COUNT];

void acquire_low(struct witness *w);
void release_low(struct witness *w);
void acquire_ordinary_low(struct witness *w);
void acquire_high(struct witness *w);
void release_elsewhere(struct witness *w);
void release_ordinary_elsewhere(struct witness *w);
void deadlock(struct witness *w);
void deadlock_with_one_handle(struct witness *w);
void deadlock_ordinary(struct witness *w);
void deadlock_in_list(struct witness *w);
void wait_above_waiter(struct witness *w);
void release_twice(struct witness *w);
void release_unheld(struct witness *w);
void release_unused(struct witness *w);
void release_by_other(struct witness *w);
void release_ordinary_by_other(struct witness *w);
void release_out_of_order(struct witness *w);
void use_garbage(struct witness *w);
void initialize_held(struct witness *w);
void queue_on_ordinary(struct witness *w);
void list_on_queued(struct witness *w);
void release_queued_as_ordinary(struct witness *w);
void release_ordinary_as_queued(struct witness *w);
void use_both_orders(struct witness *w);
void use_three_in_a_circle(struct witness *w);
void use_both_orders_around_10000(struct witness *w);
void use_both_orders_around_1000_live(struct witness *w);
void use_both_orders_behind_10000(struct witness *w);
void use_both_orders_once_without_gate(struct witness *w);
void use_both_orders_anew(struct witness *w);
void return_with_lock(struct witness *w);
void return_raised(struct witness *w);
void use_handle_twice(struct witness *w);
void move_handle(struct witness *w);
void alter_handle(struct witness *w);
void restore_stale(struct witness *w);
void restore_stale_in_dpc(struct witness *w);
void lower_unsaved(struct witness *w);
void use_null_lock(struct witness *w);
void use_null_handle(struct witness *w);
void release_null_handle(struct witness *w);
void use_misaligned(struct witness *w);
void free_held(struct witness *w);
void end_thread(struct witness *w);
void share_low(struct witness *w);
void write_twice(struct witness *w);
void share_twice(struct witness *w);
void share_twice_and_convert(struct witness *w);
void write_while_sharing(struct witness *w);
void release_written_elsewhere(struct witness *w);
void release_written_by_other(struct witness *w);
void release_unwritten(struct witness *w);
void write_misaligned(struct witness *w);
void write_in_both_orders(struct witness *w);
void free_held_object(struct witness *w);
void free_timer(struct witness *w);
void free_timer_of_period(struct witness *w);
void free_timer_in_much(struct witness *w);
void free_dpc(struct witness *w);

/* In line: each misuse has its own call, which is reported once. */
static __always_inline void nest_locks(KSPIN_LOCK *outer, KSPIN_LOCK *inner)
{
	KIRQL old;

	KeAcquireSpinLock(outer, &old);
	KeAcquireSpinLockAtDpcLevel(inner);
	KeReleaseSpinLockFromDpcLevel(inner);
	KeReleaseSpinLock(outer, old);
}

bool objects_come_and_go(KSPIN_LOCK *outer, unsigned int count, unsigned int live);

struct lookalike {
	const char *name;
	void (*perform)(struct witness *w);
};

#define LOOKALIKE_COUNT 31
extern const struct lookalike lookalikes[LOOKALIKE_COUNT];

void free_cancelled_timer(struct witness *w);
void free_due_timer(struct witness *w);
void free_dpc_that_ran(struct witness *w);
void free_removed_dpc(struct witness *w);
void free_beside_timers(struct witness *w);

/* No last step: a barrier behind a call, so that the log names who called. */
#define CALLED(call)		\
do {				\
	call;			\
	barrier();		\
} while (0)

#endif
