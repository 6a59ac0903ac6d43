/* SPDX-License-Identifier: GPL-2.0 */
/*
 * statistics.hpp - medians and spread of what was measured in rounds.
 */
#ifndef NTSPIN_BENCH_STATISTICS_HPP
#define NTSPIN_BENCH_STATISTICS_HPP

#include <algorithm>
#include <cstddef>
#include <vector>

#include "two_cpus.hpp"

namespace bench
{

/* One lock's values, by round. Those with an unknown distance do not count. */
struct sample {
	double value;
	distance apart;
};

using series = std::vector<sample>;

struct summary {
	std::size_t rounds = 0;
	double median = 0;
	double low = 0; /* a quarter of the rounds is below, a quarter above high */
	double high = 0;

	/* Fewer say nothing. */
	static constexpr std::size_t enough = 9;

	bool is_enough() const
	{
		return rounds >= enough;
	}

	double spread() const
	{
		return median == 0 ? 0 : (high - low) / median;
	}
};

inline summary summarise(std::vector<double> values)
{
	const std::size_t n = values.size();

	if (n == 0)
		return {};
	std::sort(values.begin(), values.end());
	return {n, values[n / 2], values[n / 4], values[n - 1 - n / 4]};
}

/*
 * The median of readings of a coarse clock: as if those between two ticks were spread evenly. One
 * tick may be a tenth of what is measured.
 */
inline double median_between_ticks(std::vector<double> values)
{
	if (values.empty())
		return 0;
	std::sort(values.begin(), values.end());

	const double middle = values[values.size() / 2];
	const auto [first, end] = std::equal_range(values.begin(), values.end(), middle);
	const double tick = end != values.end() ? *end - middle : 0;
	const double below = static_cast<double>(first - values.begin());
	const double equal = static_cast<double>(end - first);

	return middle + tick * (static_cast<double>(values.size()) / 2 - below) / equal;
}

inline summary summarise(const series &of, distance apart)
{
	std::vector<double> values;

	for (const sample &one : of)
		if (one.apart == apart)
			values.push_back(one.value);
	return summarise(values);
}

/* Round by round, so that what changes slowly cancels out. */
inline summary ratio(const series &of, const series &to, distance apart)
{
	std::vector<double> values;

	for (std::size_t round = 0; round < of.size(); round++)
		if (of[round].apart == apart && to[round].apart == apart)
			values.push_back(of[round].value / to[round].value);
	return summarise(values);
}

} /* namespace bench */

#endif
