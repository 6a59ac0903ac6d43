/* SPDX-License-Identifier: GPL-2.0 */
/* ledger.hpp - who is where: what the promises are checked against. */
#ifndef EXPLORER_LEDGER_HPP
#define EXPLORER_LEDGER_HPP

#include "steps.hpp"

namespace explorer
{

/* A set of contenders. */
class crowd {
public:
	bool has(unsigned t) const
	{
		return bits_ >> t & 1;
	}

	bool is_all(unsigned n) const
	{
		return bits_ == (1u << n) - 1;
	}

	void add(unsigned t)
	{
		bits_ = static_cast<std::uint8_t>(bits_ | 1u << t);
	}

	void remove(unsigned t)
	{
		bits_ = static_cast<std::uint8_t>(bits_ & ~(1u << t));
	}

	void clear()
	{
		bits_ = 0;
	}

private:
	std::uint8_t bits_ = 0;
};

/* A part of the state: no padding, and nothing in it but counts. */
struct ledger {
	std::uintptr_t node[max_contenders]; /* where a contender's node is; 0: it has none */
	std::uint8_t arrived[8];	     /* in order of arrival: who does not own yet */
	std::uint8_t waiting;		     /* how many those are */
	std::uint8_t owner;		     /* 1 + who owns, up to the last step of its release */
	std::uint8_t users;		     /* who has not said that it will not come back */
	std::uint8_t frees;		     /* 1 + who was told that it is the last */
	bool freed;
	crowd published; /* its node is reachable by others */
	crowd inside;	 /* the section; it ends with the next step */
	crowd releasing;
	crowd gave_up; /* no step on the lock is left to make */
	crowd hopeful; /* in a try, and the lock was free all the while */
	crowd last;    /* in its last round */
	crowd done;
	std::uint8_t pad[4];
};

static_assert(sizeof(ledger) == max_contenders * 8 + 24);

} /* namespace explorer */

#endif
