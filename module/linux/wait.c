// SPDX-License-Identifier: GPL-2.0
/*
 * wait.c - how a waiter spins.
 *
 * The clock is looked at once in many rounds, and a wait of more than a second
 * is reported once for its call site: long before a lockup detector fires, and
 * without a verifier. The wait goes on; there is no other way out of a lock.
 */
#include <linux/processor.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>

#include "host.h"

#define ROUNDS_PER_LOOK 0x8000
#define LONG_WAIT_NS NSEC_PER_SEC

struct wait_watch {
	unsigned int rounds;
	bool reported;
	u64 since;
};

static noinline void look_at_clock(struct wait_watch *watch, const void *lock, const void *caller)
{
	u64 now = local_clock();

	if (!watch->since) {
		watch->since = now;
	} else if (!watch->reported && now - watch->since > LONG_WAIT_NS) {
		watch->reported = true;
		ntspin_report(NTSPIN_LONG_WAIT, NULL, 0, lock, caller);
	}
}

static __always_inline void wait_round(struct wait_watch *watch, const void *lock,
				       const void *caller)
{
	cpu_relax();
	if (unlikely(++watch->rounds % ROUNDS_PER_LOOK == 0))
		look_at_clock(watch, lock, caller);
}

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller)
{
	struct wait_watch watch = {};
	UCHAR found;

	/* Pairs with the release of s by the one before: queue_lock.hpp, release(). */
	while ((found = smp_load_acquire(p)) == value)
		wait_round(&watch, lock, caller);
	return found;
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value,
				     const void *lock, const void *caller)
{
	struct wait_watch watch = {};
	ULONG_PTR found;

	/* Pairs with the release of the link or the grant: queue_lock.hpp, join(), pass_on(). */
	while ((found = smp_load_acquire(p)) == value)
		wait_round(&watch, lock, caller);
	return found;
}

ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller)
{
	struct wait_watch watch = {};
	ULONG found;

	/* Pairs with the release of a writer: rw_lock.hpp, release_exclusive(). */
	while (((found = smp_load_acquire(p)) & mask) == value)
		wait_round(&watch, lock, caller);
	return found;
}

ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller)
{
	struct wait_watch watch = {};
	ULONG found;

	/* Pairs with both releases in rw_lock.hpp: of the writer and of the readers before us. */
	while (((found = smp_load_acquire(p)) & mask) != value)
		wait_round(&watch, lock, caller);
	return found;
}
