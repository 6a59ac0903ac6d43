/* SPDX-License-Identifier: GPL-2.0 */
/* visited.hpp - the states that a search has seen: an open table of their digests. */
#ifndef EXPLORER_VISITED_HPP
#define EXPLORER_VISITED_HPP

#include <vector>

#include "digest.hpp"

namespace explorer
{

class visited {
public:
	struct entry {
		digest state = {0, 0};
		/* How many executions continue from here; unfinished while they are walked. */
		double executions = 0;
	};

	static constexpr double unfinished = -1;

	/* Where the state's entry is, or would be: its digest is 0 there. */
	std::size_t find(const digest &state) const
	{
		std::size_t i = state.low & (table_.size() - 1);

		while (table_[i].state != state && table_[i].state != digest{0, 0})
			i = (i + 1) & (table_.size() - 1);
		return i;
	}

	/* Enters the state as unfinished; or returns what is known of it. */
	entry enter(const digest &state)
	{
		if (4 * used_ >= 3 * table_.size())
			grow();

		entry &e = table_[find(state)];

		if (e.state == state)
			return e;
		used_++;
		e = {state, unfinished};
		return {};
	}

	void finish(const digest &state, double executions)
	{
		table_[find(state)].executions = executions;
	}

	void clear()
	{
		table_.assign(std::size_t{1} << 12, {});
		used_ = 0;
	}

	std::size_t size() const
	{
		return used_;
	}

private:
	void grow()
	{
		std::vector<entry> old(2 * table_.size());

		old.swap(table_);
		for (const entry &e : old) {
			if (e.state != digest{0, 0})
				table_[find(e.state)] = e;
		}
	}

	std::vector<entry> table_;
	std::size_t used_ = 0;
};

} /* namespace explorer */

#endif
