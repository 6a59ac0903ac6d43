/* SPDX-License-Identifier: GPL-2.0 */
/*
 * access.hpp - the shipped steps (module/lock/direct_access.hpp), and those that only peers need.
 */
#ifndef NTSPIN_BENCH_NATIVE_ACCESS_HPP
#define NTSPIN_BENCH_NATIVE_ACCESS_HPP

#include "../../module/lock/direct_access.hpp"

namespace bench
{

inline void pause_cpu()
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	asm volatile("yield" ::: "memory");
#endif
}

struct native_access : ntspin::direct_access {
	/* What nobody but the owner changes. */
	template <class T> static T load_owned(T &object)
	{
		return load(object, ntspin::memory_order_relaxed);
	}

	template <class T> static T exchange(T &object, T desired, ntspin::memory_order order)
	{
		return __atomic_exchange_n(&object, desired, static_cast<int>(order));
	}

	template <class T> static T fetch_add(T &object, T more, ntspin::memory_order order)
	{
		return __atomic_fetch_add(&object, more, static_cast<int>(order));
	}

	template <class T> static T wait_until_not(T &object, T value)
	{
		T found;

		while ((found = load(object, ntspin::memory_order_acquire)) == value)
			pause_cpu();
		return found;
	}
};

} /* namespace bench */

#endif
