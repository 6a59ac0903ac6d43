/* SPDX-License-Identifier: GPL-2.0 */
/*
 * search.hpp - every execution of a set-up, each state once.
 *
 * Depth first. A state that was there before is not gone into again, but the executions from
 * there on are counted: as no state may come back to itself, they are a sum over the states.
 */
#ifndef EXPLORER_SEARCH_HPP
#define EXPLORER_SEARCH_HPP

#include <string>
#include <vector>

#include "failure.hpp"
#include "visited.hpp"
#include "world.hpp"

namespace explorer
{

struct outcome {
	double executions = 0;
	std::uint64_t states = 0;
	std::uint64_t steps = 0;
	unsigned longest = 0;
	/* Empty where every promise was kept. */
	std::string check;
	std::string detail;
	std::vector<std::string> trace;
};

class search {
public:
	/* More states than this are an error, never a pass. */
	static constexpr std::uint64_t max_states = 20'000'000;

	outcome run(const setup &run);

private:
	double explore(unsigned depth);
	void retrace(const setup &run);

	world world_;
	visited visited_;
	outcome result_;
	std::vector<option> path_;
	std::vector<std::vector<char>> saved_;
};

} /* namespace explorer */

#endif
