// SPDX-License-Identifier: GPL-2.0
/*
 * explorer.cpp - walk every execution of one set-up, and say in JSON what was found.
 *
 *     explorer [--stale | --bytes] [--every-order] [--weaken LINE ORDER] [--spurious LINE]
 *              [--serving S] PROGRAM...
 *
 * There is a PROGRAM for each contender, with a letter for each round: q queued, o ordinary, t
 * try, l look. The lock starts free, and serves S, or 255. --spurious lets a compare-exchange fail for no reason. Exit status: 0 all promises kept, 1 one broken, 2 the explorer's limits, or bad usage.
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "coverage.hpp"
#include "world.hpp"
#include "trace.hpp"

namespace
{

using namespace explorer;

int order_called(const char *name)
{
	for (const int order : {__ATOMIC_RELAXED, __ATOMIC_ACQUIRE, __ATOMIC_RELEASE}) {
		if (!std::strcmp(name, order_name(order)))
			return order;
	}
	throw out_of_room{"orders to weaken to"};
}

setup parse(int argc, char **argv)
{
	setup run;

	for (int i = 1; i < argc; i++) {
		if (!std::strcmp(argv[i], "--stale")) {
			run.stale = true;
		} else if (!std::strcmp(argv[i], "--bytes")) {
			run.stale = run.bytes = true;
		} else if (!std::strcmp(argv[i], "--every-order")) {
			run.every_order = true;
		} else if (!std::strcmp(argv[i], "--weaken") && i + 2 < argc) {
			run.weak_line = std::atol(argv[i + 1]);
			run.weak_order = order_called(argv[i + 2]);
			i += 2;
		} else if (!std::strcmp(argv[i], "--spurious") && i + 1 < argc) {
			run.spurious_line = std::atol(argv[++i]);
		} else if (!std::strcmp(argv[i], "--serving") && i + 1 < argc) {
			run.serving = static_cast<std::uint8_t>(std::atoi(argv[++i]));
		} else if (std::strspn(argv[i], "qotl") == std::strlen(argv[i])) {
			run.programs.push_back(argv[i]);
		} else {
			throw out_of_room{"options"};
		}
	}
	if (run.programs.empty() || run.programs.size() > max_contenders)
		throw out_of_room{"contenders"};
	return run;
}

struct outcome {
	double executions = 0;
	/* Empty where every promise was kept. */
	std::string check, detail;
	std::vector<std::string> trace;
};

using search = depth_first<world, setup, options>;

outcome walk(search &all, const setup &run)
{
	try {
		return {all.run(run),
			strange_change().empty() ? "" : "no such arrow",
			strange_change(),
			{}};
	} catch (const failure &f) {
		return {0, f.check, f.detail, all.story(run)};
	}
}

void print(const outcome &o, std::size_t states)
{
	std::printf("{\"check\": \"%s\", \"detail\": \"%s\", \"executions\": %.17g, "
		    "\"states\": %zu,\n\"trace\": [",
		    o.check.c_str(), o.detail.c_str(), o.executions, states);
	for (const std::string &line : o.trace)
		std::printf("%s\n\"%s\"", &line == &o.trace.front() ? "" : ",", line.c_str());
	std::printf("],\n\"transitions\": {%s},\n\"orderings\": {%s}}\n", transitions().c_str(),
		    orderings().c_str());
}

} /* namespace */

int main(int argc, char **argv)
{
	static world the_world;
	search all(the_world);

	try {
		const setup run = parse(argc, argv);
		const outcome found = walk(all, run);

		print(found, all.states());
		return found.check.empty() ? 0 : 1;
	} catch (const out_of_room &limit) {
		std::fprintf(stderr, "explorer: out of %s\n", limit.what);
		return 2;
	}
}
