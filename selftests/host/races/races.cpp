// SPDX-License-Identifier: GPL-2.0
/*
 * races.cpp - real threads contend for two locks through the routines, under a sanitizer.
 *
 *     [OBSERVERS=FLAGS] races THREADS ROUNDS SEED [FAULT]
 *
 * Each round takes a flavour at random: queued or ordinary, raising or at DISPATCH_LEVEL, a try,
 * or one lock inside the other. A handle lies on the stack, is filled with rubbish by plain stores
 * before and after its use, and is poisoned for AddressSanitizer as soon as the lock is released;
 * so is every frame once it is left, the ordinary waiter's among them.
 *
 * OBSERVERS is a mask of NTSPIN_OBSERVERS, which are on: the verifier must find the families mixed
 * and nothing else, and statistics must have counted each section.
 *
 * Exits with 1 where a lock was not what it should be, with 3 where a wait did not end.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "races.hpp"
#include "../../../module/user/park.hpp"
#include "../host_seam.hpp"

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, size) ((void)(p))
#define ASAN_UNPOISON_MEMORY_REGION(p, size) ((void)(p))
#endif

ordering weakened = ordering::sound;

namespace
{

/* Of ordering's values. */
constexpr const char *names[] = {
	"sound", "release", "first_ticket", "turn",	"join_release", "join_acquire",
	"link",	 "granted", "grant",	    "follower", "retract",	"blind_leave",
};

observed_lock outer;
observed_lock inner;
ULONG rounds;
ULONGLONG level_errors;

/* A handle for one use, with the life of a frame of the caller's. */
class stack_handle {
public:
	stack_handle() noexcept
	{
		memset(&handle_, 0xa5, sizeof(handle_));
	}

	~stack_handle()
	{
		memset(&handle_, 0x5a, sizeof(handle_));
		ASAN_POISON_MEMORY_REGION(&handle_, sizeof(handle_));
		host::pause();
		ASAN_UNPOISON_MEMORY_REGION(&handle_, sizeof(handle_));
	}

	stack_handle(const stack_handle &) = delete;
	stack_handle &operator=(const stack_handle &) = delete;

	PKLOCK_QUEUE_HANDLE operator&() noexcept
	{
		return &handle_;
	}

private:
	KLOCK_QUEUE_HANDLE handle_;
};

void section(observed_lock &lock) noexcept
{
	if (lock.data[0] != lock.data[1] || ntspin_current_irql() != DISPATCH_LEVEL)
		lock.exclusion_errors++;
	lock.data[0]++;
	host::pause();
	lock.data[1]++;
}

[[gnu::noinline]] void queued(observed_lock &lock) noexcept
{
	stack_handle handle;

	KeAcquireInStackQueuedSpinLock(&lock.word, &handle);
	section(lock);
	KeReleaseInStackQueuedSpinLock(&handle);
}

[[gnu::noinline]] void queued_at_dpc(observed_lock &lock) noexcept
{
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	{
		stack_handle handle;

		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock.word, &handle);
		section(lock);
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	}
	KeLowerIrql(old);
}

[[gnu::noinline]] void ordinary(observed_lock &lock) noexcept
{
	KIRQL old;

	KeAcquireSpinLock(&lock.word, &old);
	section(lock);
	KeReleaseSpinLock(&lock.word, old);
}

[[gnu::noinline]] void ordinary_at_dpc(observed_lock &lock) noexcept
{
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	KeAcquireSpinLockAtDpcLevel(&lock.word);
	section(lock);
	KeReleaseSpinLockFromDpcLevel(&lock.word);
	KeLowerIrql(old);
}

[[gnu::noinline]] void tried(observed_lock &lock) noexcept
{
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	if (!KeTryToAcquireSpinLockAtDpcLevel(&lock.word))
		return KeLowerIrql(old);
	section(lock);
	KeReleaseSpinLock(&lock.word, old);
}

[[gnu::noinline]] void nested(observed_lock &) noexcept
{
	stack_handle handle;

	KeAcquireInStackQueuedSpinLock(&outer.word, &handle);
	{
		stack_handle second;

		KeAcquireInStackQueuedSpinLockAtDpcLevel(&inner.word, &second);
		section(inner);
		section(outer);
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&second);
	}
	KeReleaseInStackQueuedSpinLock(&handle);
}

constexpr void (*flavours[])(observed_lock &) noexcept = {
	queued, queued, queued, queued_at_dpc, ordinary, ordinary_at_dpc, tried, nested,
};

void *contend(void *number)
{
	host::seed(reinterpret_cast<ULONG_PTR>(number));
	for (ULONG i = 0; i < rounds; i++) {
		flavours[host::random(8)](host::random(4) ? outer : inner);
		if (ntspin_current_irql() != PASSIVE_LEVEL)
			__atomic_fetch_add(&level_errors, 1, __ATOMIC_RELAXED);
	}
	for (unsigned fault = 0; fault < host::faults; fault++)
		if (fault != NTSPIN_LONG_WAIT && fault != NTSPIN_QUEUED_ON_ORDINARY &&
		    fault != NTSPIN_ORDINARY_ON_QUEUED)
			__atomic_fetch_add(&level_errors, host::reported[fault], __ATOMIC_RELAXED);
	return nullptr;
}

/* By the table: what a lock was acquired for was a section, and nobody holds it or waits. */
bool is_counted(const observed_lock &lock)
{
	struct ntspin_lock_row row;

	for (ULONG record = 0; record < ntspin_lock_entries(); record++) {
		ULONGLONG shares = 0;

		if (!ntspin_lock_row(record, &row) || row.lock != &lock.word)
			continue;
		for (ULONG i = 0; i < host::processors; i++)
			shares += ntspin_lock_share(record, i);
		printf("# counted: %llu acquisitions, %llu contended\n", row.counts.acquisitions,
		       row.counts.contended);
		return row.counts.acquisitions == lock.data[0] && shares == lock.data[0] &&
		       row.counts.contended <= lock.data[0] && !row.holder.site && !row.waiting;
	}
	return false;
}

bool is_sound(observed_lock &lock, const char *name)
{
	const bool free = KeTestSpinLock(&lock.word);

	printf("# %s: %llu acquisitions, %llu exclusion errors%s\n", name, lock.data[0],
	       lock.exclusion_errors, free ? "" : ", NOT FREE");
	if (lock.acquisitions)
		printf("# %s: %llu waited by ticket, %llu in the queue, deepest %u, "
		       "%llu queue hand-overs, %llu waits for a link, %llu order errors\n",
		       name, lock.waited_by_ticket, lock.waited_in_queue, lock.deepest,
		       lock.queue_hand_overs, lock.link_waits, lock.order_errors);
	return free && !lock.order_errors && !lock.exclusion_errors && lock.data[0] == lock.data[1];
}

} /* namespace */

int main(int argc, char **argv)
{
	pthread_t threads[16];
	const LONG observers = getenv("OBSERVERS") ? strtol(getenv("OBSERVERS"), nullptr, 0) : 0;
	const unsigned many = argc > 3 ? strtoul(argv[1], nullptr, 0) : 0;

	if (many < 1 || many > 16) {
		fprintf(stderr, "usage: races THREADS ROUNDS SEED [FAULT]\n");
		return 2;
	}
	rounds = strtoul(argv[2], nullptr, 0);
	if (observers)
		host::observe(observers);
	host::parks_unasked = true;
	host::looks_before_park = getenv("PARK") ? strtoul(getenv("PARK"), nullptr, 0) : 0;
	for (unsigned i = 0; argc > 4 && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(argv[4], names[i]))
			weakened = static_cast<ordering>(i);
	if (argc > 4 && weakened == ordering::sound)
		return 2;

	bool proves_nothing = true;

	/*
	 * A busy machine may let its threads run one after the other: then once more. Hand-overs
	 * are counted only where the routines stand on delayed_access; two threads never queue, and
	 * with the verifier on nobody owns through the queue.
	 */
	for (unsigned wave = 0; proves_nothing && wave < 20; wave++) {
		for (unsigned i = 0; i < many; i++) {
			const ULONG_PTR seed = (strtoul(argv[3], nullptr, 0) + wave) * 16 + i + 1;

			pthread_create(&threads[i], nullptr, contend,
				       reinterpret_cast<void *>(seed));
		}
		for (unsigned i = 0; i < many; i++)
			pthread_join(threads[i], nullptr);
		proves_nothing = outer.acquisitions && many > 2 && !outer.queue_hand_overs &&
				 !(observers & NTSPIN_VERIFY);
		if (host::looks_before_park && !host::parked.kicks)
			proves_nothing = true;
	}

	const bool outer_is_sound = is_sound(outer, "outer");
	bool good = is_sound(inner, "inner") && outer_is_sound;

	if (observers & NTSPIN_COUNT && !(is_counted(outer) && is_counted(inner))) {
		printf("# the counts are wrong\n");
		good = false;
	}
	if (host::looks_before_park) {
		const host::park_counts &parked = host::parked;

		printf("# %u parked, %u halts, %u kicks, %u waits ended by a tick\n", parked.parks,
		       parked.halts, parked.kicks, parked.unkicked);
		/* A sleeper is woken, with few exceptions; and is not known as parked forever. */
		if (!parked.kicks || parked.unkicked > parked.parks / 2 ||
		    ntspin_slow_flags & NTSPIN_PARKED_MASK)
			good = false;
	}
	if (proves_nothing) {
		printf("# no queued owner handed over to a queued one: this run proves nothing\n");
		good = false;
	}
	if (level_errors)
		printf("# %llu errors of the level, or false reports\n", level_errors);
	return good && !level_errors ? 0 : 1;
}
