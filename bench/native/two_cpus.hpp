/* SPDX-License-Identifier: GPL-2.0 */
/*
 * two_cpus.hpp - two threads, each on a CPU of its own, that do the same thing at the same time.
 *
 * How far apart the two CPUs are may change while we look, if they are virtual: so a ping-pong
 * before and after each trial tells whether they were near or far in it. A trial in which they
 * moved, or in which a thread lost its CPU, does not count.
 */
#ifndef NTSPIN_BENCH_TWO_CPUS_HPP
#define NTSPIN_BENCH_TWO_CPUS_HPP

#include <atomic>
#include <functional>
#include <thread>

#include "row.hpp"

namespace bench
{

enum class distance : int { near, far, unknown };

struct placing {
	double transfer_ns; /* one line, one way */
	distance apart;	    /* unknown: it changed, or a thread was interrupted */
};

class two_cpus {
public:
	/* On the first two CPUs that we may run on. Throws where there is one only. */
	explicit two_cpus(const clock_rates &rates);
	~two_cpus();
	two_cpus(const two_cpus &) = delete;
	two_cpus &operator=(const two_cpus &) = delete;

	/* Run it on both, with 0 and 1, started together; say what the CPUs were like meanwhile. */
	placing run(const std::function<void(unsigned)> &both);

	/* Less is near: between what is known of one cache shared, and of two. */
	static constexpr double near_limit_ns = 70;

private:
	struct job;

	void follow();
	void take_part(unsigned side, job &doing);
	double ping_pong(unsigned side, std::atomic<std::uint64_t> &ball);
	static long interruptions();

	clock_rates rates_;
	int cpus_[2];
	std::atomic<unsigned> turn_{0};
	std::atomic<job *> next_{nullptr};
	std::thread follower_;
};

} /* namespace bench */

#endif
