// SPDX-License-Identifier: GPL-2.0
/*
 * main.cpp - what a driver's core stands on, in user space, beside what a program would use there: ns of
 * each, and the ratio; medians of rounds in which one follows the other.
 *
 *	core [-r ROUNDS] [-n TIMES]
 *
 * With the verifier off, as for a test of speed. The kernel's own figures are `make bench-guest`'s.
 */
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <unistd.h>

#include "../native/clock.hpp"
#include "../native/statistics.hpp"
#include "ntspin/user.h"

namespace
{

constexpr ULONG tag = 0x68636e42;
constexpr int objects = 8;

/* What programs have for an event that lets one through. */
class signal {
public:
	void set()
	{
		{
			const std::lock_guard held(mutex_);

			is_set_ = true;
		}
		changed_.notify_one();
	}

	void reset()
	{
		const std::lock_guard held(mutex_);

		is_set_ = false;
	}

	void take()
	{
		std::unique_lock held(mutex_);

		changed_.wait(held, [this] { return is_set_; });
		is_set_ = false;
	}

private:
	std::mutex mutex_;
	std::condition_variable changed_;
	bool is_set_ = false;
};

class event {
public:
	event()
	{
		KeInitializeEvent(&event_, SynchronizationEvent, FALSE);
	}

	void set()
	{
		KeSetEvent(&event_, IO_NO_INCREMENT, FALSE);
	}

	void reset()
	{
		KeClearEvent(&event_);
	}

	void take()
	{
		KeWaitForSingleObject(&event_, Executive, KernelMode, FALSE, nullptr);
	}

private:
	KEVENT event_;
};

/* A thread that answers; asked once there and back. */
template <class Event> class answering {
public:
	answering()
		: thread_([this] {
			  for (asked_.take(); !over_; asked_.take())
				  answer_.set();
		  })
	{
	}

	~answering()
	{
		over_ = true;
		asked_.set();
		thread_.join();
	}

	void ask()
	{
		asked_.set();
		answer_.take();
	}

private:
	Event asked_, answer_;
	bool over_ = false; /* ordered by the event */
	std::thread thread_;
};

/* One worker and its queue, as a program would write it. */
class worker {
public:
	~worker()
	{
		queue(nullptr);
		thread_.join();
	}

	void queue(std::function<void()> work)
	{
		{
			const std::lock_guard held(mutex_);

			line_.push_back(std::move(work));
		}
		comes_.notify_one();
	}

private:
	void run()
	{
		for (;;) {
			std::unique_lock held(mutex_);

			comes_.wait(held, [this] { return !line_.empty(); });

			const std::function<void()> work = std::move(line_.front());

			line_.pop_front();
			held.unlock();
			if (!work)
				return;
			work();
		}
	}

	std::mutex mutex_;
	std::condition_variable comes_;
	std::deque<std::function<void()>> line_;
	std::thread thread_{[this] { run(); }};
};

/* The compiler is not to take the pair away. */
void touch(void *block)
{
	asm volatile("" ::"r"(block) : "memory");
}

void wait_for_all()
{
	static KEVENT events[objects];
	static PVOID pointers[objects];
	static KWAIT_BLOCK blocks[objects];
	LARGE_INTEGER zero;

	zero.QuadPart = 0;
	for (int i = 0; !pointers[objects - 1]; i++) {
		KeInitializeEvent(&events[i], NotificationEvent, TRUE);
		pointers[i] = &events[i];
	}
	KeWaitForMultipleObjects(objects, pointers, WaitAll, Executive, KernelMode, FALSE, &zero,
				 blocks);
}

/* What is asked for, how often less than the others, and the peer: none where it is only told. */
struct row {
	const char *name;
	unsigned less;
	std::function<void()> ours, peers;
};

std::vector<row> all_rows()
{
	static event ours;
	static signal peers;
	static NPAGED_LOOKASIDE_LIST list;
	static answering<event> asked;
	static answering<signal> asked_peers;
	static WORK_QUEUE_ITEM item;
	static worker worker;
	static event done;
	static signal done_peers;

	ExInitializeNPagedLookasideList(&list, nullptr, nullptr, POOL_NX_ALLOCATION, 64, tag, 0);
	ExInitializeWorkItem(
		&item, [](PVOID) { done.set(); }, nullptr);
	return {
		{"set and wake, there and back, to a mutex and condition variables", 100,
		 [] { asked.ask(); }, [] { asked_peers.ask(); }},
		{"KeSetEvent that nobody waits for, KeClearEvent, to the same", 1,
		 [] { ours.set(), ours.reset(); }, [] { peers.set(), peers.reset(); }},
		{"pool pair of 64 bytes, to malloc and free", 1,
		 [] {
			 void *const block = ExAllocatePoolWithTag(NonPagedPoolNx, 64, tag);

			 touch(block);
			 ExFreePoolWithTag(block, tag);
		 },
		 [] {
			 void *const block = malloc(64);

			 touch(block);
			 free(block);
		 }},
		{"lookaside pair of 64 bytes, to the same", 1,
		 [] {
			 void *const block = ExAllocateFromNPagedLookasideList(&list);

			 touch(block);
			 ExFreeToNPagedLookasideList(&list, block);
		 },
		 [] {
			 void *const block = malloc(64);

			 touch(block);
			 free(block);
		 }},
		{"work item, queued and run, to a thread with a queue", 100,
		 [] {
			 ExQueueWorkItem(&item, DelayedWorkQueue);
			 done.take();
		 },
		 [] {
			 worker.queue([] { done_peers.set(); });
			 done_peers.take();
		 }},
		{"a wait for all of 8 objects that are signalled", 1, wait_for_all, nullptr},
	};
}

double ns_of(const std::function<void()> &what, unsigned times, const bench::clock_rates &rates)
{
	const std::uint64_t begun = bench::ticks();

	for (unsigned i = 0; i < times; i++)
		what();
	return static_cast<double>(bench::ticks() - begun) / rates.ticks_per_ns / times;
}

void show(const row &row, unsigned rounds, unsigned times, const bench::clock_rates &rates)
{
	std::vector<double> ours, peers, ratios;

	times = times / row.less + 1;
	for (unsigned round = 0; round < rounds; round++) {
		ours.push_back(ns_of(row.ours, times, rates));
		if (!row.peers)
			continue;
		peers.push_back(ns_of(row.peers, times, rates));
		ratios.push_back(ours.back() / peers.back());
	}
	printf("%-68s %8.0f", row.name, bench::summarise(ours).median);
	if (row.peers)
		printf(" %8.0f  %.2f", bench::summarise(peers).median,
		       bench::summarise(ratios).median);
	printf("\n");
}

} /* namespace */

int main(int count, char **words)
{
	unsigned rounds = 31, times = 20000;
	int option;

	while ((option = getopt(count, words, "r:n:")) != -1) {
		const auto value =
			static_cast<unsigned>(std::strtoul(optarg ? optarg : "", nullptr, 10));

		if (!value || (option != 'r' && option != 'n'))
			return 2;
		(option == 'r' ? rounds : times) = value;
	}
	ntspin_verifier_set(0);

	const bench::clock_rates rates = bench::calibrate();

	printf("%-68s %8s %8s  ratio\n", "in user space, ns", "ntspin", "peer");
	for (const row &row : all_rows())
		show(row, rounds, times, rates);
	fflush(stdout);
	/* The threads of the peers' are not waited for, nor the library's. */
	_exit(0);
}
