// SPDX-License-Identifier: GPL-2.0
/*
 * races.cpp - threads at once: an event that is freed as soon as its waiter has returned, and tokens
 * of which nobody has one that another has.
 *
 *     races ROUNDS
 *
 * The sanitizers see what is touched too late, and what is not ordered. Exits with 1 where a token is
 * had twice, or lost; a wake-up that is lost ends nothing: the caller has a limit of time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include "../../../module/seam/block.h"
#include "../../../module/user/block.hpp"
#include "../claims.hpp"

namespace
{

int rounds = 2000;

LARGE_INTEGER in_units(LONGLONG units) noexcept
{
	LARGE_INTEGER value;

	value.QuadPart = units;
	return value;
}

/* The waiter's event, until it is set. */
class hand_over {
public:
	void run()
	{
		std::thread setters[2];

		for (std::thread &setter : setters)
			setter = std::thread([this] { keep_setting(); });
		for (int i = 0; i < rounds; i++)
			wait_once(i);
		over_ = true;
		for (std::thread &setter : setters)
			setter.join();
	}

private:
	void keep_setting()
	{
		while (!over_) {
			KEVENT *const event = slot_.exchange(nullptr);

			if (event)
				KeSetEvent(event, 0, FALSE);
			else
				std::this_thread::yield();
		}
	}

	void wait_once(int i)
	{
		auto *const event = new KEVENT;

		KeInitializeEvent(event, i % 2 ? NotificationEvent : SynchronizationEvent, FALSE);
		slot_ = event;

		/* Now and then the time is over first, or just so: then it may be on its way. */
		LARGE_INTEGER moment = in_units(-(i % 50));
		NTSTATUS status = KeWaitForSingleObject(event, Executive, KernelMode, FALSE,
							i % 3 ? nullptr : &moment);

		if (status == STATUS_TIMEOUT && !slot_.exchange(nullptr))
			status =
				KeWaitForSingleObject(event, Executive, KernelMode, FALSE, nullptr);
		CLAIM(status == STATUS_SUCCESS || status == STATUS_TIMEOUT);
		memset(static_cast<void *>(event), 0xA5, sizeof(*event));
		delete event;
	}

	std::atomic<KEVENT *> slot_ = nullptr;
	std::atomic<bool> over_ = false;
};

/* What each token guards is no atomic: that its owners are ordered, ThreadSanitizer has to find. */
class tokens {
public:
	static constexpr unsigned count = 4;

	tokens()
	{
		KeInitializeEvent(&events_[0], SynchronizationEvent, TRUE);
		KeInitializeEvent(&events_[1], SynchronizationEvent, TRUE);
		KeInitializeSemaphore(&semaphore_, 1, 1);
		KeInitializeMutex(&mutex_, 0);
	}

	void run()
	{
		on_threads(5, [this](unsigned i) { keep_taking(i); });
		for (unsigned i = 0; i < count; i++)
			CLAIM(KeReadStateEvent(static_cast<KEVENT *>(objects_[i])) == 1);
	}

private:
	void have(unsigned i)
	{
		CLAIM(!had_[i]);
		had_[i] = true;
	}

	void give_back(unsigned i)
	{
		had_[i] = false;
		if (i < 2)
			KeSetEvent(&events_[i], 0, FALSE);
		else if (i == 2)
			KeReleaseSemaphore(&semaphore_, 0, 1, FALSE);
		else
			KeReleaseMutex(&mutex_, FALSE);
	}

	void keep_taking(unsigned seed)
	{
		std::mt19937 random(seed + 1);
		KWAIT_BLOCK blocks[count];

		for (int i = 0; i < rounds; i++) {
			const unsigned first = random() % count,
				       many = 1 + random() % (count - first);
			const bool all = random() % 2;
			LARGE_INTEGER moment = in_units(-static_cast<LONGLONG>(random() % 200));
			const NTSTATUS status = KeWaitForMultipleObjects(
				many, objects_ + first, all ? WaitAll : WaitAny, Executive,
				KernelMode, FALSE, random() % 3 ? nullptr : &moment, blocks);

			if (status == STATUS_TIMEOUT)
				continue;
			if (status < 0 || status >= static_cast<NTSTATUS>(count)) {
				wrong++;
				continue;
			}
			const unsigned from = all ? first : first + status;
			const unsigned to = all ? first + many : from + 1;

			for (unsigned token = from; token < to; token++)
				have(token);
			for (unsigned token = from; token < to; token++)
				give_back(token);
		}
	}

	KEVENT events_[2];
	KSEMAPHORE semaphore_;
	KMUTEX mutex_;
	PVOID objects_[count] = {&events_[0], &events_[1], &semaphore_, &mutex_};
	bool had_[count] = {};
};

KEVENT late;

/* Set when the time is over, and the wait not yet given up: it has the event. */
void be_late()
{
	LARGE_INTEGER moment = in_units(-1);

	KeInitializeEvent(&late, SynchronizationEvent, FALSE);
	host::time_over = [] { KeSetEvent(&late, 0, FALSE); };
	CLAIM(KeWaitForSingleObject(&late, Executive, KernelMode, FALSE, &moment) ==
		      STATUS_SUCCESS &&
	      !KeReadStateEvent(&late));
	host::time_over = nullptr;
}

BOOLEAN is_that(const void *mutex, const void *arg)
{
	return mutex == arg;
}

/* Nobody looks at one whose memory is gone, and those beside it are still found. */
void forget_mutex()
{
	KMUTEX stays[2], *const goes = new KMUTEX;
	LARGE_INTEGER zero = in_units(0);

	for (KMUTEX *mutex : {&stays[0], goes, &stays[1]}) {
		KeInitializeMutex(mutex, 0);
		KeWaitForSingleObject(mutex, Executive, KernelMode, FALSE, &zero);
	}
	ntspin_mutexes_forget(is_that, goes);
	delete goes;
	ntspin_thread_ended(ntspin_this_thread());
	for (KMUTEX &mutex : stays)
		CLAIM(KeReadStateMutex(&mutex) == 1);
}

} /* namespace */

int main(int argc, char **argv)
{
	if (argc > 1)
		rounds = atoi(argv[1]);
	hand_over().run();
	tokens().run();
	forget_mutex();
	be_late();
	printf("%d rounds, %d wrong\n", rounds, wrong.load());
	return wrong != 0;
}
