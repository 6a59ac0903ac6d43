/* SPDX-License-Identifier: GPL-2.0 */
/*
 * costs.hpp - what each step takes on the simulated machine, and what is counted there.
 */
#ifndef NTSPIN_BENCH_COSTS_HPP
#define NTSPIN_BENCH_COSTS_HPP

#include <cstdint>

namespace bench
{

/* Simulated time in picoseconds, so that no fraction is lost. */
using ps = std::uint64_t;
inline constexpr ps ns = 1000;

struct machine_costs {
	ps hit = 1 * ns;	  /* a load or a store in the CPU's own cache */
	ps locked = 2 * ns;	  /* what a locked instruction adds to it */
	ps near_by = 14 * ns;	  /* a line from, or ownership against, a cache on this socket */
	ps far = 78 * ns;	  /* the same on the other socket */
	ps memory = 90 * ns;	  /* a line that no cache has */
	ps next_reader = 4 * ns;  /* a line that is shared already is busy so long per reader */
	ps invalidation = 1 * ns; /* for each copy to be taken away beyond the first */
	ps poll = 24 * ns;	  /* how often a waiter looks: the pause between two looks */
};

struct traffic {
	std::uint64_t transfers = 0; /* transactions that left a CPU: data or ownership */
	std::uint64_t far = 0;	     /* of these, to the other socket */
	std::uint64_t invalidations = 0;

	traffic &operator+=(const traffic &more)
	{
		transfers += more.transfers;
		far += more.far;
		invalidations += more.invalidations;
		return *this;
	}

	friend bool operator==(const traffic &, const traffic &) = default;
	friend traffic operator-(const traffic &a, const traffic &b)
	{
		return {a.transfers - b.transfers, a.far - b.far,
			a.invalidations - b.invalidations};
	}
};

} /* namespace bench */

#endif
