// SPDX-License-Identifier: GPL-2.0
/*
 * litmus.cpp - does a DPC see what was written before an insert that found it queued?
 *
 *	litmus WANTED SECONDS
 *
 * One thread writes a number and inserts a DPC, some times on end; another, on another CPU, runs
 * it. The last insert often comes just as the DPC leaves its queue. Whatever it returned, the last
 * run must have read the last number. Goes on until so many inserts have returned FALSE, or the
 * time is over. Prints what it counted.
 *
 * Returns 0 where no number was lost, 1 where one was, 2 where the time was over first, 3 where
 * there are no two CPUs.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <thread>

#include "dpc_seam.hpp"

namespace
{

constexpr ULONG runner_number = 1;
constexpr ULONG longest_burst = 12;

/* Each on cache lines of its own: those that move are the word that says whose it is, and work. */
alignas(128) KDPC dpc;
alignas(128) ULONG work; /* by the inserter */
alignas(128) struct {
	ULONG seen;
	ULONG rounds;
} runner;
alignas(128) bool over;

/* Relaxed: a plain load, as a driver's. */
VOID NTAPI take_work(PKDPC, PVOID, PVOID, PVOID)
{
	__atomic_store_n(&runner.seen, __atomic_load_n(&work, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
}

void pin_to(int cpu) noexcept
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_setaffinity_np(pthread_self(), sizeof(set), &set);
}

/* Two of the CPUs that this process may use; false where it has one. */
bool choose_cpus(int (&cpus)[2]) noexcept
{
	cpu_set_t allowed;
	int found = 0;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return false;
	for (int cpu = 0; cpu < CPU_SETSIZE && found < 2; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			cpus[found++] = cpu;
	return found == 2;
}

double seconds() noexcept
{
	timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

void run_queue(int cpu)
{
	host::waiter waiter;

	pin_to(cpu);
	host::become_processor(runner_number);
	ntspin_raise_to_dispatch();
	while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
		ntspin_dpc_run_round(ntspin_dpc_queue_here());
		/* Release: a reader of the count sees what the run has stored. */
		__atomic_store_n(&runner.rounds, runner.rounds + 1, __ATOMIC_RELEASE);
		waiter.round();
	}
}

bool insert(ULONG number) noexcept
{
	__atomic_store_n(&work, number, __ATOMIC_RELAXED);
	return KeInsertQueueDpc(&dpc, nullptr, nullptr);
}

ULONG rounds() noexcept
{
	return __atomic_load_n(&runner.rounds, __ATOMIC_ACQUIRE);
}

/* A round that began after the insert has ended: what was queued has run. */
bool is_seen(ULONG number) noexcept
{
	const ULONG from = rounds();
	host::waiter waiter;

	while (rounds() - from < 2)
		waiter.round();
	return __atomic_load_n(&runner.seen, __ATOMIC_RELAXED) == number;
}

} /* namespace */

int main(int argc, char **argv)
{
	const unsigned long wanted = argc > 1 ? strtoul(argv[1], nullptr, 0) : 400000;
	const double limit = seconds() + (argc > 2 ? strtod(argv[2], nullptr) : 60);
	unsigned long refused = 0, lost = 0;
	ULONG number = 0;
	int cpus[2];

	if (!choose_cpus(cpus)) {
		puts("there are no two CPUs");
		return 3;
	}
	host::seed(static_cast<ULONGLONG>(time(nullptr)));
	host::reset_dpc_queues();
	KeInitializeDpc(&dpc, take_work, nullptr);
	KeSetTargetProcessorDpc(&dpc, runner_number);

	std::thread other(run_queue, cpus[1]);

	pin_to(cpus[0]);
	ntspin_raise_to_dispatch();
	while (refused < wanted && seconds() < limit) {
		for (ULONG left = 2 + host::random(longest_burst); left; left--)
			refused += !insert(++number);
		lost += !is_seen(number);
	}
	__atomic_store_n(&over, true, __ATOMIC_RELEASE);
	other.join();
	printf("%u inserts, %lu of them FALSE, %lu lost\n", number, refused, lost);
	if (lost)
		return 1;
	return refused < wanted ? 2 : 0;
}
