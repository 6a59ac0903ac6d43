// SPDX-License-Identifier: GPL-2.0
/*
 * rows.cpp - which locks a crowd takes, and what the lock's steps ask of their host here: waits
 * that spin forever, as those of the other locks do, or sleep where others want their CPU.
 */
#include "crowd.hpp"

#include "../../module/user/park.hpp"
#include "../peers/mcs.hpp"
#include "../peers/ntspin.hpp"
#include "../peers/pthread.hpp"
#include "../peers/qspinlock.hpp"
#include "../peers/simple.hpp"

namespace bench
{

bool crowd_parks;

namespace
{

/* Some 5 us: about what a sleep and a wake by the futex cost. A yield costs some tenth of that. */
constexpr unsigned looks_before_park = 200;

template <class T> T wait_while_equal(const volatile T *p, T value)
{
	T found;

	/* Pairs with the releases that linux/wait.c names. */
	for (unsigned looks = 0; (found = __atomic_load_n(p, __ATOMIC_ACQUIRE)) == value;) {
		pause_cpu();
		if (!crowd_parks || ++looks % looks_before_park)
			continue;
		host::yield();
		if (!host::cpus_are_wanted())
			continue;
		host::park_until(p, [=] { return __atomic_load_n(p, __ATOMIC_RELAXED) != value; });
	}
	return found;
}

} /* namespace */

std::vector<crowd_row> crowd_rows()
{
	return {
		{"ntspin queued, parks", crowd_on<queued, parking_access>},
		{"ntspin ordinary, parks", crowd_on<ordinary, parking_access>},
		{"ntspin queued, spins", crowd_on<queued, native_access>},
		{"ntspin ordinary, spins", crowd_on<ordinary, native_access>},
		{"pure MCS", crowd_on<pure_mcs, native_access>},
		{"qspinlock shape", crowd_on<qspinlock_shape, native_access>},
		{"ticket", crowd_on<ticket_lock, native_access>},
		{"test-and-set", crowd_on<test_and_set, native_access>},
		{"pthread_mutex", crowd_on<pthread_mutex, native_access>},
	};
}

} /* namespace bench */

extern "C" {

LONG ntspin_slow_flags;

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *, const void *)
{
	return bench::wait_while_equal(p, value);
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value, const void *,
				     const void *)
{
	return bench::wait_while_equal(p, value);
}

void ntspin_unpark(const volatile void *address)
{
	host::unpark(address);
}

} /* extern "C" */
