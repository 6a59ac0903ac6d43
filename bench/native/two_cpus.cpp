// SPDX-License-Identifier: GPL-2.0
/*
 * two_cpus.cpp - threads, where they run, and what disturbed them.
 */
#include "two_cpus.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

namespace bench
{

namespace
{

/* Real time, if we may: else whatever else runs here would take part in the measurement. */
void stay_on(int cpu)
{
	cpu_set_t only;
	const sched_param first = {.sched_priority = 1};

	CPU_ZERO(&only);
	CPU_SET(cpu, &only);
	if (pthread_setaffinity_np(pthread_self(), sizeof(only), &only) != 0)
		throw std::runtime_error("cannot stay on one CPU");
	pthread_setschedparam(pthread_self(), SCHED_FIFO, &first);
}

} /* namespace */

struct two_cpus::job {
	const std::function<void(unsigned)> &both;
	std::atomic<unsigned> arrived{0};
	alignas(128) std::atomic<std::uint64_t> ball{0};
	double before[2] = {};
	double after[2] = {};
	long interrupted[2] = {};
	std::atomic<unsigned> done{0};
};

two_cpus::two_cpus(const clock_rates &rates) : rates_(rates)
{
	cpu_set_t allowed;
	int found = 0;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	for (int cpu = 0; cpu < CPU_SETSIZE && found < 2; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			cpus_[found++] = cpu;
	if (found < 2)
		throw std::runtime_error("two CPUs are wanted");
	/* First, or it would inherit our only CPU, and never get it. */
	follower_ = std::thread([this] { follow(); });
	stay_on(cpus_[0]);
}

two_cpus::~two_cpus()
{
	next_.store(nullptr);
	turn_.fetch_add(1);
	turn_.notify_one();
	follower_.join();
}

/* Sleeps between trials: a CPU that only waits is of use to others. */
void two_cpus::follow()
{
	stay_on(cpus_[1]);
	for (unsigned seen = 0;; seen++) {
		turn_.wait(seen);
		job *const doing = next_.load();

		if (doing == nullptr)
			return;
		take_part(1, *doing);
	}
}

placing two_cpus::run(const std::function<void(unsigned)> &both)
{
	job doing{.both = both};

	next_.store(&doing);
	turn_.fetch_add(1);
	turn_.notify_one();
	take_part(0, doing);
	while (doing.done.load(std::memory_order_acquire) != 2)
		pause_cpu();

	const double before = doing.before[0];
	const double after = doing.after[0];
	const bool is_steady = (before < near_limit_ns) == (after < near_limit_ns) &&
			       doing.interrupted[0] + doing.interrupted[1] == 0;

	return {(before + after) / 2, !is_steady	     ? distance::unknown :
				      before < near_limit_ns ? distance::near :
							       distance::far};
}

void two_cpus::take_part(unsigned side, job &doing)
{
	const auto meet = [&](unsigned times) {
		doing.arrived.fetch_add(1);
		while (doing.arrived.load() < 2 * times)
			pause_cpu();
	};

	meet(1);
	const long before = interruptions();

	doing.before[side] = ping_pong(side, doing.ball);
	meet(2);
	doing.both(side);
	meet(3);
	doing.after[side] = ping_pong(side, doing.ball);
	doing.interrupted[side] = interruptions() - before;
	/* The job lies on the leader's stack: not to be touched after this. */
	doing.done.fetch_add(1, std::memory_order_release);
}

/* One line goes to and fro; ns for one way. The median of some: the first ones fetch code. */
double two_cpus::ping_pong(unsigned side, std::atomic<std::uint64_t> &ball)
{
	constexpr unsigned samples = 9;
	constexpr unsigned trips = 100;
	double ns[samples];
	/* Even: side 0 has it. It can have been moved once at most before side 1 looks. */
	std::uint64_t want = ball.load() / 2 * 2 + side;

	for (double &sample : ns) {
		const std::uint64_t start = ticks();

		for (unsigned i = 0; i < trips; i++, want += 2) {
			while (ball.load(std::memory_order_acquire) != want)
				;
			ball.store(want + 1, std::memory_order_release);
		}
		sample = static_cast<double>(ticks() - start) / rates_.ticks_per_ns / (2 * trips);
	}
	std::nth_element(ns, ns + samples / 2, ns + samples);
	return ns[samples / 2];
}

long two_cpus::interruptions()
{
	rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nivcsw;
}

clock_rates calibrate()
{
	using steady = std::chrono::steady_clock;
	constexpr std::uint64_t rounds = 3'000'000;
	clock_rates best = {1, 0};

	/* The quickest: what disturbs can only slow down. */
	for (int i = 0; i < 9; i++) {
		const auto start = steady::now();
		const std::uint64_t first = ticks();

		spin(rounds);

		const double passed = static_cast<double>(ticks() - first);
		const double ns =
			std::chrono::duration<double, std::nano>(steady::now() - start).count();

		if (rounds / ns > best.rounds_per_ns)
			best = {passed / ns, rounds / ns};
	}
	return best;
}

} /* namespace bench */
