// SPDX-License-Identifier: GPL-2.0
/*
 * wait.c - how a waiter spins.
 *
 * The kernel's own loop, which rests between two looks as the processor likes it;
 * in a virtual machine whose host is busy, once that has gone on for some time, the CPU is parked.
 * The clock is read once in many rounds, and a wait of more than a second is
 * reported: long before a lockup detector fires, and with the verifier off, too.
 * The wait continues, as there is no other way out of a lock. It is reported again
 * each time that it has become twice as long.
 */
#include <linux/atomic.h>
#include <linux/kconfig.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>

#include "host.h"
#include "park.h"

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

/* A wait: until, or while, some bits at the address have a value. */
struct wait {
	const volatile void *address;
	size_t size;
	u64 mask;
	u64 value;
	bool until;
	unsigned int patience;		/* times ntspin_park_rounds: how long it spins */
	const void *lock;
	const void *caller;
	enum ntspin_fault fault;	/* what it is called if it lasts */
	unsigned int rounds;
	unsigned int spun_since;	/* the round in which it was parked last, or could not be */
	u64 spun_at;			/* when that was; 0: it has halted since, or is new */
	unsigned int limit;		/* in seconds */
	u64 since;
};

static noinline void look_at_clock(struct wait *wait)
{
	u64 now = local_clock();

	if (!wait->since) {
		wait->since = now;
		wait->limit = 1;
	} else if ((s64)(now - wait->since) > wait->limit * (s64)NSEC_PER_SEC) {
		ntspin_report_wait(wait->fault, wait->limit, wait->lock, wait->caller);
		wait->limit *= 2;
	}
}

#ifdef NTSPIN_PARKS

/*
 * A waiter that spins on the ticket is next, or the one after: each lock has two of these at most,
 * and a wake costs them more than a short section. A waiter in the queue with others parked waits
 * for their wakes, and keeps a real CPU from them meanwhile.
 */
#define PATIENCE_OF_NEXT 4

/* A host's time slice is longer, an interrupt shorter. */
#define GAP_NS (NSEC_PER_MSEC / 2)

static unsigned int patience_in_queue(const void *lock)
{
	bool parked = READ_ONCE(ntspin_slow_flags) & NTSPIN_PARKED_MASK;

	return parked && ntspin_park_is_for(lock) ? 0 : 1;
}

/* Relaxed: the look that ends the wait comes after it, and acquires. */
static bool is_over(const struct wait *wait)
{
	u64 now;

	if (wait->size == sizeof(UCHAR))
		now = READ_ONCE(*(const volatile UCHAR *)wait->address);
	else if (wait->size == sizeof(ULONG))
		now = READ_ONCE(*(const volatile ULONG *)wait->address);
	else
		now = READ_ONCE(*(const volatile ULONG_PTR *)wait->address);
	return ((now & wait->mask) == wait->value) == wait->until;
}

/* Looks before the first halt make a lost wake rare: see park.c. True where it is over by then. */
static bool look_for_long(const struct wait *wait)
{
	unsigned int looks = READ_ONCE(ntspin_park_looks);

	while (!is_over(wait) && looks--)
		cpu_relax();
	return is_over(wait);
}

/* What a waiter has spun since it was here last, if it spins ever since. */
static void tell_of_spinning(struct wait *wait, u64 now)
{
	u64 rounds_take = (u64)wait->patience * READ_ONCE(ntspin_park_spin_ns);
	u64 spun = now - wait->spun_at;

	if (wait->spun_at && (s64)spun > 0)
		ntspin_park_spun(now, spun,
				 spun > GAP_NS + 4 * rounds_take ? spun - rounds_take : 0);
	wait->spun_at = now;
}

static noinline void park(struct wait *wait)
{
	u64 now = local_clock();

	wait->spun_since = wait->rounds;
	/* Where it cannot be, that is not tried in each round. */
	if (!wait->patience)
		wait->patience = 1;
	if (READ_ONCE(ntspin_park_rounds) == UINT_MAX)
		return;
	tell_of_spinning(wait, now);
	if (!ntspin_park_is_worth_it(now) || !ntspin_park_begin(wait->address, wait->lock))
		return;
	wait->spun_at = 0;
	if (!look_for_long(wait)) {
		do {
			/* With interrupts off: a kick that comes after the look ends the halt. */
			local_irq_disable();
			ntspin_park_before_look();
			if (is_over(wait))
				local_irq_enable();
			else
				ntspin_park_halt();
			look_at_clock(wait);
		} while (!is_over(wait));
	}
	ntspin_park_end();
}

static __always_inline bool has_spun_enough(const struct wait *wait)
{
	return wait->rounds - wait->spun_since >=
	       (u64)READ_ONCE(ntspin_park_rounds) * wait->patience;
}

#else

#define PATIENCE_OF_NEXT 1

static unsigned int patience_in_queue(const void *lock)
{
	return 1;
}

static void park(struct wait *wait)
{
}

static __always_inline bool has_spun_enough(const struct wait *wait)
{
	return false;
}

#endif

/* What a waiter does after each look; it never ends the wait. */
static __always_inline bool wait_round(struct wait *wait)
{
	if (unlikely(++wait->rounds % ROUNDS_PER_LOOK == 0))
		look_at_clock(wait);
	if (unlikely(has_spun_enough(wait)))
		park(wait);
	return false;
}

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller)
{
	struct wait wait = {
		.address = p,
		.size = sizeof(*p),
		.mask = U8_MAX,
		.value = value,
		.patience = PATIENCE_OF_NEXT,
		.lock = lock,
		.caller = caller,
		.fault = NTSPIN_LONG_WAIT,
	};

	/* Pairs with the release of s by the one before: queue_steps.hpp, serve_next(). */
	return smp_cond_load_acquire((volatile UCHAR *)p, value != VAL || wait_round(&wait));
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value,
				     const void *lock, const void *caller)
{
	struct wait wait = {
		.address = p,
		.size = sizeof(*p),
		.mask = U64_MAX,
		.value = value,
		/* A link is written soon. */
		.patience = value ? patience_in_queue(lock) : 1,
		.lock = lock,
		.caller = caller,
		/* A link that is not written yet is NULL; a node that waits never is. */
		.fault = value ? NTSPIN_LONG_WAIT : NTSPIN_LONG_LINK,
	};

	/* Pairs with the release of the link or the grant: queue_steps.hpp, join(), pass_on(). */
	return smp_cond_load_acquire((volatile ULONG_PTR *)p, value != VAL || wait_round(&wait));
}

ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller)
{
	struct wait wait = {
		.address = p,
		.size = sizeof(*p),
		.mask = mask,
		.value = value,
		.patience = 1,
		.lock = lock,
		.caller = caller,
		.fault = NTSPIN_LONG_WAIT,
	};

	/* Pairs with the release of a writer: rw_lock.hpp, release_exclusive(). */
	return smp_cond_load_acquire((volatile ULONG *)p,
				     (VAL & mask) != value || wait_round(&wait));
}

ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller)
{
	struct wait wait = {
		.address = p,
		.size = sizeof(*p),
		.mask = mask,
		.value = value,
		.until = true,
		.patience = 1,
		.lock = lock,
		.caller = caller,
		.fault = NTSPIN_LONG_WAIT,
	};

	/* Pairs with both releases in rw_lock.hpp: of the writer and of the readers before us. */
	return smp_cond_load_acquire((volatile ULONG *)p,
				     (VAL & mask) == value || wait_round(&wait));
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
