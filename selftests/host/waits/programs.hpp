/* SPDX-License-Identifier: GPL-2.0 */
/*
 * programs.hpp - random programs, one seed after the other, until one differs from its model.
 */
#ifndef NTSPIN_WAITS_PROGRAMS_HPP
#define NTSPIN_WAITS_PROGRAMS_HPP

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

/* Arguments: the first seed, how many, and for how many seconds an answer is waited for. */
template <class Program>
int run_programs(int argc, char **argv, int steps, std::chrono::seconds &patience)
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
