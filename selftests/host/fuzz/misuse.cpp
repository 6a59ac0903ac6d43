// SPDX-License-Identifier: GPL-2.0
/*
 * misuse.cpp - any sequence of routine calls by one caller, with the verifier on: misuse included.
 *
 * What would hang, or break a lock for good, must be refused. After each call a lock is held if and
 * only if the verifier has a holder. The words of locks that are held are left alone, and no
 * handle is made up that says it is the verifier's own; all else a driver may scribble on.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../host_seam.hpp"
#include "input.hpp"

namespace
{

constexpr unsigned many = 4;

KSPIN_LOCK locks[many];
EX_SPIN_LOCK rw_locks[many];
KLOCK_QUEUE_HANDLE handles[many];
KIRQL levels[many];
bool is_rubbish[many];

bool is_recorded(const void *lock)
{
	ntspin_holder holder = {};

	ntspin_find_holder(lock, &holder);
	return holder.site != nullptr;
}

const void *address(EX_SPIN_LOCK &lock)
{
	return const_cast<const LONG *>(&lock);
}

void expect(bool fact, const char *what)
{
	if (fact)
		return;
	fprintf(stderr, "misuse: %s\n", what);
	abort();
}

/* Never initialised: whatever lay there. A lock that is held is left alone. */
void scribble_word(unsigned i, unsigned value)
{
	static const KSPIN_LOCK words[] = {
		0, 1, 2, 0x100, 0x301, 0xdeadbeefdeadbeef, ~KSPIN_LOCK{0}};

	if (is_recorded(&locks[i]))
		return;
	locks[i] = words[value % (sizeof(words) / sizeof(*words))];
	is_rubbish[i] = true;
}

/* Never initialised, cleared, of another lock, of a state of the queue's; but 6 and 7 are ours. */
void scribble_handle(unsigned i, unsigned value)
{
	handles[i].LockQueue.Lock = reinterpret_cast<PKSPIN_LOCK>(
		value % 8 == 7 ? 0 : reinterpret_cast<ULONG_PTR>(&locks[value % many]) | value % 6);
	handles[i].LockQueue.Next = nullptr;
}

void call(input &input)
{
	const unsigned routine = input.next(28);
	const unsigned i = input.next(many);
	const unsigned k = input.next(many);
	const unsigned value = input.next(256);
	KLOCK_QUEUE_HANDLE *const handle = &handles[k];
	EX_SPIN_LOCK *const rw = &rw_locks[i];
	KIRQL *const level = &levels[k];

	switch (routine) {
	case 0:
		return KeAcquireInStackQueuedSpinLock(&locks[i], handle);
	case 1:
		return KeAcquireInStackQueuedSpinLockAtDpcLevel(&locks[i], handle);
	case 2:
		return KeReleaseInStackQueuedSpinLock(handle);
	case 3:
		return KeReleaseInStackQueuedSpinLockFromDpcLevel(handle);
	case 4:
		*level = KeAcquireSpinLockRaiseToDpc(&locks[i]);
		return;
	case 5:
		return KeAcquireSpinLockAtDpcLevel(&locks[i]);
	case 6: {
		const bool is_held = is_recorded(&locks[i]);

		expect(!KeTryToAcquireSpinLockAtDpcLevel(&locks[i]) || !is_held, "a try");
		return;
	}
	case 7:
		return KeReleaseSpinLock(&locks[i], *level);
	case 8:
		return KeReleaseSpinLockFromDpcLevel(&locks[i]);
	case 9:
		return KeInitializeSpinLock(&locks[i]);
	case 10:
		return KeRaiseIrql(value % 18, level);
	case 11:
		*level = KeRaiseIrqlToDpcLevel();
		return;
	case 12:
		return KeLowerIrql(value % 18);
	case 13:
		handles[i] = *handle;
		return;
	case 14:
		return scribble_handle(k, value);
	case 15:
		return scribble_word(i, value);
	case 16:
		*level = handle->OldIrql = value;
		return;
	case 17:
		return KeAcquireInStackQueuedSpinLock(value % 2 ? nullptr : &locks[i],
						      value % 2 ? handle : nullptr);
	case 18: {
		LONG sum = 0;

		ExInterlockedAddUlong(reinterpret_cast<PULONG>(&sum), 1, &locks[i]);
		return;
	}
	case 19:
		*level = ExAcquireSpinLockShared(rw);
		return;
	case 20:
		*level = ExAcquireSpinLockExclusive(rw);
		return;
	case 21:
		return ExReleaseSpinLockShared(rw, *level);
	case 22:
		return ExReleaseSpinLockExclusive(rw, *level);
	case 23:
		return ExAcquireSpinLockSharedAtDpcLevel(rw);
	case 24:
		return ExReleaseSpinLockExclusiveFromDpcLevel(rw);
	case 25:
		ExTryAcquireSpinLockExclusiveAtDpcLevel(rw);
		return;
	case 26:
		ExTryConvertSharedSpinLockExclusive(rw);
		return;
	default:
		return ExReleaseSpinLockSharedFromDpcLevel(rw);
	}
}

void compare()
{
	for (unsigned i = 0; i < many; i++) {
		/* A word that was scribbled on says anything until the lock is asked for. */
		is_rubbish[i] = is_rubbish[i] && !is_recorded(&locks[i]);
		expect(is_rubbish[i] || KeTestSpinLock(&locks[i]) != is_recorded(&locks[i]),
		       "a lock is held, and has no record, or the reverse");
		expect(is_recorded(address(rw_locks[i])) == (rw_locks[i] != 0),
		       "a reader-writer lock is held, and has no record, or the reverse");
	}
}

} /* namespace */

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
	host::observe(NTSPIN_VERIFY);
	return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input input(data, size);
	struct ntspin_table_counts counts;

	ntspin_lower_irql(PASSIVE_LEVEL);
	memset(locks, 0, sizeof(locks));
	memset(is_rubbish, 0, sizeof(is_rubbish));
	for (EX_SPIN_LOCK &lock : rw_locks)
		lock = 0;
	memset(handles, 0, sizeof(handles));
	while (!input.empty()) {
		call(input);
		compare();
	}
	/* What is refused is forgotten with the task; so is what it holds, with its memory. */
	ntspin_task_ended(ntspin_this_task());
	forget_held();
	for (unsigned i = 0; i < many; i++)
		expect(!is_recorded(&locks[i]) && !is_recorded(address(rw_locks[i])),
		       "a record is left");
	ntspin_table_counts(&counts);
	expect(counts.acquisitions == 0, "there was no room for a record");
	return 0;
}
