// SPDX-License-Identifier: GPL-2.0
/*
 * main.cpp - walk every execution of one set-up of a model, each state once; print what was found.
 *
 *     MODEL [--sequential] [--every-step] [--relaxed-waits] PROGRAM...
 *
 * There is a PROGRAM for each contender, with a letter for each round. Depth first; a state that
 * was there before is not gone into again, but the executions from there on are counted. Exit
 * status: 0 all promises kept, 1 one broken, 2 the walker's limits, or bad usage.
 */
#include <cstdio>
#include <cstring>

#include "../explorer/failure.hpp"
#include "world.hpp"

namespace
{

using namespace walker;
using explorer::failure;
using explorer::out_of_room;

using search = explorer::depth_first<world, setup, options>;

/* Again, until the walk shows nothing new. */
double walk(search &all, const setup &run)
{
	for (;;) {
		try {
			return all.run(run);
		} catch (const anew &) {
		}
	}
}

} /* namespace */

/* Unless a model has one of its own. */
[[gnu::weak]] bool model::may_wait_for_ever()
{
	return false;
}

int main(int argc, char **argv)
{
	setup run;

	for (int i = 1; i < argc; i++) {
		if (!std::strcmp(argv[i], "--sequential"))
			run.stale = false;
		else if (!std::strcmp(argv[i], "--every-step"))
			run.every_step = true;
		else if (!std::strcmp(argv[i], "--relaxed-waits"))
			wait_order = __ATOMIC_RELAXED;
		else
			run.programs.push_back(argv[i]);
	}
	if (run.programs.empty() || run.programs.size() > max_threads)
		return 2;
	search all(the_world);

	try {
		const double executions = walk(all, run);

		std::printf("%.3g executions, %zu states\n", executions, all.states());
		return 0;
	} catch (const failure &broken) {
		std::printf("%s: %s\n", broken.check, broken.detail);
		for (const std::string &line : all.story(run))
			std::printf("%s\n", line.c_str());
		return 1;
	} catch (const out_of_room &limit) {
		std::fprintf(stderr, "out of %s\n", limit.what);
		return 2;
	}
}
