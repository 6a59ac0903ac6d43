/* SPDX-License-Identifier: GPL-2.0 */
/*
 * model.hpp - what the documents say of resources and push locks, as plainly as it can be reported.
 *
 * Who has it, and how often; the waiters, in one queue, in order of arrival.
 */
#ifndef NTSPIN_PASSIVE_MODEL_HPP
#define NTSPIN_PASSIVE_MODEL_HPP

#include <list>
#include <map>

namespace model
{

enum class want { alone, shared, at_once, behind };

struct waiting {
	int thread;
	want how;
};

class lock {
public:
	/* In a push lock's line each waits for those before it. */
	explicit lock(bool push) : push_(push)
	{
	}

	std::map<int, int> owners; /* how often */
	bool alone = false;
	std::list<waiting> line;

	/* Those let in since the last call. */
	std::list<int> let_in;

	bool is_waited_for_alone() const
	{
		for (const waiting &w : line)
			if (w.how == want::alone)
				return true;
		return false;
	}

	bool has(int thread) const
	{
		return owners.count(thread) != 0;
	}

	bool can_have(int thread, want how) const
	{
		if (owners.empty())
			return true;
		if (!push_ && has(thread) && (alone || how == want::shared || how == want::at_once))
			return true;
		if (alone || how == want::alone)
			return false;
		return push_ ? line.empty() : how == want::at_once || !is_waited_for_alone();
	}

	/* False where it has to wait, or would have to. */
	bool acquire(int thread, want how, bool wait)
	{
		if (can_have(thread, how)) {
			take(thread, how);
			return true;
		}
		if (wait)
			line.push_back({thread, how});
		return false;
	}

	void release(int thread)
	{
		if (--owners[thread])
			return;
		owners.erase(thread);
		if (!owners.empty())
			return;

		const bool was_alone = alone;

		alone = false;
		if (push_)
			let_first_in();
		else if (was_alone)
			let_shared_in();
		if (!push_ && owners.empty())
			let_one_in_alone();
	}

	void convert()
	{
		alone = false;
		let_shared_in();
	}

	int count(bool waits_alone) const
	{
		int found = 0;

		for (const waiting &w : line)
			found += (w.how == want::alone) == waits_alone;
		return found;
	}

private:
	void take(int thread, want how)
	{
		if (owners.empty())
			alone = how == want::alone;
		owners[thread]++;
	}

	std::list<waiting>::iterator give(std::list<waiting>::iterator w)
	{
		take(w->thread, w->how);
		let_in.push_back(w->thread);
		return line.erase(w);
	}

	/* All, but for those who are to be behind one that wants it alone, and came before. */
	void let_shared_in()
	{
		bool behind = false;

		for (auto w = line.begin(); w != line.end();) {
			behind |= w->how == want::alone;
			if (w->how == want::alone || (w->how == want::behind && behind))
				++w;
			else
				w = give(w);
		}
	}

	void let_one_in_alone()
	{
		for (auto w = line.begin(); w != line.end(); ++w) {
			if (w->how == want::alone) {
				give(w);
				return;
			}
		}
	}

	void let_first_in()
	{
		for (auto w = line.begin(); w != line.end() && !alone;) {
			if (w->how == want::alone && !owners.empty())
				return;
			w = give(w);
		}
	}

	const bool push_;
};

} /* namespace model */

#endif
