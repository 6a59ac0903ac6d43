// SPDX-License-Identifier: GPL-2.0
/*
 * explorer.cpp - walk every interleaving of some contenders, each state once.
 *
 *     explorer [--limited] PROGRAM...
 *
 * There is a PROGRAM for each contender, with a letter for each round (contender.hpp). The steps of
 * the lock are all compare-exchanges and loads of one word, and its orderings are races.cpp's
 * matter: so memory is sequentially consistent here.
 *
 * Prints what it saw, or the execution that broke a promise. Exit status: 0 all kept, 1 one broken,
 * 2 bad usage or too large.
 */
#include <stdio.h>
#include <string.h>
#include <unordered_set>
#include <vector>

#include "failure.hpp"
#include "world.hpp"

namespace
{

using namespace rw;

constexpr size_t max_states = 8'000'000;

struct state {
	ULONGLONG digest[2];

	bool operator==(const state &other) const
	{
		return digest[0] == other.digest[0] && digest[1] == other.digest[1];
	}
};

struct hash {
	size_t operator()(const state &s) const
	{
		return s.digest[0];
	}
};

std::unordered_set<state, hash> visited;
/* Whether a state of the walk's own path is come to again: steps that lead nowhere. */
std::unordered_set<state, hash> on_path;
std::vector<unsigned> path;
unsigned long long steps;
sights seen;
unsigned contenders;

void explore(const world &here)
{
	state now;
	bool stuck = true;

	here.digest(now.digest);
	if (on_path.count(now))
		throw failure{"livelock", "steps were made that lead back to the same state"};
	if (!visited.insert(now).second)
		return;
	if (visited.size() > max_states)
		throw failure{"size", "more states than can be kept"};
	if (here.is_over())
		return here.check_end();
	on_path.insert(now);
	for (unsigned t = 0; t < contenders; t++) {
		if (!here.can_step(t))
			continue;
		stuck = false;
		world next = here;

		path.push_back(t);
		steps++;
		next.step(t, seen);
		explore(next);
		path.pop_back();
	}
	if (stuck)
		throw failure{"hang", "all who are left wait for each other"};
	on_path.erase(now);
}

/* The failing execution once more, in words. */
void retrace(world again)
{
	try {
		for (const unsigned t : path) {
			char text[160];

			again.describe(t, text, sizeof(text));
			printf("%s\n", text);
			again.step(t, seen);
		}
	} catch (const failure &) {
	}
}

} /* namespace */

int main(int argc, char **argv)
{
	const bool limited = argc > 1 && !strcmp(argv[1], "--limited");
	char **programs = argv + 1 + limited;
	static world first;

	contenders = static_cast<unsigned>(argc - 1 - limited);
	if (!contenders || contenders > max_contenders)
		return 2;
	try {
		first.start(contenders, programs, limited);
		explore(first);
	} catch (const failure &broken) {
		printf("%s: %s\n", broken.check, broken.detail);
		retrace(first);
		return strcmp(broken.check, "size") ? 1 : 2;
	}
	printf("%zu states, %llu steps, %u readers inside, %u in a batch, %lu converted, "
	       "%lu refused, %lu waited\n",
	       visited.size(), steps, seen.readers_inside, seen.readers_in_batch, seen.converted,
	       seen.refused, seen.waited);
	return 0;
}
