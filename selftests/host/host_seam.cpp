// SPDX-License-Identifier: GPL-2.0
/*
 * host_seam.cpp - seam.h in user space: threads stand for CPUs.
 */
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "host_park.hpp"
#include "host_seam.hpp"

namespace
{

/* A thread's own number, which the next one gets when it ends: threads stand for processors. */
class processor {
public:
	processor() noexcept
	{
		while (__atomic_exchange_n(&taken[number], true, __ATOMIC_ACQUIRE))
			number++;
	}

	~processor()
	{
		__atomic_store_n(&taken[number], false, __ATOMIC_RELEASE);
	}

	ULONG number = 0;

private:
	static inline bool taken[host::processors];
};

thread_local bool interrupts_off;
thread_local ULONGLONG random_state = 1;

ULONGLONG milliseconds() noexcept
{
	timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return static_cast<ULONGLONG>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

template <class T, class Over>
T wait_until(const volatile T *p, Over over, const void *lock, const void *caller) noexcept
{
	host::waiter waiter;
	ULONG looks = 0;
	bool said = false;
	T found;

	/* Pairs with the releases that linux/wait.c names. */
	while (!over(found = __atomic_load_n(p, __ATOMIC_ACQUIRE))) {
		if (waiter.round() && !said) {
			said = true;
			ntspin_report(NTSPIN_LONG_WAIT, nullptr, 0, lock, caller);
		}
		/* As linux/park.c: not where interrupts are off. A thread that plays several never sleeps. */
		if (host::looks_before_park && ++looks % host::looks_before_park == 0 &&
		    !interrupts_off && !host::waits)
			host::park_until(p, [=] {
				return over(__atomic_load_n(p, __ATOMIC_RELAXED));
			});
	}
	return found;
}

template <class T>
T wait_while_equal(const volatile T *p, T value, const void *lock, const void *caller) noexcept
{
	return wait_until(
		p, [=](T found) { return found != value; }, lock, caller);
}

} /* namespace */

namespace host
{

thread_local unsigned reported[faults];
thread_local task here;
thread_local void (*waits)();
ULONG looks_before_park;
thread_local ntspin_circle reported_circle;

void watch(LONG who)
{
	static PVOID tables;

	__atomic_fetch_and(&ntspin_unusual, ~NTSPIN_WATCH, __ATOMIC_SEQ_CST);
	if (!who)
		return;
	if (!tables) {
		tables = calloc(1, ntspin_tables_size(processors));
		ntspin_tables_use(tables, processors);
	}
	ntspin_tables_begin();
	__atomic_fetch_or(&ntspin_unusual, who, __ATOMIC_SEQ_CST);
	ntspin_tables_complete();
}

void seed(ULONGLONG value) noexcept
{
	random_state = value * 0x9e3779b97f4a7c15 | 1;
}

/* xorshift64* */
ULONG random(ULONG below) noexcept
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return static_cast<ULONG>((random_state * 0x2545f4914f6cdd1d >> 33) % below);
}

void pause() noexcept
{
	const ULONG kind = random(64);

	if (kind == 0)
		sched_yield();
	else if (kind < 16)
		for (ULONG rounds = random(200); rounds > 0; rounds--)
			asm volatile("");
}

bool interrupts_are_off() noexcept
{
	return interrupts_off;
}

bool waiter::round(ULONG seconds) noexcept
{
	if (waits) {
		waits();
		return false;
	}
	if (++rounds_ % 64 != 0)
		return false;
	sched_yield();
	if (rounds_ % 0x1000 != 0)
		return false;
	if (since_ == 0)
		since_ = milliseconds();
	return milliseconds() - since_ >= seconds * 1000;
}

} /* namespace host */

using host::here;

extern "C" {

KIRQL ntspin_current_irql(void)
{
	if (here.device)
		return here.device;
	if (here.at_dispatch)
		return DISPATCH_LEVEL;
	return here.at_apc ? APC_LEVEL : PASSIVE_LEVEL;
}

void ntspin_contention_begin(const void *)
{
}

void ntspin_unpark(const volatile void *watched)
{
	host::unpark(watched);
}

void ntspin_contention_end(const void *)
{
}

LONG ntspin_unusual;

KIRQL ntspin_raise_usually(void)
{
	return ntspin_raise_to_dispatch();
}

KIRQL ntspin_level_before(KIRQL old)
{
	return old;
}

KIRQL ntspin_level_at_passive(void)
{
	return PASSIVE_LEVEL;
}

KIRQL ntspin_raised_from(void)
{
	if (!here.at_dispatch)
		return DISPATCH_LEVEL;
	return here.at_apc ? APC_LEVEL : PASSIVE_LEVEL;
}

const void *ntspin_this_task(void)
{
	return here.name ? here.name : &here;
}

ULONG ntspin_this_processor(void)
{
	static thread_local const processor mine;

	return mine.number;
}

BOOLEAN ntspin_in_nmi(void)
{
	return FALSE;
}

ULONGLONG ntspin_time(void)
{
	return milliseconds() * 1000000;
}

ULONGLONG ntspin_hold_limit(void)
{
	return 0;
}

void ntspin_fill_holder(struct ntspin_holder *holder, const void *site)
{
	*holder = {};
	holder->processor = ntspin_this_processor();
	holder->site = site;
}

BOOLEAN ntspin_ends_unseen(const void *)
{
	return FALSE;
}

const void *ntspin_lock_begins(ULONG, const void *, const void *site, BOOLEAN)
{
	return site;
}

BOOLEAN ntspin_lockdep_asked(const struct ntspin_use *)
{
	return FALSE;
}

void ntspin_lockdep_contended(const struct ntspin_use *)
{
}

void ntspin_lockdep_acquired(const struct ntspin_use *)
{
}

void ntspin_lockdep_released(const struct ntspin_use *)
{
}

void ntspin_trace_contended(const struct ntspin_use *)
{
}

void ntspin_trace_acquired(const struct ntspin_use *)
{
}

void ntspin_trace_released(const struct ntspin_use *)
{
}

void ntspin_trace_irql(KIRQL, KIRQL, const void *)
{
}

void ntspin_report_misuse(const struct ntspin_misuse *misuse)
{
	host::reported[misuse->fault]++;
	if (misuse->circle)
		host::reported_circle = *misuse->circle;
}

KIRQL ntspin_raise_to_dispatch(void)
{
	const KIRQL before = ntspin_current_irql();

	here.at_dispatch = true;
	return before;
}

BOOLEAN ntspin_raise_irql(KIRQL level)
{
	if (level == APC_LEVEL)
		here.at_apc = true;
	if (level >= DISPATCH_LEVEL)
		here.at_dispatch = true;
	if (level > DISPATCH_LEVEL)
		here.device = level;
	return true;
}

void ntspin_lower_below_dispatch(KIRQL level)
{
	if (level > ntspin_current_irql())
		ntspin_report(NTSPIN_RESTORED_ABOVE, nullptr, level, nullptr, nullptr);
	else
		ntspin_lower_irql(level);
}

void ntspin_lower_irql(KIRQL level)
{
	if (here.device)
		here.device = level > DISPATCH_LEVEL ? level : 0;
	if (level < DISPATCH_LEVEL)
		here.at_dispatch = false;
	if (level < APC_LEVEL)
		here.at_apc = false;
}

/* A thread is interrupted by nobody; it is but noted. */
ULONG_PTR ntspin_interrupts_off(void)
{
	const bool before = interrupts_off;

	interrupts_off = true;
	return before;
}

void ntspin_interrupts_restore(ULONG_PTR before)
{
	interrupts_off = before;
}

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller)
{
	return wait_while_equal(p, value, lock, caller);
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value, const void *lock,
				     const void *caller)
{
	return wait_while_equal(p, value, lock, caller);
}

ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value, const void *lock,
				 const void *caller)
{
	return wait_until(
		p, [=](ULONG found) { return (found & mask) != value; }, lock, caller);
}

ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value, const void *lock,
				 const void *caller)
{
	return wait_until(
		p, [=](ULONG found) { return (found & mask) == value; }, lock, caller);
}

/* Nobody frees memory with a DPC in it here. */
void ntspin_dpc_noted(const KDPC *)
{
}

void ntspin_report(enum ntspin_fault fault, const char *, KIRQL, const void *, const void *)
{
	host::reported[fault]++;
}

} /* extern "C" */
