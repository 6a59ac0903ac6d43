/* SPDX-License-Identifier: GPL-2.0 */
/*
 * row.hpp - one lock, ready to be measured: the same loops for all, compiled for each.
 */
#ifndef NTSPIN_BENCH_ROW_HPP
#define NTSPIN_BENCH_ROW_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "access.hpp"
#include "clock.hpp"

namespace bench
{

/* One CPU takes the lock and gives it back, again and again. */
struct pair_load {
	unsigned pairs;
	unsigned stores;       /* that a section makes, each to a line of its own ... */
	unsigned char *memory; /* ... in here */
	std::size_t lines;     /* a power of two */
};

/* Two CPUs do. */
struct alignas(128) side {
	std::uint64_t acquisitions = 0;
	std::uint64_t ticks = 0;
	std::vector<std::uint32_t> hand_overs; /* ticks; where stamps are asked for */
};

struct contest {
	std::uint64_t inside;  /* rounds of spin() */
	std::uint64_t outside; /* on the mean: each is between a half and 3 halves */
	std::uint64_t ticks;   /* how long */
	bool stamps;
	alignas(128) std::atomic<bool> is_over{false};
	side sides[2];
	/* Written in the section: whose it was, and when it ended. */
	alignas(128) std::uint64_t stamped_by = 2;
	std::uint64_t stamp = 0;
};

struct row {
	const char *name;
	bool is_lock;			   /* else a limit, which excludes nobody */
	double (*pair)(const pair_load &); /* ticks for one */
	void (*reset)();
	void (*contend)(contest &, unsigned side);
};

inline void keep_order()
{
	asm volatile("" ::: "memory");
}

template <class Lock> struct place {
	alignas(128) Lock lock;
	struct alignas(128) {
		typename Lock::handle handle;
	} callers[2];
};

template <class Lock> inline place<Lock> place_of;

template <class Lock> void reset_place()
{
	new (&place_of<Lock>) place<Lock>;
}

template <class Lock> [[gnu::noinline]] double time_pairs(const pair_load &load)
{
	Lock &lock = place_of<Lock>.lock;
	auto &mine = place_of<Lock>.callers[0].handle;
	std::size_t at = 0;
	const std::uint64_t start = ticks();

	for (unsigned i = 0; i < load.pairs; i++) {
		lock.acquire({}, mine);
		keep_order();
		for (unsigned store = 0; store < load.stores; store++) {
			/* Odd: every line in turn, and no stride that a prefetcher follows. */
			at = (at + 40503) & (load.lines - 1);
			load.memory[at * 64] = static_cast<unsigned char>(i);
		}
		keep_order();
		lock.release({}, mine);
	}
	return static_cast<double>(ticks() - start) / load.pairs;
}

template <class Lock, bool stamps> void contend_on(contest &in, unsigned me)
{
	Lock &lock = place_of<Lock>.lock;
	auto &mine = place_of<Lock>.callers[me].handle;
	side &result = in.sides[me];
	std::uint64_t seed = me + 1;
	std::uint64_t asked = 0;
	const std::uint64_t start = ticks();
	std::uint64_t taken = 0;

	while (!in.is_over.load(std::memory_order_relaxed)) {
		if (stamps)
			asked = ticks();
		lock.acquire({}, mine);
		if (stamps) {
			const std::uint64_t got = ticks();

			if (in.stamped_by == 1 - me && asked < in.stamp && in.stamp < got)
				result.hand_overs.push_back(
					static_cast<std::uint32_t>(got - in.stamp));
			/* Fetches the line now, so that the stamp below does not wait for it. */
			in.stamped_by = me;
		}
		spin(in.inside);
		if (stamps)
			in.stamp = ticks();
		lock.release({}, mine);
		taken++;
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		spin(in.outside / 2 + (in.outside * (seed >> 54) >> 10));
		if (taken % 16 == 0 && ticks() - start > in.ticks)
			in.is_over.store(true, std::memory_order_relaxed);
	}
	result.acquisitions = taken;
	result.ticks = ticks() - start;
}

template <class Lock> void contend(contest &in, unsigned me)
{
	if (in.stamps)
		contend_on<Lock, true>(in, me);
	else
		contend_on<Lock, false>(in, me);
}

template <class Lock> constexpr row row_of(const char *name)
{
	return {name, true, time_pairs<Lock>, reset_place<Lock>, contend<Lock>};
}

template <class Lock> constexpr row limit_of(const char *name)
{
	return {name, false, time_pairs<Lock>, reset_place<Lock>, nullptr};
}

/* All of them, in the order in which they are shown. */
std::vector<row> all_rows();
std::vector<row> variant_rows();
std::vector<row> concurrency_kit_rows();

} /* namespace bench */

#endif
