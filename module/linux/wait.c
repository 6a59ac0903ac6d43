// SPDX-License-Identifier: GPL-2.0
/*
 * wait.c - how a waiter spins.
 *
 * The kernel's own loop, which rests between two looks as the processor likes it.
 * The clock is looked at once in many rounds, and a wait of more than a second
 * is reported: long before a lockup detector fires, and without a verifier. The
 * wait goes on; there is no other way out of a lock. It is said again each time
 * that it has become twice as long.
 */
#include <linux/atomic.h>
#include <linux/kconfig.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>

#include "host.h"

#ifdef NTSPIN_TRACES_CONTENTION
#include <trace/events/lock.h>
#else	/* before 6.2 modules cannot reach the tracepoints */
#define LCB_F_SPIN 0
static inline void trace_contention_begin(void *lock, unsigned int flags) { }
static inline void trace_contention_end(void *lock, int ret) { }
#endif

/*
 * arm64 sleeps in each round, until the word is written or for 100 us at most; others make a round
 * in some 20 ns.
 */
#define ROUNDS_PER_LOOK (IS_ENABLED(CONFIG_ARM64) ? 0x100 : 0x8000)

struct wait_watch {
	enum ntspin_fault fault;
	unsigned int rounds;
	unsigned int limit;	/* in seconds */
	u64 since;
};

static noinline void look_at_clock(struct wait_watch *watch, const void *lock, const void *caller)
{
	u64 now = local_clock();

	if (!watch->since) {
		watch->since = now;
		watch->limit = 1;
	} else if ((s64)(now - watch->since) > watch->limit * (s64)NSEC_PER_SEC) {
		ntspin_report_wait(watch->fault, watch->limit, lock, caller);
		watch->limit *= 2;
	}
}

/* What a waiter does after each look; it never ends the wait. */
static __always_inline bool wait_round(struct wait_watch *watch, const void *lock,
				       const void *caller)
{
	if (unlikely(++watch->rounds % ROUNDS_PER_LOOK == 0))
		look_at_clock(watch, lock, caller);
	return false;
}

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller)
{
	struct wait_watch watch = { NTSPIN_LONG_WAIT };

	/* Pairs with the release of s by the one before: queue_steps.hpp, serve_next(). */
	return smp_cond_load_acquire((volatile UCHAR *)p,
				     value != VAL || wait_round(&watch, lock, caller));
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value,
				     const void *lock, const void *caller)
{
	/* A link that nobody has written yet is NULL; a node that waits for its grant never is. */
	struct wait_watch watch = { value ? NTSPIN_LONG_WAIT : NTSPIN_LONG_LINK };

	/* Pairs with the release of the link or the grant: queue_steps.hpp, join(), pass_on(). */
	return smp_cond_load_acquire((volatile ULONG_PTR *)p,
				     value != VAL || wait_round(&watch, lock, caller));
}

ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller)
{
	struct wait_watch watch = { NTSPIN_LONG_WAIT };

	/* Pairs with the release of a writer: rw_lock.hpp, release_exclusive(). */
	return smp_cond_load_acquire((volatile ULONG *)p, (VAL & mask) != value ||
				     wait_round(&watch, lock, caller));
}

ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller)
{
	struct wait_watch watch = { NTSPIN_LONG_WAIT };

	/* Pairs with both releases in rw_lock.hpp: of the writer and of the readers before us. */
	return smp_cond_load_acquire((volatile ULONG *)p, (VAL & mask) == value ||
				     wait_round(&watch, lock, caller));
}

/* By the kernel's own tracepoints: perf lock contention sees these locks as it sees Linux' own. */
void ntspin_contention_begin(const void *lock)
{
	trace_contention_begin((void *)lock, LCB_F_SPIN);
}

void ntspin_contention_end(const void *lock)
{
	trace_contention_end((void *)lock, 0);
}
