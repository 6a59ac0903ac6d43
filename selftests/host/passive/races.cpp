// SPDX-License-Identifier: GPL-2.0
/*
 * races.cpp - threads at once over a resource and a push lock, which the last one deletes and frees.
 *
 *     races ROUNDS
 *
 * What a lock guards is no atomic: that its owners are ordered, ThreadSanitizer has to find; and
 * AddressSanitizer, what is touched too late. Exits with 1 where two have it alone, or a change is
 * lost; a wake-up that is lost ends nothing: the caller has a limit of time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "../claims.hpp"
#include "wdm.h"
#include "../../../module/seam/remains.h"
#include "../../../module/user/block.hpp"
#include "../../../module/user/heap.hpp"

namespace
{

constexpr int users = 6;

struct object {
	ERESOURCE resource;
	EX_PUSH_LOCK push_lock;
	long changes[2];
	int users_left[2];
};

class resource_user {
public:
	static constexpr int which = 0;

	static void acquire(object &o, bool alone, unsigned how)
	{
		if (alone)
			ExAcquireResourceExclusiveLite(&o.resource, TRUE);
		else if (how % 4 == 0)
			ExAcquireSharedStarveExclusive(&o.resource, TRUE);
		else if (how % 4 == 1)
			ExAcquireSharedWaitForExclusive(&o.resource, TRUE);
		else
			ExAcquireResourceSharedLite(&o.resource, TRUE);
	}

	/* Now and then it is shared for a while before, or acquired once more. */
	static void release(object &o, bool alone, unsigned how)
	{
		if (alone && how % 3 == 0) {
			ExConvertExclusiveToSharedLite(&o.resource);
		} else if (how % 3 == 1) {
			ExAcquireResourceSharedLite(&o.resource, TRUE);
			ExReleaseResourceLite(&o.resource);
		}
		ExReleaseResourceLite(&o.resource);
	}
};

class push_lock_user {
public:
	static constexpr int which = 1;

	static void acquire(object &o, bool alone, unsigned)
	{
		if (alone)
			ExAcquirePushLockExclusive(&o.push_lock);
		else
			ExAcquirePushLockShared(&o.push_lock);
	}

	static void release(object &o, bool alone, unsigned)
	{
		if (alone)
			ExReleasePushLockExclusive(&o.push_lock);
		else
			ExReleasePushLockShared(&o.push_lock);
	}
};

/* Adds up what it has changed; true for the last one to leave, which may free the object. */
template <class Lock> bool use(object &o, unsigned seed, int rounds, std::atomic<long> &due)
{
	std::mt19937 random(seed);

	for (int i = 0; i < rounds; i++) {
		const bool alone = random() % 3 == 0;
		const unsigned how = random();
		long before;

		Lock::acquire(o, alone, how);
		before = o.changes[Lock::which];
		if (alone) {
			o.changes[Lock::which] = before + 1;
			due++;
		}
		if (random() % 4 == 0)
			std::this_thread::yield();
		CLAIM(o.changes[Lock::which] == before + alone);
		Lock::release(o, alone, how);
	}
	Lock::acquire(o, true, 0);

	const bool is_last = --o.users_left[Lock::which] == 0;

	CLAIM(!is_last || o.changes[Lock::which] == due);
	/* Not shared first: it may be the last to look at it. */
	Lock::release(o, true, 2);
	return is_last;
}

template <class Lock> void race(int rounds, unsigned seed)
{
	auto *const o = new object{};
	std::atomic<long> due = 0;

	ExInitializeResourceLite(&o->resource);
	ExInitializePushLock(&o->push_lock);
	o->users_left[Lock::which] = users;
	on_threads(users, [o, rounds, seed, &due](unsigned i) {
		if (!use<Lock>(*o, seed + i, rounds, due))
			return;
		CLAIM(ExDeleteResourceLite(&o->resource) == STATUS_SUCCESS);
		memset(static_cast<void *>(o), 0xA5, sizeof(*o));
		delete o;
	});
}

/* Relaxed: nothing but the lock under test orders what the threads do. */
class steps {
public:
	void reach(int step)
	{
		step_.store(step, std::memory_order_relaxed);
	}

	void await(int step)
	{
		while (step_.load(std::memory_order_relaxed) < step)
			std::this_thread::yield();
	}

private:
	std::atomic<int> step_ = 0;
};

void await_sleepers(unsigned before, unsigned count)
{
	while (host::sleeps() - before < count)
		std::this_thread::yield();
}

/* Two share it; the first to go has looked at what the next one changes, the last gives it away. */
void first_of_two_is_ordered()
{
	EX_PUSH_LOCK lock = 0;
	long changes = 0;
	steps at;
	const unsigned before = host::sleeps();
	std::thread first([&] {
		ExAcquirePushLockShared(&lock);
		at.reach(1);
		at.await(3);
		CLAIM(!changes);
		ExReleasePushLockShared(&lock);
		at.reach(4);
	});
	std::thread last([&] {
		at.await(1);
		ExAcquirePushLockShared(&lock);
		at.reach(2);
		at.await(4);
		ExReleasePushLockShared(&lock);
	});
	std::thread next([&] {
		at.await(2);
		ExAcquirePushLockExclusive(&lock);
		changes++;
		ExReleasePushLockExclusive(&lock);
	});

	await_sleepers(before, 1);
	at.reach(3);
	first.join();
	last.join();
	next.join();
}

/* Their waiters stand in one list. */
void neighbours_are_told_apart()
{
	alignas(4096) static EX_PUSH_LOCK locks[65];
	std::atomic<bool> has_first = false;
	const unsigned before = host::sleeps();

	ExAcquirePushLockExclusive(&locks[0]);
	ExAcquirePushLockExclusive(&locks[64]);

	std::thread first([&] {
		ExAcquirePushLockExclusive(&locks[0]);
		has_first = true;
		ExReleasePushLockExclusive(&locks[0]);
	});

	await_sleepers(before, 1);

	std::thread other([] {
		ExAcquirePushLockExclusive(&locks[64]);
		ExReleasePushLockExclusive(&locks[64]);
	});

	await_sleepers(before, 2);
	ExReleasePushLockExclusive(&locks[64]);
	other.join();
	CLAIM(!has_first);
	ExReleasePushLockExclusive(&locks[0]);
	first.join();
}

/* With more owners than stand in it, and not deleted when its memory goes, nor when its driver does. */
void what_is_left_is_given_back()
{
	auto *const resource = new ERESOURCE;
	std::atomic<unsigned> owners = 0;

	ExInitializeResourceLite(resource);
	on_threads(users, [resource, &owners](unsigned) {
		ExAcquireResourceSharedLite(resource, TRUE);
		owners++;
		yield_until([&owners] { return owners >= users; });
		ExReleaseResourceLite(resource);
	});
	delete resource;
	ntspin_resources_drain();
}

} /* namespace */

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 2000;

	first_of_two_is_ordered();
	neighbours_are_told_apart();
	what_is_left_is_given_back();
	host::memory_fails = true;
	for (int i = 0; i < rounds / 20; i++) {
		race<resource_user>(20, static_cast<unsigned>(i));
		race<push_lock_user>(20, static_cast<unsigned>(i));
	}
	race<resource_user>(rounds, 1);
	race<push_lock_user>(rounds, 1);
	printf("%d rounds, %d wrong\n", rounds, wrong.load());
	return wrong != 0;
}
