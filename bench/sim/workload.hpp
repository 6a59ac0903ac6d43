/* SPDX-License-Identifier: GPL-2.0 */
/*
 * workload.hpp - CPUs that take a lock again and again, and what it costs them.
 */
#ifndef NTSPIN_BENCH_WORKLOAD_HPP
#define NTSPIN_BENCH_WORKLOAD_HPP

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "access.hpp"

namespace bench
{

struct workload {
	unsigned cpus;
	unsigned sockets;
	ps inside;	   /* time in the section */
	ps outside;	   /* mean time between two sections; each is between a half and 3 halves */
	unsigned count;	   /* acquisitions that are counted, after a quarter as many that are not */
	unsigned runs = 1; /* from as many different starts */
	std::size_t handle_offset = 0; /* where in its line a handle starts */
	bool stores_level = true;      /* the old IRQL, into the handle, as the routines do */
};

struct outcome {
	traffic counted; /* this and took are the same in every repetition, to the last digit */
	ps took = 0;
	std::uint64_t acquisitions = 0;
	std::vector<ps> hand_overs; /* from the release to the next owner, if it waited */

	double per_us() const
	{
		return static_cast<double>(acquisitions) * ns * 1000 / static_cast<double>(took);
	}

	double each(std::uint64_t events) const
	{
		return static_cast<double>(events) / static_cast<double>(acquisitions);
	}

	double hand_over_ns() const
	{
		return hand_overs.empty() ?
			       0 :
			       static_cast<double>(hand_overs[hand_overs.size() / 2]) / ns;
	}
};

/* A handle, and what the routines keep beside it. */
template <class Handle> struct caller_frame {
	Handle handle;
	UCHAR old_irql;
	ps start;
};

/* Long enough for one to be queued before the next one comes. */
inline constexpr ps arrivals_apart = 1000 * ns;

/* 0 to count - 1, in an order that the seed alone decides. */
inline std::vector<unsigned> shuffled(unsigned count, unsigned seed)
{
	std::vector<unsigned> all(count);
	std::uint64_t number = seed;

	for (unsigned i = 0; i < count; i++) {
		number = number * 6364136223846793005u + 1442695040888963407u;

		const auto other = static_cast<unsigned>((number >> 33) % (i + 1));

		all[i] = std::exchange(all[other], i);
	}
	return all;
}

template <template <class> class Lock>
void simulate_once(const machine_costs &costs, const workload &load, variant as, unsigned seed,
		   outcome &result)
{
	using lock = Lock<sim_access>;
	using frame = caller_frame<typename lock::handle>;

	machine on(costs, load.cpus, load.sockets, seed);
	const sim_access access{&on, as};
	const sim_access releasing{&on, as, true};
	auto &tested = *new (on.allocate(sizeof(lock))) lock;
	const unsigned first = load.count / 4;
	const unsigned last = first + load.count;
	traffic before;
	ps since = 0, released = 0;
	unsigned waiting = 0, acquired = 0;
	bool is_awaited = false;

	const auto record_acquisition = [&] {
		if (acquired == first) {
			since = on.now();
			before = on.counted();
		} else if (acquired == last) {
			result.took += on.now() - since;
			result.counted += on.counted() - before;
			result.acquisitions += load.count;
		}
		if (is_awaited && acquired > first && acquired <= last)
			result.hand_overs.push_back(on.now() - released);
		acquired++;
	};
	const auto body = [&](frame &mine) {
		/*
		 * The first owner lets all others queue up in one order, the same under every
		 * lock and another in each run: how many hand-overs cross the sockets hangs on it,
		 * and a queue keeps it for long.
		 */
		on.spend(mine.start);
		while (acquired <= last) {
			waiting++;
			tested.acquire(access, mine.handle);
			waiting--;
			record_acquisition();
			if (load.stores_level && sizeof(mine.handle) > 1)
				access.store(mine.old_irql, 0, ntspin::memory_order_relaxed);
			on.spend(acquired == 1 ? load.cpus * arrivals_apart : load.inside);
			is_awaited = waiting != 0;
			released = on.now();
			tested.release(releasing, mine.handle);
			on.spend(load.outside / 2 + on.random_below(load.outside));
		}
	};

	const std::vector<unsigned> order = shuffled(load.cpus, seed);

	for (unsigned cpu = 0; cpu < load.cpus; cpu++) {
		void *const where = on.allocate(sizeof(frame), load.handle_offset);

		on.start(cpu, [&body, &order, where, cpu] {
			body(*new (where) frame{{}, 0, order[cpu] * arrivals_apart});
		});
	}
	on.run();
}

/* As bench measures it: a line that goes to and fro between two CPUs, one way. */
inline double transfer_ns(const machine_costs &costs, unsigned sockets)
{
	constexpr unsigned trips = 100;
	machine on(costs, 2, sockets, 1);
	auto &ball = *new (on.allocate(sizeof(ULONG_PTR))) ULONG_PTR(0);

	for (unsigned side = 0; side < 2; side++)
		on.start(side, [&, side] {
			for (ULONG_PTR want = side; want < 2 * trips; want += 2) {
				if (want != 0)
					on.wait_while<ULONG_PTR>(ball, want - 1, 0);
				on.store<ULONG_PTR>(ball, want + 1);
			}
		});
	on.run();
	return static_cast<double>(on.now()) / ns / (2 * trips);
}

template <template <class> class Lock>
outcome simulate(const machine_costs &costs, const workload &load, variant as = {})
{
	outcome result;

	for (unsigned run = 1; run <= load.runs; run++)
		simulate_once<Lock>(costs, load, as, run, result);
	std::sort(result.hand_overs.begin(), result.hand_overs.end());
	return result;
}

} /* namespace bench */

#endif
