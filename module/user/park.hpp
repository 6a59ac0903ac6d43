/* SPDX-License-Identifier: GPL-2.0 */
/*
 * park.hpp - a parking place for threads: what linux/park.c is for CPUs.
 *
 * A thread halts on a futex, which is the last look with interrupts off: it does not sleep where
 * its word says by then that it was kicked. The tick is how long it sleeps at most.
 *
 * A wake makes a hand-over longer, some ten times where each thread has a CPU. So threads park
 * only while they see that CPUs are wanted: a yield has let another thread run.
 *
 *     waiter                                  who ends the wait
 *     slot = address; one more is parked      looks whether anybody is parked
 *     not kicked; looks; sleeps               stores
 *                                             if anybody: full barrier, kicks
 */
#ifndef NTSPIN_USER_PARK_HPP
#define NTSPIN_USER_PARK_HPP

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "../seam/verifier.h"

namespace host
{

constexpr unsigned parked_most = 64;
constexpr long tick_ns = 4'000'000;

/* A yield that takes longer has let another thread run; so long CPUs are taken for wanted then. */
constexpr LONGLONG yield_ns = 50'000;
constexpr LONGLONG wanted_ns = 100'000'000;

/*
 * The order of a park and a wake. ThreadSanitizer would take it for an order of all that they do
 * otherwise, and miss the races there: for it a wake-up may be missed, and comes with the tick.
 */
#ifdef NTSPIN_ONE_WORD
constexpr int park_order = __ATOMIC_RELAXED;
#else
constexpr int park_order = __ATOMIC_SEQ_CST;
#endif

struct alignas(128) parked_thread {
	const volatile void *address; /* null where it is not parked */
	ULONG kicked;
	bool taken;
};

inline parked_thread parked_threads[parked_most];

struct park_counts {
	ULONG parks, halts, kicks;
	ULONG unkicked; /* waits that were over after a halt that no kick had ended */
};

inline park_counts parked;

inline LONGLONG nanoseconds() noexcept
{
	timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

/* A hint: nothing rides on it. */
inline LONGLONG wanted_until;

inline void yield() noexcept
{
	const LONGLONG since = nanoseconds();

	sched_yield();

	const LONGLONG now = nanoseconds();

	if (now - since > yield_ns)
		__atomic_store_n(&wanted_until, now + wanted_ns, __ATOMIC_RELAXED);
}

inline bool cpus_are_wanted() noexcept
{
	return nanoseconds() < __atomic_load_n(&wanted_until, __ATOMIC_RELAXED);
}

/* A thread's own slot, until it ends. */
class park_slot {
public:
	park_slot() noexcept
	{
		for (parked_thread &each : parked_threads) {
			if (__atomic_exchange_n(&each.taken, true, __ATOMIC_ACQUIRE))
				continue;
			mine = &each;
			return;
		}
	}

	~park_slot()
	{
		if (mine)
			__atomic_store_n(&mine->taken, false, __ATOMIC_RELEASE);
	}

	parked_thread *mine = nullptr; /* there are that many threads already */
};

/* Statistics: nothing rides on them. */
inline void count(ULONG &number) noexcept
{
	__atomic_fetch_add(&number, 1, __ATOMIC_RELAXED);
}

/* Sleep until it is over, or until something woke us. The caller acquires what ended the wait. */
template <class Over> void park_until(const volatile void *address, Over is_over) noexcept
{
	static thread_local const park_slot slot;
	const timespec tick = {0, tick_ns};
	parked_thread *const me = slot.mine;

	if (!me)
		return;
	count(parked.parks);
	__atomic_store_n(&me->address, address, __ATOMIC_RELAXED);
	/*
	 * One order of all that change this word. A waker that comes after us there finds our
	 * address; if we come after it, our look finds its store. Pairs with unpark().
	 */
	__atomic_fetch_add(&ntspin_slow_flags, NTSPIN_PARKED, park_order);
	for (bool halted = false;; halted = true) {
		/* Acquire: whose kick is cleared here, his store is found by the look. */
		const bool kicked = __atomic_exchange_n(&me->kicked, 0, __ATOMIC_ACQUIRE);

		if (is_over()) {
			if (halted && !kicked)
				count(parked.unkicked);
			break;
		}
		count(parked.halts);
		syscall(SYS_futex, &me->kicked, FUTEX_WAIT_PRIVATE, 0, &tick, nullptr, 0);
	}
	__atomic_store_n(&me->address, static_cast<const volatile void *>(nullptr),
			 __ATOMIC_RELAXED);
	__atomic_fetch_sub(&ntspin_slow_flags, NTSPIN_PARKED, park_order);
}

inline void unpark(const volatile void *address) noexcept
{
	/* Changes nothing; a barrier between the store that ends the wait and the looks. */
	__atomic_fetch_add(&ntspin_slow_flags, 0, park_order);
	for (parked_thread &each : parked_threads) {
		if (__atomic_load_n(&each.address, __ATOMIC_RELAXED) != address)
			continue;
		count(parked.kicks);
		__atomic_store_n(&each.kicked, 1, __ATOMIC_RELEASE);
		syscall(SYS_futex, &each.kicked, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
	}
}

} /* namespace host */

#endif
