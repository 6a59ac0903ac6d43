// SPDX-License-Identifier: GPL-2.0
/*
 * seam.cpp - what module/lock/direct_access.hpp asks of its host: two waits, as the kernel's host has
 * them, less the report of a long one.
 *
 * They never yield: each thread has a CPU of its own.
 */
#include "access.hpp"

extern "C" {

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *, const void *)
{
	UCHAR found;

	/* Pairs with the release of s by the one before: queue_steps.hpp, serve_next(). */
	while ((found = __atomic_load_n(p, __ATOMIC_ACQUIRE)) == value)
		bench::pause_cpu();
	return found;
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value, const void *,
				     const void *)
{
	ULONG_PTR found;

	/* Pairs with the release of the link or the grant: queue_steps.hpp, join(), pass_on(). */
	while ((found = __atomic_load_n(p, __ATOMIC_ACQUIRE)) == value)
		bench::pause_cpu();
	return found;
}

} /* extern "C" */
