/* SPDX-License-Identifier: GPL-2.0 */
/*
 * targets.hpp - what the lock is to reach against which peer, and what it did.
 */
#ifndef NTSPIN_BENCH_TARGETS_HPP
#define NTSPIN_BENCH_TARGETS_HPP

#include "measure.hpp"

namespace bench
{

struct target {
	std::size_t measured; /* which of measures[] */
	const char *lock;
	const char *peer;
	distance apart;
	double bound;
	bool at_most; /* else at least */

	summary reached(const results &all) const
	{
		return ratio(all.find(measured, lock), all.find(measured, peer), apart);
	}

	bool is_met(double value) const
	{
		return at_most ? value <= bound : value >= bound;
	}
};

inline std::vector<target> all_targets()
{
	constexpr const char *limit = "bare compare-exchange + byte store";
	std::vector<target> all;

	for (const char *ours : {"ntspin queued", "ntspin ordinary"}) {
		all.push_back({0, ours, limit, distance::near, 1.15, true});
		all.push_back({1, ours, "pure MCS", distance::near, 1.0, true});
		for (const distance apart : {distance::near, distance::far}) {
			const double to_mcs = apart == distance::near ? 1.05 : 1.15;

			for (const std::size_t contested : {3u, 4u, 5u}) {
				all.push_back({contested, ours, "ticket", apart, 0.95, false});
				all.push_back({contested, ours, "pure MCS", apart, to_mcs, false});
			}
			all.push_back({7, ours, "ticket", apart, 1.15, true});
		}
	}
	return all;
}

} /* namespace bench */

#endif
