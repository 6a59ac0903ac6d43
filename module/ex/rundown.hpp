/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rundown.hpp - run-down protection: users are counted in one word, or in several, until somebody
 * waits for all of them.
 *
 *   bit 0 clear: the users, twice over. In one of several words the count is signed: a use may end
 *                at another word than it began at.
 *   bit 0 set:   nobody begins a use. With an address above it, of a rundown_wait: releases are
 *                counted there. 1 alone: nobody is left.
 *
 *   users --wait--> rundown_wait | 1 --the last release--> 1 --reinitialise--> 0
 *
 * Promised: the wait returns when all users have ended, and sees what they have written; from then
 * on nobody touches the wait block, which is on the waiter's stack.
 *
 * All of it is local to the file that includes it.
 */
#ifndef NTSPIN_EX_RUNDOWN_HPP
#define NTSPIN_EX_RUNDOWN_HPP

#include "../lock/atomic.hpp"
#include "../verifier/instrumented.hpp"

namespace
{

using ntspin::atomic_ref;
using ntspin::call;
using ntspin::memory_order_acq_rel;
using ntspin::memory_order_acquire;
using ntspin::memory_order_relaxed;
using ntspin::memory_order_release;

constexpr ULONG_PTR ending = 1;
constexpr ULONG_PTR one_user = 2;

struct rundown_wait {
	LONG_PTR left; /* users; below 0 while they are still being added up */
	KEVENT none_left;
};

rundown_wait &wait_of(ULONG_PTR word) noexcept
{
	return *reinterpret_cast<rundown_wait *>(word & ~ending);
}

/*
 * Acquire: what was written before the word was initialised again is seen; pairs with the release
 * of that. A use that begins need order nothing else: its end does.
 */
bool begin_use(ULONG_PTR &word, ULONG count) noexcept
{
	ULONG_PTR seen = atomic_ref(word).load(memory_order_relaxed);

	do {
		if (seen & ending)
			return false;
	} while (!atomic_ref(word).compare_exchange_strong(
		seen, seen + count * one_user, memory_order_acquire, memory_order_relaxed));
	return true;
}

/*
 * Release: pairs with the acquire in take_users(), where this use is not among those to be waited
 * for; exchanges in between keep that up. Else acquire and release: each release is seen by the
 * last one, and so by the thread that it wakes. False where there is no such use.
 */
bool end_use(ULONG_PTR &word, ULONG count, bool one_of_several) noexcept
{
	/* Acquire: pairs with the release in take_users(), of the wait that it names. */
	ULONG_PTR seen = atomic_ref(word).load(memory_order_acquire);

	while (!(seen & ending)) {
		if (!one_of_several && seen < count * one_user)
			return false;
		if (atomic_ref(word).compare_exchange_strong(seen, seen - count * one_user,
							     memory_order_release,
							     memory_order_acquire))
			return true;
	}
	if (seen == ending)
		return false;

	rundown_wait &wait = wait_of(seen);

	/* With the last one the wait may be gone as soon as the event is set. */
	if (atomic_ref(wait.left).fetch_add(-static_cast<LONG_PTR>(count), memory_order_acq_rel) ==
	    static_cast<LONG_PTR>(count))
		KeSetEvent(&wait.none_left, 0, FALSE);
	return true;
}

/*
 * Nobody begins a use at this word any more, and releases are counted in the wait. Returns false,
 * with nothing done, where that is so already. Acquire: pairs with end_use(). Release: the wait has
 * been made by then; pairs with end_use().
 */
bool take_users(ULONG_PTR &word, rundown_wait &wait, LONG_PTR &users) noexcept
{
	const ULONG_PTR taken = reinterpret_cast<ULONG_PTR>(&wait) | ending;
	ULONG_PTR seen = atomic_ref(word).load(memory_order_relaxed);

	do {
		if (seen & ending)
			return false;
	} while (!atomic_ref(word).compare_exchange_strong(seen, taken, memory_order_acq_rel,
							   memory_order_relaxed));
	users = static_cast<LONG_PTR>(seen) / static_cast<LONG_PTR>(one_user);
	return true;
}

/* Acquire: pairs with the release in mark_ended(). */
bool has_ended(ULONG_PTR &word) noexcept
{
	return atomic_ref(word).load(memory_order_acquire) == ending;
}

/* Release: a caller that finds it ended sees what the users have written. */
void mark_ended(ULONG_PTR &word) noexcept
{
	atomic_ref(word).store(ending, memory_order_release);
}

/* Release: pairs with the acquire in begin_use(). */
void begin_anew(ULONG_PTR &word) noexcept
{
	atomic_ref(word).store(0, memory_order_release);
}

/* Somebody else waits: there is no room for two in the word, so this one looks now and then. */
void wait_for_other(ULONG_PTR &word, const void *object, const call &call) noexcept
{
	LARGE_INTEGER moment;

	moment.QuadPart = -10000;
	ntspin_report(NTSPIN_RUNDOWN_TWICE, call.routine, 0, object, call.caller);
	while (!has_ended(word))
		KeDelayExecutionThread(KernelMode, FALSE, &moment);
}

/* Several words, each so many behind the one before; the first decides which call waits. */
void run_down(ULONG_PTR *words, ULONG count, ULONG step, const void *object,
	      const call &call) noexcept
{
	rundown_wait wait = {};
	LONG_PTR users = 0, all = 0;

	if (has_ended(words[0]))
		return;
	KeInitializeEvent(&wait.none_left, SynchronizationEvent, FALSE);
	if (!take_users(words[0], wait, all))
		return wait_for_other(words[0], object, call);
	for (ULONG i = 1; i < count; i++)
		if (take_users(words[i * step], wait, users))
			all += users;
	/* Acquire and release: as each release of a user, of which this is none: it may be the last. */
	if (atomic_ref(wait.left).fetch_add(all, memory_order_acq_rel) + all)
		KeWaitForSingleObject(&wait.none_left, Executive, KernelMode, FALSE, nullptr);
	for (ULONG i = count; i-- > 0;)
		mark_ended(words[i * step]);
}

/* Where none may sleep nobody is waited for, and that is reported: the object stays in use. */
bool may_wait(const void *object, const call &call) noexcept
{
	if (ntspin_current_irql() < DISPATCH_LEVEL) [[likely]]
		return true;
	ntspin_report(NTSPIN_RUNDOWN_HIGH, call.routine, 0, object, call.caller);
	return false;
}

} /* namespace */

#endif
