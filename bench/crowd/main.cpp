// SPDX-License-Identifier: GPL-2.0
/*
 * main.cpp - threads take one lock: how often, and how long one of them waits at most.
 *
 *	crowd [-r ROUNDS] [-t MILLISECONDS] [-n THREADS] [-c CPUS]
 *
 * The threads, 8, stay on so many CPUs, 2: more than there are room for, unless asked otherwise. In
 * each round every lock is measured once, one after the other.
 */
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <sched.h>
#include <unistd.h>

#include "../native/host_name.hpp"
#include "../native/statistics.hpp"
#include "crowd.hpp"

namespace
{

using namespace bench;

struct plan {
	unsigned rounds = 7;
	unsigned trial_ms = 400;
	unsigned threads = 8;
	unsigned cpus = 2;
};

/* Threads that are started later inherit it. */
void stay_on(unsigned cpus)
{
	cpu_set_t allowed, chosen;
	unsigned found = 0;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	CPU_ZERO(&chosen);
	for (int cpu = 0; cpu < CPU_SETSIZE && found < cpus; cpu++) {
		if (!CPU_ISSET(cpu, &allowed))
			continue;
		CPU_SET(cpu, &chosen);
		found++;
	}
	if (!cpus || found < cpus)
		throw std::runtime_error("so many CPUs are not to be had: " + std::to_string(cpus));
	sched_setaffinity(0, sizeof(chosen), &chosen);
}

void run(const plan &wanted)
{
	const std::vector<crowd_row> rows = crowd_rows();
	std::vector<std::vector<double>> rates(rows.size()), waits(rows.size());

	for (unsigned round = 0; round < wanted.rounds; round++)
		for (std::size_t r = 0; r < rows.size(); r++) {
			/* A different one is first in each round. */
			const std::size_t turn = (r + round) % rows.size();
			const crowd_result found =
				rows[turn].run({wanted.threads, wanted.trial_ms});

			rates[turn].push_back(found.per_second);
			waits[turn].push_back(found.longest_ms);
		}

	std::printf(
		"%s\n%s, %u threads on %u CPUs, %u rounds of %u ms, %u ns inside, %u outside\n\n",
		processor().c_str(), kernel().c_str(), wanted.threads, wanted.cpus, wanted.rounds,
		wanted.trial_ms, crowd_inside_ns, crowd_outside_ns);
	std::printf("  %-28s %14s %26s %14s %10s\n", "", "acquisitions/s", "quartiles",
		    "longest, ms", "at worst");
	for (std::size_t r = 0; r < rows.size(); r++) {
		const summary rate = summarise(rates[r]);
		const summary wait = summarise(waits[r]);

		std::printf("  %-28s %14.0f %13.0f %12.0f %14.1f %10.1f\n", rows[r].name,
			    rate.median, rate.low, rate.high, wait.median,
			    *std::max_element(waits[r].begin(), waits[r].end()));
	}
}

} /* namespace */

int main(int count, char **words)
{
	plan wanted;
	int option;

	while ((option = getopt(count, words, "r:t:n:c:")) != -1) {
		const auto number =
			static_cast<unsigned>(std::strtoul(optarg ? optarg : "", nullptr, 10));

		if (option == 'r')
			wanted.rounds = number;
		else if (option == 't')
			wanted.trial_ms = number;
		else if (option == 'n')
			wanted.threads = number;
		else if (option == 'c')
			wanted.cpus = number;
		else
			return 2;
	}
	try {
		stay_on(wanted.cpus);
		run(wanted);
	} catch (const std::exception &failure) {
		std::fprintf(stderr, "crowd: %s\n", failure.what());
		return 1;
	}
	return 0;
}
