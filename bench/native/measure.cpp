// SPDX-License-Identifier: GPL-2.0
/*
 * measure.cpp - rounds: in each, every lock is measured once in every way, one after the other.
 */
#include "measure.hpp"

#include <stdexcept>

#include <sys/mman.h>

namespace bench
{

namespace
{

constexpr unsigned pairs_per_trial = 8192;
/* So many that the store buffer is not empty when the release comes. */
constexpr unsigned stores_inside = 8;

class rounds {
public:
	rounds(const plan &wanted, results &into)
		: wanted_(wanted), into_(into), rates_(calibrate()), cpus_(rates_)
	{
		const std::size_t bytes = (std::size_t{1} << 17) * 64;

		/* In large pages, if there are: a store should miss a cache, not the page tables. */
		memory_ = static_cast<unsigned char *>(mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
							    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
		if (memory_ == MAP_FAILED)
			throw std::runtime_error("no memory");
		madvise(memory_, bytes, MADV_HUGEPAGE);
		for (std::size_t at = 0; at < bytes; at += 64)
			memory_[at] = 1;
		for (auto &by_row : into_.of)
			by_row.resize(into_.rows.size());
	}

	void one_round(unsigned number)
	{
		for (std::size_t m = 0; m < measure_count; m++)
			for (std::size_t r = 0; r < into_.rows.size(); r++) {
				/* A different one is first in each round. */
				const std::size_t turn = (r + number) % into_.rows.size();

				into_.of[m][turn].push_back(trial(measures[m], into_.rows[turn]));
			}
	}

private:
	sample trial(const measure &of, const row &lock)
	{
		lock.reset();
		if (of.what == measure::kind::pair)
			return pair(of, lock);
		if (!lock.is_lock)
			return {0, distance::unknown};
		return contest_of(of, lock);
	}

	/* Twice, and the better half: an interrupt is longer than all pairs together. */
	sample pair(const measure &of, const row &lock)
	{
		const pair_load load = {pairs_per_trial, of.lines ? stores_inside : 0, memory_,
					of.lines};
		double best = lock.pair(load);

		for (int again = 0; again < 2; again++)
			best = std::min(best, lock.pair(load));
		return {best / rates_.ticks_per_ns, distance::near};
	}

	sample contest_of(const measure &of, const row &lock)
	{
		contest in;

		in.inside = rates_.rounds(of.inside);
		in.outside = rates_.rounds(of.outside);
		in.ticks =
			static_cast<std::uint64_t>(wanted_.trial_us * 1000 * rates_.ticks_per_ns);
		in.stamps = of.what == measure::kind::hand_over;
		for (side &each : in.sides)
			each.hand_overs.reserve(wanted_.trial_us * 10);

		const placing now = cpus_.run([&](unsigned side) { lock.contend(in, side); });

		into_.transfers.push_back({now.transfer_ns, now.apart});
		if (in.stamps)
			return {hand_over(in), now.apart};

		double per_tick = 0;

		for (const side &each : in.sides)
			per_tick += static_cast<double>(each.acquisitions) /
				    static_cast<double>(each.ticks);
		return {per_tick * rates_.ticks_per_ns * 1000, now.apart};
	}

	/* Both ways together: if the two counters differ, that cancels out. */
	double hand_over(const contest &in) const
	{
		double ns = 0;

		for (const side &each : in.sides) {
			const std::vector<double> all(each.hand_overs.begin(),
						      each.hand_overs.end());

			ns += median_between_ticks(all) / 2 / rates_.ticks_per_ns;
		}
		return ns;
	}

	const plan &wanted_;
	results &into_;
	clock_rates rates_;
	two_cpus cpus_;
	unsigned char *memory_;
};

} /* namespace */

const series &results::find(std::size_t measured, const std::string &name) const
{
	for (std::size_t r = 0; r < rows.size(); r++)
		if (name == rows[r].name)
			return of[measured][r];
	throw std::logic_error("no row of this name");
}

results run(const plan &wanted)
{
	results all;

	all.rows = all_rows();
	if (wanted.with_variants)
		for (const row &more : variant_rows())
			all.rows.push_back(more);

	rounds go(wanted, all);

	for (unsigned number = 0; number < wanted.rounds; number++)
		go.one_round(number);
	return all;
}

} /* namespace bench */
