// SPDX-License-Identifier: GPL-2.0
/*
 * check.cpp - what the simulation says of the lock's scaling, as a test: no clock, no luck.
 *
 * TAP on standard output; the exit status is 1 if a claim is false.
 */
#include <cstdio>
#include <string>

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

outcome run(const simulated_lock &lock, unsigned cpus, unsigned count = 1000, unsigned runs = 1,
	    bool stores_level = true)
{
	return lock.simulate({},
			     {.cpus = cpus,
			      .sockets = 2,
			      .inside = 50 * ns,
			      .outside = 200 * ns,
			      .count = count,
			      .runs = runs,
			      .stores_level = stores_level},
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

/* At DISPATCH_LEVEL the routines store no level, which is the handle's first touch otherwise. */
void is_fast(unsigned cpus, bool stores_level)
{
	const std::string where =
		std::to_string(cpus) + " CPUs" + (stores_level ? "" : " at DISPATCH_LEVEL") + ": ";
	const double queued = run(queued_row, cpus, 1000, 8, stores_level).per_us();
	const double mcs = run(mcs_row, cpus, 1000, 8, stores_level).per_us();
	const double qspinlock = run(qspinlock_row, cpus, 1000, 8, stores_level).per_us();

	claim(queued >= 0.9 * mcs, (where + "0.9 of pure MCS").c_str(), queued, mcs);
	claim(queued >= 1.2 * qspinlock, (where + "1.2 of the qspinlock shape").c_str(), queued,
	      qspinlock);
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
	std::puts("TAP version 13\n1..14");
	is_constant(queued_row, "queued: transfers do not grow with the CPUs", 0.1);
	is_constant(ordinary_row, "ordinary: transfers do not grow with the CPUs", 1.0);

	const double few = transfers(ticket_row, 8);
	const double many = transfers(ticket_row, 128);

	claim(many > 10 * few, "a ticket lock's do: 8 and 128 CPUs", few, many);

	is_fast(8, true);
	is_fast(64, true);
	is_fast(8, false);
	is_fast(64, false);
	repeats(queued_row, "queued: repeats to the last digit");
	repeats(ordinary_row, "ordinary: repeats to the last digit");
	repeats(test_and_set_row, "test-and-set: repeats to the last digit");
	return all_true ? 0 : 1;
}
