// SPDX-License-Identifier: GPL-2.0
/*
 * races.cpp - threads at once: what a mutex guards is no atomic; what is run down, or removed, is
 * freed as soon as the wait has returned; a block of a lookaside list is one thread's.
 *
 *     races ROUNDS
 *
 * The sanitizers see what is touched too late, and what is not ordered. Exits with 1 where
 * something else is wrong; a wake-up that is lost ends nothing: the caller has a limit of time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <thread>
#include <vector>

#include "../../../module/seam/block.h"
#include "../../../module/user/block.hpp"
#include "../claims.hpp"
#include "../host_seam.hpp"

namespace
{

int rounds = 2000;

void rest(unsigned turn)
{
	if (turn % 8 == 0)
		std::this_thread::yield();
}

/* Each thread by another pair of routines. */
void mutex_excludes()
{
	FAST_MUTEX mutex;
	unsigned inside = 0, count = 0;

	ExInitializeFastMutex(&mutex);
	on_threads(4, [&](unsigned which) {
		for (int i = 0; i < rounds; i++) {
			if (which == 0)
				ExAcquireFastMutex(&mutex);
			else if (which == 1)
				KeAcquireGuardedMutex(&mutex);
			else if (which == 2)
				ExAcquireFastMutexUnsafe(&mutex);
			else if (!ExTryToAcquireFastMutex(&mutex))
				continue;
			CLAIM(!inside++);
			count++;
			rest(count);
			inside--;
			if (which == 0 || which == 3)
				ExReleaseFastMutex(&mutex);
			else if (which == 1)
				KeReleaseGuardedMutex(&mutex);
			else
				ExReleaseFastMutexUnsafe(&mutex);
		}
		CLAIM(KeGetCurrentIrql() == PASSIVE_LEVEL);
	});
	CLAIM(mutex.Count == 1 && count >= 3U * rounds);
}

/* One behind the other, ordered by nothing else: neither has to wait. */
void mutex_orders_who_need_not_wait()
{
	FAST_MUTEX mutex;
	std::atomic<bool> released = false;
	unsigned guarded = 0;

	ExInitializeFastMutex(&mutex);
	on_threads(2, [&](unsigned which) {
		while (which && !released.load(std::memory_order_relaxed))
			std::this_thread::yield();
		KeAcquireGuardedMutex(&mutex);
		guarded++;
		KeReleaseGuardedMutex(&mutex);
		released.store(true, std::memory_order_relaxed);
	});
	CLAIM(guarded == 2 && !mutex.Contention);
}

/* First come, first served: each has begun to wait before the next one comes. */
void mutex_is_fair()
{
	constexpr unsigned waiters = 5;
	FAST_MUTEX mutex;
	std::vector<unsigned> order;
	std::vector<std::thread> threads;

	KeInitializeGuardedMutex(&mutex);
	KeAcquireGuardedMutex(&mutex);
	for (unsigned i = 0; i < waiters; i++) {
		const unsigned before = host::sleeps();

		threads.emplace_back([&, i] {
			KeAcquireGuardedMutex(&mutex);
			order.push_back(i);
			KeReleaseGuardedMutex(&mutex);
		});
		while (host::sleeps() == before)
			std::this_thread::yield();
	}
	CLAIM(!mutex.Refused && mutex.Contention == waiters);
	KeReleaseGuardedMutex(&mutex);
	for (std::thread &thread : threads)
		thread.join();
	for (unsigned i = 0; i < waiters; i++)
		CLAIM(order[i] == i);
}

/* The last owner frees it while the one before may be inside its release. */
void mutex_is_freed_by_its_owner()
{
	for (int i = 0; i < rounds / 4; i++) {
		auto *const mutex = new FAST_MUTEX;
		const unsigned before = host::sleeps();

		ExInitializeFastMutex(mutex);
		ExAcquireFastMutex(mutex);

		std::thread next([=] {
			ExAcquireFastMutex(mutex);
			KeLowerIrql(PASSIVE_LEVEL);
			memset(static_cast<void *>(mutex), 0xA5, sizeof(*mutex));
			delete mutex;
		});

		while (host::sleeps() == before)
			std::this_thread::yield();
		ExReleaseFastMutex(mutex);
		next.join();
	}
}

void mutex_tells_its_owner()
{
	FAST_MUTEX mutex;

	ExInitializeFastMutex(&mutex);
	ExAcquireFastMutex(&mutex);
	ExAcquireFastMutex(&mutex);
	CLAIM(host::reported[NTSPIN_SELF_DEADLOCK] == 1);
	ExReleaseFastMutex(&mutex);
	CLAIM(mutex.Count == 0 && KeGetCurrentIrql() == APC_LEVEL);
	std::thread([&] {
		ExReleaseFastMutex(&mutex);
		CLAIM(host::reported[NTSPIN_HELD_BY_OTHER] == 1);
	}).join();
	ExReleaseFastMutex(&mutex);
	ExReleaseFastMutex(&mutex);
	CLAIM(host::reported[NTSPIN_NOT_HELD] == 1 && mutex.Count == 1);
}

/* What is used, and what protects it: gone as soon as the wait has returned. */
struct one_word {
	EX_RUNDOWN_REF reference;

	one_word()
	{
		ExInitializeRundownProtection(&reference);
	}

	bool begin()
	{
		return ExAcquireRundownProtection(&reference);
	}

	void end()
	{
		ExReleaseRundownProtection(&reference);
	}

	void wait()
	{
		ExWaitForRundownProtectionRelease(&reference);
	}
};

struct cache_aware {
	PEX_RUNDOWN_REF_CACHE_AWARE reference =
		ExAllocateCacheAwareRundownProtection(NonPagedPoolNx, 0x74736554);

	~cache_aware()
	{
		ExFreeCacheAwareRundownProtection(reference);
	}

	bool begin()
	{
		return ExAcquireRundownProtectionCacheAware(reference);
	}

	void end()
	{
		ExReleaseRundownProtectionCacheAware(reference);
	}

	void wait()
	{
		ExWaitForRundownProtectionReleaseCacheAware(reference);
	}
};

struct removable {
	IO_REMOVE_LOCK lock;

	removable()
	{
		IoInitializeRemoveLock(&lock, 0, 0, 0);
		begin();
	}

	bool begin()
	{
		return IoAcquireRemoveLock(&lock, nullptr) == STATUS_SUCCESS;
	}

	void end()
	{
		IoReleaseRemoveLock(&lock, nullptr);
	}

	void wait()
	{
		IoReleaseRemoveLockAndWait(&lock, nullptr);
	}
};

/*
 * Users begin before the end is asked for, continue beside it, and hand their use on to another
 * thread, which ends it. Each writes to what is theirs and its owner's.
 */
template <class Protection> void users_are_waited_for()
{
	constexpr unsigned users = 3;

	for (int i = 0; i < rounds / 8; i++) {
		auto *const protection = new Protection;
		int *const used = new int[users]();
		std::atomic<unsigned> ready = 0;
		std::vector<std::thread> threads;

		for (unsigned user = 0; user < users; user++)
			CLAIM(protection->begin());
		for (unsigned user = 0; user < users; user++)
			threads.emplace_back([&, user] {
				bool more = protection->begin();

				ready++;
				for (int round = 0; more && round < 10; round++) {
					protection->end();
					used[user]++;
					more = protection->begin();
				}
				if (more)
					protection->end();
				used[user]++;
				protection->end();
			});
		while (ready < (i % 4 ? 1 : users))
			std::this_thread::yield();
		protection->wait();
		for (unsigned user = 0; user < users; user++)
			CLAIM(used[user]);
		delete[] used;
		CLAIM(!protection->begin());
		delete protection;
		for (std::thread &thread : threads)
			thread.join();
	}
}

/* A use that has ended before the end is asked for, ordered by nothing else. */
template <class Protection> void users_who_are_gone_are_seen()
{
	Protection protection;
	std::atomic<bool> gone = false;
	int used = 0;

	std::thread user([&] {
		CLAIM(protection.begin());
		used++;
		protection.end();
		gone.store(true, std::memory_order_relaxed);
	});

	while (!gone.load(std::memory_order_relaxed))
		std::this_thread::yield();
	protection.wait();
	CLAIM(used == 1);
	user.join();
}

NPAGED_LOOKASIDE_LIST list;

/* A block's content is no atomic. */
void blocks_are_had_once()
{
	ExInitializeNPagedLookasideList(&list, nullptr, nullptr, 0, 64, 0x74736554, 0);
	on_threads(4, [](unsigned which) {
		for (int i = 0; i < rounds; i++) {
			unsigned *blocks[3];

			for (unsigned *&block : blocks) {
				block = static_cast<unsigned *>(
					ExAllocateFromNPagedLookasideList(&list));
				block[4] = which;
			}
			rest(i);
			for (unsigned *block : blocks) {
				CLAIM(block[4] == which);
				ExFreeToNPagedLookasideList(&list, block);
			}
		}
	});
	CLAIM(ExQueryDepthSList(&list.L.ListHead) == list.L.AllocateMisses - list.L.FreeMisses);
	ExDeleteNPagedLookasideList(&list);
	CLAIM(list.L.AllocateMisses == list.L.FreeMisses);
	CLAIM(list.L.AllocateMisses < 12U * rounds);
}

void list_is_bounded()
{
	constexpr unsigned more = 300;
	void *blocks[more];

	ExInitializeNPagedLookasideList(&list, nullptr, nullptr, 0, 64, 0x74736554, 0);
	for (void *&block : blocks)
		block = ExAllocateFromNPagedLookasideList(&list);
	for (void *block : blocks)
		ExFreeToNPagedLookasideList(&list, block);
	CLAIM(ExQueryDepthSList(&list.L.ListHead) == 256);
	ExDeleteNPagedLookasideList(&list);
	CLAIM(list.L.AllocateMisses == more && list.L.FreeMisses == more);
}

void cancel_lock_excludes()
{
	unsigned count = 0;

	on_threads(4, [&](unsigned) {
		for (int i = 0; i < rounds; i++) {
			KIRQL old;

			IoAcquireCancelSpinLock(&old);
			count++;
			IoReleaseCancelSpinLock(old);
		}
	});
	CLAIM(count == 4U * rounds);
}

} /* namespace */

int main(int argc, char **argv)
{
	if (argc > 1)
		rounds = atoi(argv[1]);
	mutex_excludes();
	mutex_orders_who_need_not_wait();
	mutex_is_fair();
	mutex_is_freed_by_its_owner();
	mutex_tells_its_owner();
	users_are_waited_for<one_word>();
	users_are_waited_for<cache_aware>();
	users_are_waited_for<removable>();
	users_who_are_gone_are_seen<one_word>();
	users_who_are_gone_are_seen<cache_aware>();
	users_who_are_gone_are_seen<removable>();
	blocks_are_had_once();
	list_is_bounded();
	cancel_lock_excludes();
	printf("%d rounds, %d wrong\n", rounds, wrong.load());
	return wrong != 0;
}
