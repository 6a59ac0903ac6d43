/* SPDX-License-Identifier: GPL-2.0 */
/*
 * direct_rw_access.hpp - the reader-writer lock's steps as the machine makes them: the Access that
 * is shipped.
 *
 * The word is a LONG to drivers and unsigned here, where its upper fields are shifted.
 */
#ifndef NTSPIN_DIRECT_RW_ACCESS_HPP
#define NTSPIN_DIRECT_RW_ACCESS_HPP

#include "../seam/wait.h"
#include "flag_word.hpp"
#include "rw_lock.hpp"

namespace ntspin
{

struct direct_rw_access {
	const void *caller; /* where the driver called, for a report of a long wait */

	[[gnu::always_inline]] static ULONG load(EX_SPIN_LOCK &lock, memory_order order) noexcept
	{
		return atomic_ref(word(lock)).load(order);
	}

	[[gnu::always_inline]] static bool compare_exchange(EX_SPIN_LOCK &lock, ULONG &expected,
							    ULONG desired, memory_order success,
							    memory_order failure) noexcept
	{
		return atomic_ref(word(lock))
			.compare_exchange_strong(expected, desired, success, failure);
	}

	/* Both waits return the word that ended them, read with acquire ordering. */
	ULONG wait_while(EX_SPIN_LOCK &lock, ULONG mask, ULONG value) const noexcept
	{
		return ntspin_wait_while_equal_32(&word(lock), mask, value, address(lock), caller);
	}

	ULONG wait_until(EX_SPIN_LOCK &lock, ULONG mask, ULONG value) const noexcept
	{
		return ntspin_wait_until_equal_32(&word(lock), mask, value, address(lock), caller);
	}

	/* Where somebody may be parked, waking_rw_access is used. */
	[[gnu::always_inline]] static void wake(EX_SPIN_LOCK &) noexcept
	{
	}

	/* For a report, which reads nothing at that address. */
	static const void *address(EX_SPIN_LOCK &lock) noexcept
	{
		return const_cast<const LONG *>(&lock);
	}

private:
	[[gnu::always_inline]] static volatile ULONG &word(EX_SPIN_LOCK &lock) noexcept
	{
		return reinterpret_cast<volatile ULONG &>(lock);
	}
};

/* The same, for a step that may end a wait: see waking_access. */
template <class Access> struct waking_rw_access : Access {
	[[gnu::always_inline]] static void wake(EX_SPIN_LOCK &lock) noexcept
	{
		if (is_anyone_parked())
			ntspin_unpark(Access::address(lock));
	}
};

} /* namespace ntspin */

#endif
