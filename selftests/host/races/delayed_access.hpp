/* SPDX-License-Identifier: GPL-2.0 */
/*
 * delayed_access.hpp - the shipped steps with a random delay before each, and proofs beside them.
 *
 * Every lock under test is the first member of a observed_lock. What stands in there is written
 * under the lock with plain accesses: a sanitizer that sees two of them unordered has found a
 * hand-over that does not hand over. The order of grants is proven at each acquisition: at its
 * arrival a contender learns its predecessor, and once it owns it checks that this was the last
 * owner.
 */
#ifndef NTSPIN_DELAYED_ACCESS_HPP
#define NTSPIN_DELAYED_ACCESS_HPP

#include "one_word_access.hpp"
#include "races.hpp"

namespace ntspin
{

struct delayed_access : one_word_access {
	template <class T> static auto load(T &object, memory_order order) noexcept
	{
		host::pause();
		return direct_access::load(object, order);
	}

	template <class T>
	static void store(T &object, typename atomic_ref<T>::value_type value,
			  memory_order order) noexcept
	{
		constexpr bool is_next = __is_same(typename atomic_ref<T>::value_type, lock_node *);

		host::pause();
		if (order == memory_order_release &&
		    weakened == (is_next ? ordering::link : ordering::grant))
			order = memory_order_relaxed;
		direct_access::store(object, value, order);
	}

	static bool compare_exchange(KSPIN_LOCK &lock, KSPIN_LOCK &expected, KSPIN_LOCK desired,
				     memory_order success, memory_order failure) noexcept
	{
		host::pause();
		if (success == memory_order_acquire && weakened == ordering::first_ticket)
			success = memory_order_relaxed;
		if (success == memory_order_release && weakened == ordering::retract)
			success = memory_order_relaxed;
		if (success == memory_order_acq_rel && weakened == ordering::join_release)
			success = memory_order_acquire;
		if (success == memory_order_acq_rel && weakened == ordering::join_acquire)
			success = memory_order_release;
		if (success == memory_order_release && weakened == ordering::blind_leave) {
			/* Not an ordering: one that has joined meanwhile is forgotten. */
			direct_access::store(lock, desired, memory_order_release);
			return true;
		}
		return direct_access::compare_exchange(lock, expected, desired, success, failure);
	}

	static ticket load_serving(KSPIN_LOCK &lock, memory_order order) noexcept
	{
		host::pause();
		return serving(lock, order);
	}

	static void store_serving(KSPIN_LOCK &lock, ticket s, memory_order order) noexcept
	{
		host::pause();
		if (weakened == ordering::release)
			order = memory_order_relaxed;
		one_word_access::store_serving(lock, s, order);
	}

	static ticket wait_while_serving(KSPIN_LOCK &lock, ticket s) noexcept
	{
		const memory_order order = weakened == ordering::turn ? memory_order_relaxed :
									memory_order_acquire;

		return wait([&] { return serving(lock, order); }, s);
	}

	template <class T>
	static ULONG_PTR wait_while(T *volatile &object, T *value, KSPIN_LOCK &lock) noexcept
	{
		constexpr bool is_next = __is_same(T, lock_node);
		const memory_order order =
			weakened == (is_next ? ordering::follower : ordering::granted) ?
				memory_order_relaxed :
				memory_order_acquire;

		if (is_next && direct_access::load(object, memory_order_relaxed) == value)
			observed(lock).link_waits++;
		return reinterpret_cast<ULONG_PTR>(
			wait([&] { return direct_access::load(object, order); }, value));
	}

	static void arrived(KSPIN_LOCK &lock, lock_word found, const lock_node *) noexcept
	{
		arrival = found.bits();
		if (queued(found))
			__atomic_fetch_add(&observed(lock).in_queue, 1, __ATOMIC_RELAXED);
	}

	static void owns(KSPIN_LOCK &lock, lock_node *node) noexcept
	{
		observed_lock &seen = observed(lock);
		const lock_word found = lock_word(arrival);
		const ULONG_PTR me = reinterpret_cast<ULONG_PTR>(node);
		const ticket held = serving(lock, memory_order_relaxed);
		const ticket before = static_cast<ticket>(found.next_ticket() - 1);

		if (found.has_tail() ? !found.is_tail(seen.last_node) : seen.last_ticket != before)
			seen.order_errors++;
		if (me && seen.last_node && held == seen.last_ticket)
			seen.queue_hand_overs++;
		if (queued(found)) {
			const ULONG depth = __atomic_fetch_sub(&seen.in_queue, 1, __ATOMIC_RELAXED);

			seen.waited_in_queue++;
			if (seen.deepest < depth)
				seen.deepest = depth;
		} else if (!found.is_free()) {
			seen.waited_by_ticket++;
		}
		seen.acquisitions++;
		seen.last_node = me;
		seen.last_ticket = held;
	}

	static void at(KSPIN_LOCK &, lock_step) noexcept
	{
		for (unsigned i = 0; i < 4; i++)
			host::pause();
	}

private:
	static observed_lock &observed(KSPIN_LOCK &lock) noexcept
	{
		return reinterpret_cast<observed_lock &>(lock);
	}

	static bool queued(lock_word found) noexcept
	{
		return found.has_tail() || found.out() == lock_word::max_out;
	}

	static ticket serving(KSPIN_LOCK &lock, memory_order order) noexcept
	{
		return one_word_access::load_serving(lock, order);
	}

	template <class Look, class Value> static Value wait(Look look, Value value) noexcept
	{
		host::waiter waiter;
		Value found;

		while ((found = look()) == value)
			if (waiter.round(10))
				give_up();
		return found;
	}

	/* A lock that is broken on purpose must fail, not hang. */
	[[noreturn]] static void give_up() noexcept;

	/* The word that this thread's last arrival found. */
	static thread_local inline KSPIN_LOCK arrival;
};

} /* namespace ntspin */

#endif
