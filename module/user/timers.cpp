// SPDX-License-Identifier: GPL-2.0
/*
 * timers.cpp - seam/timer.h in user space: one thread, which is the clock's interrupt.
 *
 * All that are set stand in a list, the first to be due first, under one lock. Who holds it holds a
 * processor, since the queue of DPCs is reached under it: so nobody waits for a processor there.
 */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "../seam/block.h"
#include "futex.hpp"
#include "host.hpp"
#include "timers.hpp"

namespace
{

constexpr LONGLONG ns_per_second = 1'000'000'000;
/* A century: nobody waits for it. */
constexpr LONGLONG longest = 3'000'000'000 * ns_per_second;

/* What Place has of a timer that is set: when it is due, its neighbours, its clock. */
enum { due_at, next_at, previous_at, clock_at };

class clock_lock {
public:
	clock_lock() noexcept : interrupts_(ntspin_interrupts_off())
	{
		pthread_mutex_lock(&mutex);
	}

	~clock_lock()
	{
		pthread_mutex_unlock(&mutex);
		ntspin_interrupts_restore(interrupts_);
	}

	clock_lock(const clock_lock &) = delete;
	clock_lock &operator=(const clock_lock &) = delete;

	static inline pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

private:
	const ULONG_PTR interrupts_;
};

/* Of each clock those that are set. */
KTIMER *first[2];
bool begun;
ULONG changes; /* what the thread sleeps on */

LONGLONG now_by(ULONG clock) noexcept
{
	timespec now;

	clock_gettime(clock == NTSPIN_UPTIME ? CLOCK_MONOTONIC : CLOCK_REALTIME, &now);
	return now.tv_sec * ns_per_second + now.tv_nsec;
}

LONGLONG due_of(const KTIMER &timer) noexcept
{
	return static_cast<LONGLONG>(timer.Place[due_at]);
}

KTIMER *next_of(const KTIMER &timer) noexcept
{
	return reinterpret_cast<KTIMER *>(timer.Place[next_at]);
}

/* What follows is called under the lock. */

/* Either of them may be NULL. */
void link(ULONG clock, KTIMER *before, KTIMER *behind) noexcept
{
	if (before)
		before->Place[next_at] = reinterpret_cast<ULONG_PTR>(behind);
	else
		first[clock] = behind;
	if (behind)
		behind->Place[previous_at] = reinterpret_cast<ULONG_PTR>(before);
}

/* Equal times come due in the order in which they were set. */
void insert(KTIMER &timer, ULONG clock, LONGLONG due) noexcept
{
	KTIMER *before = nullptr;
	KTIMER *behind = first[clock];

	for (; behind && due_of(*behind) <= due; behind = next_of(*behind))
		before = behind;
	timer.Place[due_at] = static_cast<ULONG_PTR>(due);
	timer.Place[clock_at] = clock;
	link(clock, before, &timer);
	link(clock, &timer, behind);
	timer.Header.Inserted = TRUE;
}

bool take_out(KTIMER &timer) noexcept
{
	if (!timer.Header.Inserted)
		return false;
	link(static_cast<ULONG>(timer.Place[clock_at]),
	     reinterpret_cast<KTIMER *>(timer.Place[previous_at]), next_of(timer));
	timer.Header.Inserted = FALSE;
	return true;
}

/* What the timer queues if it is set again is not meant: so it is all under the lock. */
bool unset(KTIMER &timer, bool with_dpc) noexcept
{
	if (!take_out(timer))
		return false;
	if (with_dpc && timer.Period && timer.Dpc)
		KeRemoveQueueDpc(timer.Dpc);
	return true;
}

/*
 * It is not set. Times that are past by now are lost, all at once; a period goes by uptime. Returns
 * whether it is set again: else it may be gone by then.
 */
bool come_due(KTIMER &timer, ULONG clock, LONGLONG due) noexcept
{
	const LONGLONG now = now_by(NTSPIN_UPTIME);
	const LONGLONG period = static_cast<LONGLONG>(timer.Period * 100);
	const ULONGLONG time =
		static_cast<ULONGLONG>(now_by(NTSPIN_SYSTEM_TIME) / 100 + NTSPIN_EPOCH);
	const LONGLONG from = clock == NTSPIN_UPTIME ? due : now;

	if (period > 0)
		insert(timer, NTSPIN_UPTIME, from + ((now - from) / period + 1) * period);
	ntspin_timer_signal(&timer, timer.Dpc,
			    reinterpret_cast<PVOID>(static_cast<ULONG_PTR>(time & 0xffffffff)),
			    reinterpret_cast<PVOID>(static_cast<ULONG_PTR>(time >> 32)));
	return period > 0;
}

/* Returns in how many nanoseconds the next one is due. */
LONGLONG serve_all() noexcept
{
	LONGLONG next = longest;

	for (ULONG clock = NTSPIN_UPTIME; clock <= NTSPIN_SYSTEM_TIME; clock++) {
		const LONGLONG now = now_by(clock);

		while (KTIMER *const timer = first[clock]) {
			const LONGLONG due = due_of(*timer);

			if (due > now) {
				next = due - now < next ? due - now : next;
				break;
			}
			take_out(*timer);
			come_due(*timer, clock, due);
		}
	}
	return next;
}

void *serve(void *)
{
	for (;;) {
		const ULONG seen = __atomic_load_n(&changes, __ATOMIC_RELAXED);
		LONGLONG next;

		/* As an interrupt: so an insert does not run the DPC. */
		ntspin_raise_irql(NTSPIN_LOWEST_DIRQL);
		{
			const clock_lock held;

			next = serve_all();
		}
		ntspin_lower_irql(PASSIVE_LEVEL);

		/* The system's time may be set meanwhile. */
		if (next > ns_per_second)
			next = ns_per_second;

		const timespec most = {next / ns_per_second, next % ns_per_second};

		host::sleep_while(&changes, seen, &most);
	}
	return nullptr;
}

} /* namespace */

namespace host
{

const void *unset_any_timer() noexcept
{
	const clock_lock held;
	KTIMER *const timer = first[NTSPIN_UPTIME] ? first[NTSPIN_UPTIME] :
						     first[NTSPIN_SYSTEM_TIME];

	if (!timer)
		return nullptr;
	take_out(*timer);
	return timer->Dpc ? reinterpret_cast<const void *>(timer->Dpc->DeferredRoutine) : timer;
}

KTIMER *unset_timer_in(const void *start, SIZE_T size) noexcept
{
	const clock_lock held;
	const ULONG_PTR from = reinterpret_cast<ULONG_PTR>(start);

	for (KTIMER *timer : first)
		for (; timer; timer = next_of(*timer))
			if (reinterpret_cast<ULONG_PTR>(timer) - from < size) {
				take_out(*timer);
				return timer;
			}
	return nullptr;
}

void lock_timers() noexcept
{
	pthread_mutex_lock(&clock_lock::mutex);
}

void unlock_timers() noexcept
{
	pthread_mutex_unlock(&clock_lock::mutex);
}

void forget_timer_thread() noexcept
{
	begun = false;
}

} /* namespace host */

extern "C" {

BOOLEAN ntspin_timer_start(PKTIMER timer, enum ntspin_clock clock, LONGLONG due, ULONG tolerance,
			   ULONGLONG period, PKDPC dpc)
{
	const clock_lock held;
	const bool was_set = unset(*timer, true);
	const LONGLONG now = now_by(clock);
	const LONGLONG at = clock == NTSPIN_UPTIME ? (due < longest - now ? now + due : longest) :
						     due;

	timer->Dpc = dpc;
	timer->Period = period;
	__atomic_store_n(&timer->Header.SignalState, 0, __ATOMIC_RELAXED);

	bool is_set = true;

	if (at <= now)
		is_set = come_due(*timer, clock, at);
	else
		insert(*timer, clock, ntspin_timer_chosen(at, tolerance));
	if (is_set) {
		if (!begun && !host::begin_thread(serve, nullptr))
			KeBugCheck(0xC2);
		begun = true;
		/* Relaxed: the thread looks at what is under the lock. */
		__atomic_fetch_add(&changes, 1, __ATOMIC_RELAXED);
		host::wake_all(&changes);
	}
	return was_set;
}

BOOLEAN ntspin_timer_cancel(PKTIMER timer, BOOLEAN with_dpc)
{
	const clock_lock held;

	return unset(*timer, with_dpc);
}

} /* extern "C" */
