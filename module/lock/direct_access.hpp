/* SPDX-License-Identifier: GPL-2.0 */
/*
 * direct_access.hpp - the lock's steps as the machine makes them: the Access that is shipped.
 *
 * The byte s is read and written as a byte, beside compare-exchanges of the whole word. No formal
 * model has such accesses of mixed size; x86-64 and arm64 keep them coherent, and Linux' own
 * qspinlock stands on the same. The hooks that tests use compile to nothing here; with
 * NTSPIN_ONE_WORD, which tests define, s is written as a part of the word.
 */
#ifndef NTSPIN_DIRECT_ACCESS_HPP
#define NTSPIN_DIRECT_ACCESS_HPP

#include "../seam/wait.h"
#include "flag_word.hpp"
#include "queue_lock.hpp"

namespace ntspin
{

struct direct_access {
	const void *caller; /* where the driver called, for a report of a long wait */

	template <class T>
	[[gnu::always_inline]] static auto load(T &object, memory_order order) noexcept
	{
		return atomic_ref(object).load(order);
	}

	template <class T>
	[[gnu::always_inline]] static void store(T &object,
						 typename atomic_ref<T>::value_type value,
						 memory_order order) noexcept
	{
		atomic_ref(object).store(value, order);
	}

	[[gnu::always_inline]] static bool compare_exchange(KSPIN_LOCK &lock, KSPIN_LOCK &expected,
							    KSPIN_LOCK desired,
							    memory_order success,
							    memory_order failure) noexcept
	{
		return atomic_ref(lock).compare_exchange_strong(expected, desired, success,
								failure);
	}

	[[gnu::always_inline]] static ticket load_serving(KSPIN_LOCK &lock,
							  memory_order order) noexcept
	{
		return atomic_ref(serving(lock)).load(order);
	}

	[[gnu::always_inline]] static void store_serving(KSPIN_LOCK &lock, ticket s,
							 memory_order order) noexcept
	{
#ifdef NTSPIN_ONE_WORD
		/*
		 * For ThreadSanitizer: of what was released into a word it forgets all where a
		 * plain store follows at that address, as the language has it.
		 */
		atomic_ref(lock).fetch_add(KSPIN_LOCK{s} - load_serving(lock, memory_order_relaxed),
					   order);
#else
		atomic_ref(serving(lock)).store(s, order);
#endif
	}

	/* Both waits return what ended them, read with acquire ordering. */
	ticket wait_while_serving(KSPIN_LOCK &lock, ticket s) const noexcept
	{
		return ntspin_wait_while_equal_8(&serving(lock), s, &lock, caller);
	}

	template <class T>
	ULONG_PTR wait_while(T *volatile &object, T *value, KSPIN_LOCK &lock) const noexcept
	{
		return ntspin_wait_while_equal_64(
			reinterpret_cast<const volatile ULONG_PTR *>(&object),
			reinterpret_cast<ULONG_PTR>(value), &lock, caller);
	}

	/* Where somebody may be parked, waking_access is used. */
	[[gnu::always_inline]] static void wake(const volatile void *) noexcept
	{
	}

	[[gnu::always_inline]] static void arrived(KSPIN_LOCK &, lock_word,
						   const lock_node *) noexcept
	{
	}

	[[gnu::always_inline]] static void owns(KSPIN_LOCK &, lock_node *) noexcept
	{
	}

	[[gnu::always_inline]] static void at(KSPIN_LOCK &, lock_step) noexcept
	{
	}

private:
	[[gnu::always_inline]] static UCHAR &serving(KSPIN_LOCK &lock) noexcept
	{
		return *reinterpret_cast<UCHAR *>(&lock);
	}
};

/*
 * The same, for a step that may end a wait: parked CPUs are looked for after the store. The look
 * may come before the store is visible: see docs/lock.md.
 */
template <class Access> struct waking_access : Access {
	[[gnu::always_inline]] static void wake(const volatile void *address) noexcept
	{
		if (is_anyone_parked())
			ntspin_unpark(address);
	}
};

} /* namespace ntspin */

#endif
