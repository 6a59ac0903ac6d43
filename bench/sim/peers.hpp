/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sim/peers.hpp - the locks that are simulated, a row each.
 */
#ifndef NTSPIN_BENCH_SIM_PEERS_HPP
#define NTSPIN_BENCH_SIM_PEERS_HPP

#include "../peers/mcs.hpp"
#include "../peers/ntspin.hpp"
#include "../peers/qspinlock.hpp"
#include "../peers/simple.hpp"
#include "workload.hpp"

namespace bench
{

struct simulated_lock {
	const char *name;
	outcome (*simulate)(const machine_costs &, const workload &, variant);
};

inline constexpr simulated_lock queued_row = {"ntspin queued", simulate<queued>};
inline constexpr simulated_lock ordinary_row = {"ntspin ordinary", simulate<ordinary>};
inline constexpr simulated_lock mcs_row = {"pure MCS", simulate<pure_mcs>};
inline constexpr simulated_lock qspinlock_row = {"qspinlock shape", simulate<qspinlock_shape>};
inline constexpr simulated_lock ticket_row = {"ticket", simulate<ticket_lock>};
inline constexpr simulated_lock test_and_set_row = {"test-and-set", simulate<test_and_set>};

inline constexpr simulated_lock all_locks[] = {
	queued_row, ordinary_row, mcs_row, qspinlock_row, ticket_row, test_and_set_row,
};

/* Time that is simulated grows with the CPUs, and for some locks with their square. */
inline unsigned acquisitions_for(unsigned cpus)
{
	return std::max(1000u, 2 * cpus);
}

/* Few CPUs queue up in few ways: it takes more of them for a mean. */
inline unsigned runs_for(unsigned cpus)
{
	return cpus <= 16 ? 16 : cpus <= 128 ? 4 : 1;
}

} /* namespace bench */

#endif
