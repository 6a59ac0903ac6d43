// SPDX-License-Identifier: GPL-2.0
/* search.cpp - the walk. */
#include "search.hpp"

#include "coverage.hpp"

namespace explorer
{

outcome search::run(const setup &run)
{
	result_ = {};
	path_.clear();
	visited_.clear();
	try {
		world_.start(run);
		result_.executions = explore(0);
	} catch (const failure &f) {
		result_.check = f.check;
		result_.detail = f.detail;
		retrace(run);
	}
	if (result_.check.empty() && !strange_change().empty()) {
		result_.check = "no such arrow";
		result_.detail = strange_change();
	}
	result_.states = visited_.size();
	return result_;
}

double search::explore(unsigned depth)
{
	const digest state = world_.fingerprint();
	const visited::entry known = visited_.enter(state);

	if (known.executions == visited::unfinished)
		throw failure{"livelock", "steps were made that lead back to the same state"};
	if (known.executions > 0)
		return known.executions;
	if (visited_.size() > max_states)
		throw out_of_room{"states"};

	options found;

	world_.find(found);
	if (world_.finished())
		world_.check_end();
	else if (!found.certain)
		throw failure{"lost hand-over", "all who are left may wait forever"};

	double executions = found.count == 0;

	if (saved_.size() <= depth)
		saved_.resize(depth + 1);
	world_.save(saved_[depth]);
	if (result_.longest < depth)
		result_.longest = depth;
	for (unsigned i = 0; i < found.count; i++) {
		if (i)
			world_.restore(saved_[depth]);
		path_.resize(depth);
		path_.push_back(found.each[i]);
		result_.steps++;
		world_.perform(found.each[i]);
		executions += explore(depth + 1);
	}
	visited_.finish(state, executions);
	return executions;
}

/* Walk the failing execution once more, and write it down. */
void search::retrace(const setup &run)
{
	world_.journal = &result_.trace;
	try {
		world_.start(run);
		for (const option o : path_)
			world_.perform(o);
	} catch (const failure &) {
	}
	world_.journal = nullptr;
}

} /* namespace explorer */
