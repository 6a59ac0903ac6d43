/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clock.hpp - time: the CPU's counter, and how to let some pass.
 */
#ifndef NTSPIN_BENCH_CLOCK_HPP
#define NTSPIN_BENCH_CLOCK_HPP

#include <cstdint>

namespace bench
{

/* Not before what stands above it has been done, as far as loads go. */
inline std::uint64_t ticks()
{
#if defined(__x86_64__)
	unsigned processor;

	return __builtin_ia32_rdtscp(&processor);
#else
	std::uint64_t now;

	asm volatile("isb; mrs %0, cntvct_el0" : "=r"(now)::"memory");
	return now;
#endif
}

/* Compute: nothing that another CPU could notice. */
inline void spin(std::uint64_t rounds)
{
	for (; rounds != 0; rounds--)
		asm volatile("" : "+r"(rounds));
}

struct clock_rates {
	double ticks_per_ns;
	double rounds_per_ns; /* of spin() */

	std::uint64_t rounds(double ns) const
	{
		return static_cast<std::uint64_t>(ns * rounds_per_ns);
	}
};

clock_rates calibrate();

} /* namespace bench */

#endif
