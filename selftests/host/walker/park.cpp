// SPDX-License-Identifier: GPL-2.0
/*
 * park.cpp - the contenders of the parking place: the shipped park.c and wait.c, compiled as C++,
 * with the lock's steps that wait and wake.
 *
 * Each contender is a CPU. It parks in the first round in which it has to wait. Rounds:
 *
 *	o  give up the lock, which it owns from the start, as the routines do: by their look at the
 *	   flag word, then the store, then for those who are to wake somebody the second look
 *	c  the same, as soon as the first look finds that all who wait are parked
 *	a  acquire and release
 *	w  wait until the lock's first owner has given it up, as the head of the queue does
 *	t  a tick for each CPU, some time after one more release
 *	i  an interrupt for each CPU, at any time
 */
#include "park.hpp"
#include "park_kernel.hpp"

/* The walker has waits of these names, which are steps. */
#define ntspin_wait_while_equal_8 shipped_wait_while_equal_8
#define ntspin_wait_while_equal_64 shipped_wait_while_equal_64
#define ntspin_wait_while_equal_32 shipped_wait_while_equal_32
#define ntspin_wait_until_equal_32 shipped_wait_until_equal_32

extern "C" {

LONG ntspin_slow_flags;

KIRQL ntspin_current_irql(void)
{
	return DISPATCH_LEVEL;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <linux/park.c>
#include <linux/wait.c>
#pragma GCC diagnostic pop

/* The host is busy. */
bool ntspin_park_is_worth_it(u64)
{
	return true;
}

void ntspin_park_spun(u64, u64, u64)
{
}

void ntspin_busy_host_count(struct ntspin_park_counts *)
{
}

} /* extern "C" */

#undef noinline

#include "lock/direct_access.hpp"

namespace parking
{

ULONG sent[cpus];
ULONG taken[cpus];
bool off[cpus];

} /* namespace parking */

namespace
{

struct access : ntspin::direct_access {};
struct waking : ntspin::waking_access<access> {};

using lock = ntspin::queue_lock<access>;
using waking_lock = ntspin::queue_lock<waking>;

constexpr access at_once = {{nullptr}};
constexpr waking and_wake = {{{{nullptr}}}};

KSPIN_LOCK storage;
/* What it guards. */
volatile unsigned long data;
/* How often it was given up. */
ULONG releases;
ULONG ticks;
ULONG to_be_parked;
unsigned present;

/* As KeReleaseSpinLockFromDpcLevel(). */
[[gnu::noinline]] void release(bool wakes) noexcept
{
	data = data + 1;
	parking::leaves();
	if (wakes)
		waking_lock::release(and_wake, storage);
	else
		lock::release(at_once, storage);
	/* Behind the store, and behind what is done for who waits. */
	__atomic_fetch_add(&releases, 1, __ATOMIC_RELEASE);
}

[[gnu::noinline]] void acquire() noexcept
{
	ntspin::lock_word seen(0);

	if (!lock::acquire_at_once(at_once, storage, seen))
		waking_lock::acquire_contended(and_wake, storage, seen);
	parking::enters();
}

[[gnu::noinline]] void interrupt_all() noexcept
{
	for (unsigned cpu = 0; cpu < present; cpu++)
		smp_send_reschedule(cpu);
}

/* A tick comes again and again: what was stored before the last one is seen behind it. */
[[gnu::noinline]] void tick() noexcept
{
	/* So many, or more: of two at most. */
	parking::await_not(&releases, ~ticks++, 0);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	interrupt_all();
}

} /* namespace */

ghost void parking::prepare(bool owned, unsigned count, unsigned waiters) noexcept
{
	/* What a wait acquires is reported where it is made. */
	walker::wait_order = __ATOMIC_RELAXED;
	ntspin_park_rounds = 1;
	ntspin_park_looks = 0;
	if (owned)
		storage = ntspin::lock_word::free_at(0).with_ticket_taken().bits();
	to_be_parked = waiters * NTSPIN_PARKED;
	present = count;
	walker::declare(&storage, sizeof(storage));
}

ghost bool parking::is_anyone_left() noexcept
{
	for (const slot &each : slots)
		if (each.address)
			return true;
	return ntspin_slow_flags || parked_cpus.bits;
}

void model::run(char kind, bool) noexcept
{
	switch (kind) {
	case 'o':
		parking::enters();
		return release(ntspin::is_instrumented_or_parked());
	case 'c':
		parking::enters();
		parking::await(&ntspin_slow_flags, NTSPIN_PARKED_MASK, to_be_parked);
		return release(ntspin::is_instrumented_or_parked());
	case 'a':
		acquire();
		return release(ntspin::is_instrumented_or_parked());
	case 'w':
		at_once.wait_while_serving(storage, 0);
		return;
	case 't':
		return tick();
	default:
		interrupt_all();
	}
}
