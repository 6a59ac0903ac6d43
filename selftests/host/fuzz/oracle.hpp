/* SPDX-License-Identifier: GPL-2.0 */
/*
 * oracle.hpp - what each call of a caller's has to come to, and whether it may be made at all.
 */
#ifndef NTSPIN_FUZZ_ORACLE_HPP
#define NTSPIN_FUZZ_ORACLE_HPP

#include "levels.hpp"
#include "owners.hpp"

namespace
{

struct oracle {
	callers all;
	levels level_of[callers::many];
	owned_lock locks[lock_count];
	bool used[handle_count] = {}; /* asked with, or holding, or in a queue still */
	KIRQL saved[callers::many] = {};
	KIRQL returned[callers::many] = {};

	/* The lock whose owner is caller i, and has been granted it, but has not looked yet. */
	acquisition *due(unsigned i)
	{
		for (owned_lock &lock : locks)
			if (lock.owner.caller == static_cast<int>(i) && !lock.owner.has_come)
				return &lock.owner;
		return nullptr;
	}

	void come(acquisition &mine)
	{
		mine.has_come = true;
		if (mine.raises)
			expect((mine.handle == nobody ?
					returned[mine.caller] :
					handles[mine.handle].OldIrql) == saved[mine.caller],
			       "the old level");
	}

	/* The one that is due owns as soon as it looks; nobody else does. */
	bool resume(unsigned i)
	{
		acquisition *const mine = due(i);

		expect(callers::resume(i) == (mine != nullptr), "who owns next");
		if (mine)
			come(*mine);
		return mine;
	}

	static void ask(unsigned lock, int handle, bool raises, KIRQL *old)
	{
		if (handle == nobody && raises)
			*old = KeAcquireSpinLockRaiseToDpc(&words[lock]);
		else if (handle == nobody)
			KeAcquireSpinLockAtDpcLevel(&words[lock]);
		else if (raises)
			KeAcquireInStackQueuedSpinLock(&words[lock], &handles[handle]);
		else
			KeAcquireInStackQueuedSpinLockAtDpcLevel(&words[lock], &handles[handle]);
	}

	void acquire(unsigned i, unsigned number, int handle, bool raises)
	{
		owned_lock &lock = locks[number];
		const bool at_once = lock.is_free();
		const acquisition mine = {static_cast<int>(i), handle, raises, false};

		if (lock.owner.caller == mine.caller || lock.given_up != nobody ||
		    (handle != nobody && used[handle]))
			return;
		if (handle != nobody)
			used[handle] = true;
		if (raises)
			saved[i] = level_of[i].raise_to_dispatch();
		if (at_once)
			lock.owner = mine;
		else
			lock.waiters.push_back(mine);

		const bool came = callers::make(i, [=, old = &returned[i]] {
			ask(number, handle, raises, old);
		});

		expect(came == at_once, "an acquire waits, or does not");
		if (came)
			come(lock.owner);
	}

	void try_to_acquire(unsigned i, unsigned number)
	{
		owned_lock &lock = locks[number];
		BOOLEAN taken = FALSE;

		callers::make(i, [=, result = &taken] {
			*result = KeTryToAcquireSpinLockAtDpcLevel(&words[number]);
		});
		expect(taken == lock.is_free(), "a try");
		if (taken)
			lock.owner = {static_cast<int>(i), nobody, false, true};
	}

	/* What is found to be nobody's changes nothing. */
	void release_ordinary(unsigned i, unsigned number, unsigned how, KIRQL level)
	{
		owned_lock &lock = locks[number];
		const bool is_told = !word_of(number).is_owned();
		const bool restores = how != 0;

		if (!is_told && (lock.owner.caller != static_cast<int>(i) || !lock.owner.has_come))
			return;
		if (!is_told && lock.owner.handle != nobody &&
		    owns_through_queue(lock.owner.handle) && !lock.waiters.empty())
			return;
		callers::make(i, [=] {
			if (how == 0)
				KeReleaseSpinLockFromDpcLevel(&words[number]);
			else if (how == 1)
				KeReleaseSpinLock(&words[number], level);
			else
				KeReleaseSpinLockForDpc(&words[number], level);
		});
		if (is_told)
			return level_of[i].report(NTSPIN_NOT_HELD);
		if (restores)
			level_of[i].restore(level);
		if (const int handle = lock.owner.handle; handle != nobody) {
			if (owns_through_queue(handle))
				lock.given_up = handle;
			else
				used[handle] = false;
		}
		lock.next();
	}

	owned_lock *owned_with(unsigned handle)
	{
		for (owned_lock &lock : locks)
			if (lock.owner.handle == static_cast<int>(handle))
				return &lock;
		return nullptr;
	}

	/* The lock whose queue a handle is in still, though it was given up. */
	owned_lock *given_up_with(unsigned handle)
	{
		for (owned_lock &lock : locks)
			if (lock.given_up == static_cast<int>(handle))
				return &lock;
		return nullptr;
	}

	/* Whether the handle is the owner's, or can be seen not to be: by itself, or by its lock. */
	bool is_told(unsigned handle)
	{
		const ULONG_PTR content =
			reinterpret_cast<ULONG_PTR>(handles[handle].LockQueue.Lock);

		if (const owned_lock *const lock = owned_with(handle))
			return lock->owner.has_come;
		if (given_up_with(handle))
			return true;
		if (owns_through_queue(handle))
			return !lock_word(*reinterpret_cast<KSPIN_LOCK *>(content & ~7)).has_tail();
		return content == 0 || content & 7;
	}

	void release_queued(unsigned i, unsigned handle, bool restores)
	{
		owned_lock *const lock = owned_with(handle);
		owned_lock *const given_up = given_up_with(handle);

		if (!is_told(handle))
			return;
		callers::make(i, [=] {
			if (restores)
				KeReleaseInStackQueuedSpinLock(&handles[handle]);
			else
				KeReleaseInStackQueuedSpinLockFromDpcLevel(&handles[handle]);
		});
		if (!lock && !given_up)
			return level_of[i].report(NTSPIN_RELEASED_TWICE);
		if (restores)
			level_of[i].restore(handles[handle].OldIrql);
		used[handle] = false;
		if (lock)
			lock->next();
		else
			given_up->given_up = nobody;
	}

	/* Made anew while it is held: its holder holds nothing any more. */
	void initialize(unsigned number)
	{
		owned_lock &lock = locks[number];
		const int handle = lock.owner.handle;

		if (!lock.waiters.empty() || lock.given_up != nobody ||
		    (lock.owner.caller != nobody && !lock.owner.has_come))
			return;
		KeInitializeSpinLock(&words[number]);
		expect(words[number] == 0, "the word that is initialised");
		if (handle != nobody)
			used[handle] = false;
		lock.owner = {};
	}

	/* What a driver may leave in its own storage: but for what says that it owns by ticket. */
	void scribble(unsigned lock, unsigned handle, unsigned value)
	{
		const owned_lock *const held = owned_with(handle);
		const ULONG_PTR state = value % 8;

		if (used[handle] && !(held && held->owner.has_come))
			return;
		handles[handle].OldIrql = static_cast<KIRQL>(value);
		if (used[handle])
			return;
		handles[handle].LockQueue = {
			nullptr,
			reinterpret_cast<PKSPIN_LOCK>(
				state ? reinterpret_cast<ULONG_PTR>(&words[lock]) | state : 0)};
	}

	/* An owner by ticket may move its handle: nobody knows it. */
	void move(unsigned from, unsigned to)
	{
		owned_lock *const lock = owned_with(from);

		if (!lock || !lock->owner.has_come || owns_through_queue(from) || used[to])
			return;
		handles[to] = handles[from];
		handles[from] = {};
		lock->owner.handle = static_cast<int>(to);
		used[to] = true;
		used[from] = false;
	}

	void change_level(unsigned i, KIRQL level)
	{
		const bool raises = level >= level_of[i].level();

		callers::make(i, [=] {
			KIRQL old;

			if (raises)
				KeRaiseIrql(level, &old);
			else
				KeLowerIrql(level);
		});
		if (raises)
			level_of[i].raise(level);
		else
			level_of[i].lower(level);
	}
};

} /* namespace */

#endif
