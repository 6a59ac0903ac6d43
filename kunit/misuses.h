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
	void (*commit)(struct observer *obs);
	unsigned int needs_cpus;
	bool needs_tracepoints;
};

/* It was reported at some time: what is reported once a call site may have been reported before. */
void expect_misuse_named(struct kunit *test, const struct misuse *misuse);

/* Commit it with the verifier on, which then names it once more. As a case, with a misuse a row. */
void commit_verified(struct kunit *test, const struct misuse *misuse);
void a_misuse_is_named(struct kunit *test);

/* What is none: with the verifier on, too, nothing is said of it. */
void perform_verified(struct kunit *test, void (*perform)(struct observer *obs));

typedef void misuse_body(struct observer *obs);

/* What commits each; and what is none, but is done beside some. */
extern misuse_body
#define MISUSE(commit, ...) \
	commit,
#include "misuses.def"
#undef MISUSE
	free_cancelled_timer, free_due_timer, free_dpc_that_ran, free_removed_dpc,
	free_beside_timers;

enum {
#define MISUSE(commit, ...) \
	MISUSE_##commit,
#include "misuses.def"
#undef MISUSE
	MISUSE_COUNT
};

extern const struct misuse misuses[MISUSE_COUNT];

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
	void (*perform)(struct observer *obs);
};

#define LOOKALIKE_COUNT 31
extern const struct lookalike lookalikes[LOOKALIKE_COUNT];

/* No last step: a barrier behind a call, so that the log names who called. */
#define CALLED(call)		\
do {				\
	call;			\
	barrier();		\
} while (0)

#endif
