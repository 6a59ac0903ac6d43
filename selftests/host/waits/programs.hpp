/* SPDX-License-Identifier: GPL-2.0 */
/*
 * programs.hpp - random programs, one seed after the other, until one differs from its model.
 */
#ifndef NTSPIN_WAITS_PROGRAMS_HPP
#define NTSPIN_WAITS_PROGRAMS_HPP

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include <unistd.h>

#include "wdm.h"

/* For how long a return is waited for. */
inline auto patience = std::chrono::seconds(120);

class random_program {
protected:
	explicit random_program(unsigned seed) : random_(seed)
	{
	}

	int pick(int below)
	{
		return static_cast<int>(random_() % static_cast<unsigned>(below));
	}

	/* False, which ends the program. */
	bool differs(const char *what, int who, LONG_PTR seen, LONG_PTR due)
	{
		printf("step %d: %s, %d: saw %#lx, due %#lx\n", step_, what, who,
		       static_cast<unsigned long>(seen), static_cast<unsigned long>(due));
		return false;
	}

	template <class Over> static bool await(Over over)
	{
		const auto limit = std::chrono::steady_clock::now() + patience;

		while (!over()) {
			if (std::chrono::steady_clock::now() > limit)
				return false;
			usleep(20);
		}
		return true;
	}

	std::mt19937 random_;
	int step_ = 0;
};

/* Arguments: the first seed, how many, and for how many seconds an answer is waited for. */
template <class Program> int run_programs(int argc, char **argv, int steps)
{
	const unsigned seed = argc > 1 ? static_cast<unsigned>(atoi(argv[1])) : 1;
	const unsigned count = argc > 2 ? static_cast<unsigned>(atoi(argv[2])) : 100;

	if (argc > 3)
		patience = std::chrono::seconds(atoi(argv[3]));
	for (unsigned i = 0; i < count; i++) {
		Program one(seed + i);

		if (one.run())
			continue;
		printf("program %u differs from the model\n", seed + i);
		fflush(stdout);
		_exit(1);
	}
	printf("%u programs of %d steps\n", count, steps);
	return 0;
}

#endif
