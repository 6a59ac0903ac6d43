/* SPDX-License-Identifier: GPL-2.0 */
/*
 * crowd.hpp - one lock, and threads that take it and give it back until time is up.
 */
#ifndef NTSPIN_BENCH_CROWD_HPP
#define NTSPIN_BENCH_CROWD_HPP

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <vector>

#include "../native/access.hpp"
#include "../native/clock.hpp"

namespace bench
{

constexpr unsigned crowd_inside_ns = 200;
constexpr unsigned crowd_outside_ns = 200;

/* Whether the seam's waiters sleep once they have spun for some microseconds. */
extern bool crowd_parks;

/* The shipped steps, with those that wake. */
struct parking_access : ntspin::waking_access<native_access> {};

struct crowd_plan {
	unsigned threads;
	unsigned trial_ms;
};

struct crowd_result {
	double per_second;
	double longest_ms;
};

struct crowd_row {
	const char *name;
	crowd_result (*run)(const crowd_plan &);
};

std::vector<crowd_row> crowd_rows();

template <class Lock, class Access> class crowd {
public:
	explicit crowd(const crowd_plan &plan) : plan_(plan), rates_(calibrate())
	{
	}

	crowd_result run()
	{
		std::vector<std::thread> threads;
		std::vector<member> members(plan_.threads);

		for (member &each : members)
			threads.emplace_back([&] { contend(each); });
		while (here_.load() < plan_.threads)
			std::this_thread::yield();

		const auto since = std::chrono::steady_clock::now();

		begun_.store(true);
		std::this_thread::sleep_for(std::chrono::milliseconds(plan_.trial_ms));
		is_over_.store(true);

		/* Those who wait still get it, in their turn: it is no acquisition of the trial's. */
		const std::chrono::duration<double> lasted =
			std::chrono::steady_clock::now() - since;
		std::uint64_t taken = 0, longest = 0;

		for (std::thread &each : threads)
			each.join();
		for (const member &each : members) {
			taken += each.taken;
			longest = std::max(longest, each.longest);
		}
		return {static_cast<double>(taken) / lasted.count(),
			static_cast<double>(longest) / rates_.ticks_per_ns / 1e6};
	}

private:
	struct alignas(128) member {
		typename Lock::handle handle;
		std::uint64_t taken = 0;
		std::uint64_t longest = 0;
	};

	void contend(member &me)
	{
		here_.fetch_add(1);
		while (!begun_.load())
			std::this_thread::yield();
		while (!is_over_.load(std::memory_order_relaxed)) {
			const std::uint64_t asked = ticks();

			lock_.acquire(Access{}, me.handle);
			me.longest = std::max(me.longest, ticks() - asked);
			me.taken += !is_over_.load(std::memory_order_relaxed);
			spin(rates_.rounds(crowd_inside_ns));
			lock_.release(Access{}, me.handle);
			spin(rates_.rounds(crowd_outside_ns));
		}
	}

	const crowd_plan &plan_;
	const clock_rates rates_;
	std::atomic<unsigned> here_{0};
	std::atomic<bool> begun_{false};
	std::atomic<bool> is_over_{false};
	alignas(128) Lock lock_;
};

template <template <class> class Lock, class Access> crowd_result crowd_on(const crowd_plan &plan)
{
	crowd_parks = std::is_same_v<Access, parking_access>;
	return crowd<Lock<Access>, Access>(plan).run();
}

} /* namespace bench */

#endif
