// SPDX-License-Identifier: GPL-2.0
/*
 * check.cpp - what the simulation says of the lock's scaling, as a test: no clock, no luck.
 *
 * TAP on standard output; the exit status is 1 if a claim is false.
 */
#include <cstdio>

#include "peers.hpp"

using namespace bench;

namespace
{

unsigned claims;
bool all_true = true;

void claim(bool is_true, const char *what, double from, double to)
{
	std::printf("%s %u - %s (%.2f, %.2f)\n", is_true ? "ok" : "not ok", ++claims, what, from,
		    to);
	all_true &= is_true;
}

outcome run(const simulated_lock &lock, unsigned cpus, unsigned count = 1000, unsigned runs = 1)
{
	return lock.simulate({},
			     {.cpus = cpus,
			      .sockets = 2,
			      .inside = 50 * ns,
			      .outside = 200 * ns,
			      .count = count,
			      .runs = runs},
			     {});
}

double transfers(const simulated_lock &lock, unsigned cpus)
{
	const outcome result = run(lock, cpus);

	return result.each(result.counted.transfers);
}

/* Least and most for an acquisition, from 8 to 256 CPUs. */
void is_constant(const simulated_lock &lock, const char *what, double bound)
{
	double least = transfers(lock, 8);
	double most = least;

	for (unsigned cpus = 16; cpus <= 256; cpus *= 2) {
		const double now = transfers(lock, cpus);

		least = std::min(least, now);
		most = std::max(most, now);
	}
	claim(most - least <= bound, what, least, most);
}

void repeats(const simulated_lock &lock, const char *what)
{
	const outcome once = run(lock, 32, 1000);
	const outcome again = run(lock, 32, 1000);

	claim(once.took == again.took && once.counted == again.counted &&
		      once.hand_overs == again.hand_overs,
	      what, once.per_us(), again.per_us());
}

} /* namespace */

int main()
{
	std::puts("TAP version 13\n1..8");
	is_constant(queued_row, "queued: transfers do not grow with the CPUs", 0.1);
	is_constant(ordinary_row, "ordinary: transfers do not grow with the CPUs", 1.0);

	const double few = transfers(ticket_row, 8);
	const double many = transfers(ticket_row, 128);

	claim(many > 10 * few, "a ticket lock's do: 8 and 128 CPUs", few, many);

	const double queued_speed = run(queued_row, 64, 1000, 8).per_us();
	const double mcs_speed = run(mcs_row, 64, 1000, 8).per_us();
	const double qspinlock_speed = run(qspinlock_row, 64, 1000, 8).per_us();

	claim(queued_speed >= 0.9 * mcs_speed, "64 CPUs: 0.9 of pure MCS", queued_speed, mcs_speed);
	claim(queued_speed >= 1.2 * qspinlock_speed, "64 CPUs: 1.2 of the qspinlock shape",
	      queued_speed, qspinlock_speed);
	repeats(queued_row, "queued: repeats to the last digit");
	repeats(ordinary_row, "ordinary: repeats to the last digit");
	repeats(test_and_set_row, "test-and-set: repeats to the last digit");
	return all_true ? 0 : 1;
}
