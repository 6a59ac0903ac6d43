/* SPDX-License-Identifier: GPL-2.0 */
/*
 * asking_access.hpp - the lock's Access that asks the explorer for each step.
 *
 * A step knows by itself where in the template it was asked for: a default argument is evaluated
 * where the call stands.
 */
#ifndef EXPLORER_ASKING_ACCESS_HPP
#define EXPLORER_ASKING_ACCESS_HPP

#include <type_traits>

#include "lock/queue_lock.hpp"

#include "steps.hpp"

namespace explorer
{

using ntspin::lock_node;
using ntspin::lock_step;
using ntspin::lock_word;
using ntspin::memory_order;
using ntspin::ticket;

/* Leave the request, and switch to the explorer. What it found is there until the next. */
const request &ask(const request &wanted) noexcept;

template <class T> constexpr field field_of = field::word;
template <> constexpr field field_of<lock_node *volatile> = field::next;
template <> constexpr field field_of<PKSPIN_LOCK volatile> = field::lock;

template <class T> using value_of = std::remove_volatile_t<T>;

struct asking_access {
	template <class T> static std::uint64_t bits(T value) noexcept
	{
		if constexpr (std::is_pointer_v<T>)
			return reinterpret_cast<std::uint64_t>(value);
		else
			return value;
	}

	template <class T>
	static std::uint64_t step(action what, T &object, std::uint64_t value, memory_order order,
				  call_site from) noexcept
	{
		return ask({.what = what,
			    .of = field_of<T>,
			    .order = static_cast<int>(order),
			    .where = reinterpret_cast<std::uintptr_t>(&object),
			    .value = value,
			    .from = from})
			.found;
	}

	template <class T>
	static value_of<T> load(T &object, memory_order order,
				call_site from = {__builtin_FUNCTION(), __builtin_LINE()}) noexcept
	{
		return (value_of<T>)step(action::load, object, 0, order, from);
	}

	template <class T>
	static void store(T &object, std::type_identity_t<value_of<T>> value, memory_order order,
			  call_site from = {__builtin_FUNCTION(), __builtin_LINE()}) noexcept
	{
		static_assert(field_of<T> != field::word, "the word is never stored to as a whole");
		step(action::store, object, bits(value), order, from);
	}

	static bool compare_exchange(KSPIN_LOCK &lock, KSPIN_LOCK &expected, KSPIN_LOCK desired,
				     memory_order success, memory_order,
				     call_site from = {__builtin_FUNCTION(),
						       __builtin_LINE()}) noexcept
	{
		const request *met = &ask({.what = action::compare_exchange,
					   .order = static_cast<int>(success),
					   .where = reinterpret_cast<std::uintptr_t>(&lock),
					   .value = desired,
					   .expected = expected,
					   .from = from});

		expected = met->found;
		return met->done;
	}

	static ticket load_serving(KSPIN_LOCK &lock, memory_order order,
				   call_site from = {__builtin_FUNCTION(),
						     __builtin_LINE()}) noexcept
	{
		return static_cast<ticket>(step(action::load_serving, lock, 0, order, from));
	}

	static void store_serving(KSPIN_LOCK &lock, ticket s, memory_order order,
				  call_site from = {__builtin_FUNCTION(),
						    __builtin_LINE()}) noexcept
	{
		step(action::store_serving, lock, s, order, from);
	}

	static ticket wait_while_serving(KSPIN_LOCK &lock, ticket s,
					 call_site from = {__builtin_FUNCTION(),
							   __builtin_LINE()}) noexcept
	{
		return static_cast<ticket>(
			step(action::wait_while_serving, lock, s, memory_order::acquire, from));
	}

	template <class T>
	static ULONG_PTR wait_while(T *volatile &object, T *value, KSPIN_LOCK &,
				    call_site from = {__builtin_FUNCTION(),
						      __builtin_LINE()}) noexcept
	{
		return step(action::wait_while, object, bits(value), memory_order::acquire, from);
	}

	static void wake(const volatile void *) noexcept
	{
	}

	static void arrived(KSPIN_LOCK &, lock_word, const lock_node *) noexcept
	{
		ask({.what = action::arrived});
	}

	static void owns(KSPIN_LOCK &, lock_node *) noexcept
	{
		ask({.what = action::owns});
	}

	/* Every step is a place where others may come between. */
	static void at(KSPIN_LOCK &, lock_step) noexcept
	{
	}
};

} /* namespace explorer */

#endif
