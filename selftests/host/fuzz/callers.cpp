// SPDX-License-Identifier: GPL-2.0
/*
 * callers.cpp - any sequence of routine calls by several callers, with no verifier: misuse included,
 * as far as it can be told.
 *
 * Told is a release of what nobody owns, by whichever routine, in whatever state the lock is; and
 * what says that it owns through a queue which is not there. None of it may change a lock, nor a
 * level. Not told, and left out here, is the release of what another owns; that of a handle which
 * says that it owns by ticket what was given up without it; an ordinary release by an owner in the
 * queue, if another caller comes before its handle is released; to ask for what one owns; to make a
 * lock anew that is waited for.
 *
 * What each call has to come to stands in owners.hpp and levels.hpp. In the end all that is owned is
 * given up, and each lock has to be as good as new.
 */
#include "input.hpp"
#include "oracle.hpp"

namespace
{

void call(oracle &oracle, unsigned i, input &input)
{
	const unsigned what = input.next(14);
	const unsigned lock = input.next(lock_count);
	const unsigned handle = input.next(handle_count);
	/* All levels, one that there is not, and rubbish. */
	const KIRQL level = static_cast<KIRQL>(input.next(20));

	switch (what) {
	case 0:
	case 1:
		return oracle.acquire(i, lock, static_cast<int>(handle), what == 0);
	case 2:
	case 3:
		return oracle.acquire(i, lock, nobody, what == 2);
	case 4:
		return oracle.try_to_acquire(i, lock);
	case 5:
	case 6:
		return oracle.release_queued(i, handle, what == 5);
	case 7:
	case 8:
	case 9:
		return oracle.release_ordinary(i, lock, what - 7, level);
	case 10:
		return oracle.initialize(lock);
	case 11:
		return oracle.scribble(lock, handle, level);
	case 12:
		return oracle.move(handle, level % handle_count);
	default:
		return oracle.change_level(i, level);
	}
}

void compare(const oracle &oracle)
{
	unsigned reported[NTSPIN_FAULTS] = {};

	for (unsigned i = 0; i < lock_count; i++) {
		const owned_lock &lock = oracle.locks[i];
		const lock_word word = word_of(i);

		expect(word.is_free() == lock.is_free(), "a lock is free, or is not");
		expect(KeTestSpinLock(&words[i]) == lock.is_free(), "KeTestSpinLock");
		expect(!lock.owner.has_come || word.is_owned(), "an owner has no ticket");
		expect(lock.owner.caller != nobody || !word.is_owned(), "a ticket is nobody's");
	}
	for (unsigned i = 0; i < callers::many; i++) {
		expect(callers::level(i) == oracle.level_of[i].level(), "a level");
		for (unsigned fault = 0; fault < host::faults; fault++)
			reported[fault] += oracle.level_of[i].reported(fault);
	}
	for (unsigned fault = 0; fault < host::faults; fault++)
		expect(host::reported[fault] == reported[fault], "the reports");
}

/* Chance would seldom find this: caller 2 owns lock 0 with handle 0, through the queue. */
void queue_up(oracle &oracle)
{
	for (int i = 0; i < 3; i++)
		oracle.acquire(static_cast<unsigned>(i), 0, i < 2 ? nobody : 0, i == 2);
	for (unsigned i = 0; i < 2; i++) {
		oracle.release_ordinary(i, 0, 0, PASSIVE_LEVEL);
		oracle.resume(i + 1);
	}
	expect(owns_through_queue(0), "who waited third owns by ticket");
}

/* Its owner gives it up; of a handle that is in the queue still, whoever. */
bool give_up(oracle &oracle, unsigned lock)
{
	const owned_lock &owned = oracle.locks[lock];
	const int owner = owned.owner.caller;
	const int handle = owned.given_up != nobody ? owned.given_up : owned.owner.handle;

	if (owned.given_up == nobody && (owner == nobody || !owned.owner.has_come))
		return false;
	for (unsigned i = 0; i < callers::many; i++) {
		if (callers::waits(i))
			continue;
		if (handle != nobody)
			oracle.release_queued(i, static_cast<unsigned>(handle), false);
		else if (static_cast<int>(i) == owner)
			oracle.release_ordinary(i, lock, 0, PASSIVE_LEVEL);
		else
			continue;
		return true;
	}
	return false;
}

/* Until nobody owns or waits any more, but for callers that wait for each other. */
void end(oracle &oracle)
{
	for (bool again = true; again;) {
		again = false;
		for (unsigned lock = 0; lock < lock_count; lock++)
			again |= give_up(oracle, lock);
		for (unsigned i = 0; i < callers::many; i++)
			again |= callers::waits(i) && oracle.resume(i);
		compare(oracle);
	}
	for (KSPIN_LOCK &word : words) {
		if (!lock_word(word).is_free())
			continue;
		expect(KeTryToAcquireSpinLockAtDpcLevel(&word), "a free lock is not to be had");
		expect(!KeTryToAcquireSpinLockAtDpcLevel(&word), "a lock is had twice");
		KeReleaseSpinLockFromDpcLevel(&word);
		expect(lock_word(word).is_free(), "a lock is left held");
	}
}

} /* namespace */

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input input(data, size);
	oracle oracle;

	for (unsigned &count : host::reported)
		count = 0;
	for (KSPIN_LOCK &word : words)
		word = lock_word::free_at(static_cast<ntspin::ticket>(input.next(256))).bits();
	for (KLOCK_QUEUE_HANDLE &handle : handles)
		handle = {};
	if (input.next(2))
		queue_up(oracle);
	while (!input.empty()) {
		const unsigned i = input.next(callers::many);

		if (callers::waits(i))
			oracle.resume(i);
		else
			call(oracle, i, input);
		compare(oracle);
	}
	end(oracle);
	return 0;
}
