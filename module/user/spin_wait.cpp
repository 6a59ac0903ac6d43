// SPDX-License-Identifier: GPL-2.0
/*
 * spin_wait.cpp - seam/wait.h in user space: a thread looks at a word, and lets others run.
 */
#include "../seam/seam.h"
#include "host.hpp"
#include "park.hpp"

namespace
{

template <class T, class Over>
T wait_until(const volatile T *p, Over over, const void *lock, const void *caller) noexcept
{
	host::waiter waiter;
	ULONG looks = 0;
	bool reported = false;
	T found;

	/* Pairs with the releases that linux/wait.c names. */
	while (!over(found = __atomic_load_n(p, __ATOMIC_ACQUIRE))) {
		if (waiter.round(host::long_wait) && !reported) {
			reported = true;
			ntspin_report(NTSPIN_LONG_WAIT, nullptr, 0, lock, caller);
		}
		/* As linux/park.c: not where interrupts are off. A thread that plays several never sleeps. */
		if (host::looks_before_park && ++looks % host::looks_before_park == 0 &&
		    !host::interrupts_are_off() && !host::waits &&
		    (host::parks_unasked || host::cpus_are_wanted()))
			host::park_until(p, [=] {
				return over(__atomic_load_n(p, __ATOMIC_RELAXED));
			});
	}
	return found;
}

template <class T>
T wait_while_equal(const volatile T *p, T value, const void *lock, const void *caller) noexcept
{
	return wait_until(
		p, [=](T found) { return found != value; }, lock, caller);
}

} /* namespace */

namespace host
{

thread_local void (*waits)();
ULONG looks_before_park;
bool parks_unasked;
ULONG long_wait = 1;

ULONGLONG milliseconds() noexcept
{
	return static_cast<ULONGLONG>(nanoseconds()) / 1000000;
}

bool waiter::round(ULONG seconds) noexcept
{
	if (waits) {
		waits();
		return false;
	}
	if (++rounds_ % 64 != 0)
		return false;
	yield();
	if (rounds_ % 0x1000 != 0)
		return false;
	if (since_ == 0)
		since_ = milliseconds();
	return milliseconds() - since_ >= seconds * 1000;
}

} /* namespace host */

extern "C" {

void ntspin_unpark(const volatile void *address)
{
	host::unpark(address);
}

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller)
{
	return wait_while_equal(p, value, lock, caller);
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value, const void *lock,
				     const void *caller)
{
	return wait_while_equal(p, value, lock, caller);
}

ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value, const void *lock,
				 const void *caller)
{
	return wait_until(
		p, [=](ULONG found) { return (found & mask) != value; }, lock, caller);
}

ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value, const void *lock,
				 const void *caller)
{
	return wait_until(
		p, [=](ULONG found) { return (found & mask) == value; }, lock, caller);
}

} /* extern "C" */
