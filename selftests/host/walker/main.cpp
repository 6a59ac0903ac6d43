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
#include "../explorer/visited.hpp"
#include "world.hpp"

namespace
{

using namespace walker;
using explorer::failure;
using explorer::out_of_room;
using explorer::visited;

/* More states than this are an error, never a pass. */
constexpr std::size_t max_states = 20'000'000;

/* The walk has shown that more is shared than was known. */
struct anew {};

visited seen;
std::vector<option> path;
std::vector<std::vector<char>> saved;

double explore(unsigned depth)
{
	const digest state = the_world.fingerprint();
	const visited::entry before = seen.enter(state);

	if (known.has_grown)
		throw anew{};
	if (before.executions == visited::unfinished)
		throw failure{"livelock", "steps were made that lead back to the same state"};
	if (before.executions > 0)
		return before.executions;
	if (seen.size() > max_states)
		throw out_of_room{"states"};

	options found;

	the_world.find(found);
	if (the_world.finished())
		model::check_end();
	else if (!found.certain && !model::may_wait_for_ever())
		throw failure{"hang", "all who are left may wait forever"};

	double executions = found.count == 0;

	if (saved.size() <= depth)
		saved.resize(depth + 1);
	the_world.save(saved[depth]);
	for (unsigned i = 0; i < found.count; i++) {
		if (i)
			the_world.restore(saved[depth]);
		path.resize(depth);
		path.push_back(found.each[i]);
		the_world.perform(found.each[i]);
		executions += explore(depth + 1);
	}
	seen.finish(state, executions);
	return executions;
}

/* Again, until the walk shows nothing new. */
double walk(const setup &run)
{
	for (;;) {
		try {
			path.clear();
			seen.clear();
			the_world.start(run);
			return explore(0);
		} catch (const anew &) {
		}
	}
}

/* The failing execution once more, in words. */
void tell(const setup &run)
{
	std::vector<std::string> story;

	the_world.journal = &story;
	try {
		the_world.start(run);
		for (const option o : path)
			the_world.perform(o);
	} catch (const failure &) {
	}
	for (const std::string &line : story)
		std::printf("%s\n", line.c_str());
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
	try {
		const double executions = walk(run);

		std::printf("%.3g executions, %zu states\n", executions, seen.size());
		return 0;
	} catch (const failure &broken) {
		std::printf("%s: %s\n", broken.check, broken.detail);
		tell(run);
		return 1;
	} catch (const out_of_room &limit) {
		std::fprintf(stderr, "out of %s\n", limit.what);
		return 2;
	}
}
