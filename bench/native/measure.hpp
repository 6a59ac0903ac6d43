/* SPDX-License-Identifier: GPL-2.0 */
/*
 * measure.hpp - what is measured, of which locks, and what came out.
 */
#ifndef NTSPIN_BENCH_MEASURE_HPP
#define NTSPIN_BENCH_MEASURE_HPP

#include <string>
#include <vector>

#include "statistics.hpp"

namespace bench
{

struct measure {
	enum class kind { pair, contest, hand_over };

	const char *name;
	kind what;
	std::size_t lines = 0; /* pair: of memory that each section stores to */
	unsigned inside = 0;   /* contest, hand_over: ns */
	unsigned outside = 0;
};

/* A pair and a hand-over in ns; a contest in acquisitions each microsecond. */
inline constexpr measure measures[] = {
	{"uncontended pair", measure::kind::pair},
	{"uncontended pair, 8 stores miss the first cache", measure::kind::pair, 1 << 12},
	{"uncontended pair, 8 stores miss the second cache", measure::kind::pair, 1 << 17},
	{"50 ns inside, 50 outside", measure::kind::contest, 0, 50, 50},
	{"200 ns inside, 200 outside", measure::kind::contest, 0, 200, 200},
	{"50 ns inside, 200 outside", measure::kind::contest, 0, 50, 200},
	{"50 ns inside, 0 outside", measure::kind::contest, 0, 50, 0},
	{"hand-over, 200 ns inside, 200 outside", measure::kind::hand_over, 0, 200, 200},
};

inline constexpr std::size_t measure_count = sizeof(measures) / sizeof(measures[0]);

struct results {
	std::vector<row> rows;
	std::vector<series> of[measure_count]; /* by row */
	series transfers;		       /* ns, of every trial on two CPUs */

	const series &find(std::size_t measured, const std::string &name) const;
};

struct plan {
	unsigned rounds = 31;
	unsigned trial_us = 3000;
	bool with_variants = false;
};

results run(const plan &wanted);

/* The table on standard output; whether each target was reached. JSON, where file is not null. */
void show(const results &of, const plan &wanted);
void write_json(const results &of, const plan &wanted, const char *command, const char *file);

} /* namespace bench */

#endif
