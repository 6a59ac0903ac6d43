/* SPDX-License-Identifier: GPL-2.0 */
/*
 * depth_first.hpp - every execution of a set-up, each state once: the explorer's, and the walker's.
 *
 * A state that was there before is not gone into again, but the executions from there on are
 * counted: as no state may come back to itself, they are a sum over the states.
 */
#ifndef EXPLORER_DEPTH_FIRST_HPP
#define EXPLORER_DEPTH_FIRST_HPP

#include <string>
#include <vector>

#include "failure.hpp"
#include "visited.hpp"

namespace explorer
{

/* A contender's next step, and the message that it meets, or its place. */
struct option {
	std::uint8_t thread;
	/* Of a compare-exchange: the location's count() where it succeeds. */
	std::uint8_t message;

	static constexpr std::uint8_t spurious = 0xff;
};

template <unsigned most> struct options_of {
	unsigned count = 0;
	/* One of the steps is not a wait that might as well be missed. */
	bool certain = false;
	option each[most];

	void add(unsigned thread, unsigned message)
	{
		each[count++] = {static_cast<std::uint8_t>(thread),
				 static_cast<std::uint8_t>(message)};
	}
};

/*
 * A World starts, finds what may come next and performs it, and is saved and taken back; it checks
 * what it promises where it has come to. A failure is thrown.
 */
template <class World, class Setup, class Options> class depth_first {
public:
	/* More states than this are an error, never a pass. */
	static constexpr std::size_t max_states = 20'000'000;

	explicit depth_first(World &world) : world_(world)
	{
	}

	/* How many executions there are. */
	double run(const Setup &setup)
	{
		path_.clear();
		visited_.clear();
		world_.start(setup);
		return explore(0);
	}

	std::size_t states() const
	{
		return visited_.size();
	}

	/* The failing execution once more, in words. */
	std::vector<std::string> story(const Setup &setup)
	{
		std::vector<std::string> told;

		world_.journal = &told;
		try {
			world_.start(setup);
			for (const option o : path_)
				world_.perform(o);
		} catch (const failure &) {
		}
		world_.journal = nullptr;
		return told;
	}

private:
	double explore(unsigned depth)
	{
		world_.arrived();

		const digest state = world_.fingerprint();
		const visited::entry known = visited_.enter(state);

		if (known.executions == visited::unfinished)
			throw failure{"livelock",
				      "steps were made that lead back to the same state"};
		if (known.executions > 0)
			return known.executions;
		if (visited_.size() > max_states)
			throw out_of_room{"states"};

		Options found;

		world_.find(found);
		world_.check(found);

		double executions = found.count == 0;

		if (saved_.size() <= depth)
			saved_.resize(depth + 1);
		world_.save(saved_[depth]);
		for (unsigned i = 0; i < found.count; i++) {
			if (i)
				world_.restore(saved_[depth]);
			path_.resize(depth);
			path_.push_back(found.each[i]);
			world_.perform(found.each[i]);
			executions += explore(depth + 1);
		}
		visited_.finish(state, executions);
		return executions;
	}

	World &world_;
	visited visited_;
	std::vector<option> path_;
	std::vector<std::vector<char>> saved_;
};

} /* namespace explorer */

#endif
