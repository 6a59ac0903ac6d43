// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz.cpp - any sequence of routine calls by one caller, against a model of levels and locks.
 *
 * Each byte of the input chooses a routine, the next ones what it is given: several locks and
 * handles, any level, rubbish where a driver may leave it. What would deadlock (to acquire what one
 * holds) is left out. So is one family's release of what the other holds: callers.cpp has that.
 * After each call all that can be seen is compared with the model.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../../module/lock/lock_word.hpp"
#include "../host_seam.hpp"
#include "input.hpp"
#include "model.hpp"

namespace
{

using ntspin::lock_word;

KSPIN_LOCK locks[model::locks];
KLOCK_QUEUE_HANDLE handles[model::handles];

void expect(bool fact, const char *what)
{
	if (fact)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

void compare(const model &model)
{
	expect(KeGetCurrentIrql() == model.level(), "the level");
	for (unsigned i = 0; i < model::locks; i++) {
		const lock_word word(locks[i]);

		expect(word.out() == model.is_held(i) && !word.has_tail(), "the tickets out");
		expect(KeTestSpinLock(&locks[i]) == !model.is_held(i), "KeTestSpinLock");
	}
	for (unsigned i = 0; i < model::handles; i++) {
		const int lock = model.lock_of(i);
		const KSPIN_LOCK *held = lock < 0 ? nullptr : &locks[lock];

		expect(handles[i].LockQueue.Lock == held, "LockQueue.Lock");
		expect(handles[i].OldIrql == model.old_irql(i), "OldIrql");
	}
	for (unsigned fault = 0; fault < host::faults; fault++)
		expect(host::reported[fault] == model.reported(fault), "the reports");
}

void acquire_queued(model &model, unsigned lock, unsigned handle, bool raises)
{
	if (model.is_held(lock) || model.lock_of(handle) >= 0)
		return;
	if (raises)
		KeAcquireInStackQueuedSpinLock(&locks[lock], &handles[handle]);
	else
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&locks[lock], &handles[handle]);
	model.acquire_queued(lock, handle, raises);
}

void release_queued(model &model, unsigned handle, bool restores)
{
	if (restores)
		KeReleaseInStackQueuedSpinLock(&handles[handle]);
	else
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handles[handle]);
	model.release_queued(handle, restores);
}

void acquire_ordinary(model &model, unsigned lock, unsigned how)
{
	if (how == 2) {
		const bool taken = KeTryToAcquireSpinLockAtDpcLevel(&locks[lock]);

		expect(taken == !model.is_held(lock), "KeTryToAcquireSpinLockAtDpcLevel");
		if (taken)
			model.acquire_ordinary(lock);
		return;
	}
	if (model.is_held(lock))
		return;
	if (how == 1) {
		KIRQL old = 0xa5;

		KeAcquireSpinLock(&locks[lock], &old);
		expect(old == model.raise_to_dispatch(), "the old level of KeAcquireSpinLock");
	} else {
		KeAcquireSpinLockAtDpcLevel(&locks[lock]);
	}
	model.acquire_ordinary(lock);
}

void release_ordinary(model &model, unsigned lock, bool restores, KIRQL level)
{
	if (model.is_held_queued(lock))
		return;
	if (restores)
		KeReleaseSpinLock(&locks[lock], level);
	else
		KeReleaseSpinLockFromDpcLevel(&locks[lock]);
	model.release_ordinary(lock, restores, level);
}

void raise(model &model, KIRQL level)
{
	KIRQL old = 0xa5;

	KeRaiseIrql(level, &old);
	expect(old == model.raise(level), "the old level of KeRaiseIrql");
}

/* What a driver may do to its own storage between the calls. */
void scribble(model &model, unsigned lock, unsigned handle, KIRQL level)
{
	handles[handle].OldIrql = level;
	model.set_old_irql(handle, level);
	if (model.lock_of(handle) < 0)
		handles[handle].LockQueue.Next = reinterpret_cast<PKSPIN_LOCK_QUEUE>(8);
	if (!model.is_held(lock))
		KeInitializeSpinLock(&locks[lock]);
}

void call(model &model, input &input)
{
	const unsigned routine = input.next(13);
	const unsigned lock = input.next(model::locks);
	const unsigned handle = input.next(model::handles);
	/* All levels, one that there is not, and rubbish. */
	const KIRQL level = static_cast<KIRQL>(input.next(20));

	switch (routine) {
	case 0:
		return raise(model, level);
	case 1:
		expect(KeRaiseIrqlToDpcLevel() == model.raise_to_dpc_level(),
		       "the old level of KeRaiseIrqlToDpcLevel");
		return;
	case 2:
		KeLowerIrql(level);
		return model.lower(level);
	case 3:
	case 4:
		return acquire_queued(model, lock, handle, routine == 3);
	case 5:
	case 6:
		return release_queued(model, handle, routine == 5);
	case 7:
	case 8:
	case 9:
		return acquire_ordinary(model, lock, routine - 7);
	case 10:
	case 11:
		return release_ordinary(model, lock, routine == 10, level);
	default:
		return scribble(model, lock, handle, level);
	}
}

} /* namespace */

#ifdef OBSERVERS
extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
	host::observe(OBSERVERS);
	return 0;
}
#endif

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input input(data, size);
	model model;

#ifdef OBSERVERS
	/* What the sequence before has left. */
	forget_held();
#endif
	ntspin_lower_irql(PASSIVE_LEVEL);
	for (unsigned &count : host::reported)
		count = 0;
	for (KSPIN_LOCK &lock : locks)
		lock = lock_word::free_at(static_cast<ntspin::ticket>(input.next(256))).bits();
	for (KLOCK_QUEUE_HANDLE &handle : handles)
		handle = {};
	while (!input.empty()) {
		call(model, input);
		compare(model);
	}
	return 0;
}
