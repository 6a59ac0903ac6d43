/* SPDX-License-Identifier: GPL-2.0 */
/*
 * delayed_access.hpp - the shipped steps with a random delay before each, and proofs beside them.
 *
 * Every lock under test is the first member of a watched_lock. What stands in there is written
 * under the lock with plain accesses: a sanitizer that sees two of them unordered has found a
 * hand-over that does not hand over. The order of grants is proven at each acquisition: at its
 * arrival a contender learns whom it follows, and once it owns it checks that this was the last
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
			/* Not an ordering: whoever has joined meanwhile is forgotten. */
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
			watch(lock).link_waits++;
		return reinterpret_cast<ULONG_PTR>(
			wait([&] { return direct_access::load(object, order); }, value));
	}

	static void arrived(KSPIN_LOCK &lock, lock_word found, const lock_node *) noexcept
	{
		arrival = found.bits();
		if (queued(found))
			__atomic_fetch_add(&watch(lock).in_queue, 1, __ATOMIC_RELAXED);
	}

	static void owns(KSPIN_LOCK &lock, lock_node *node) noexcept
	{
		watched_lock &watched = watch(lock);
		const lock_word found = lock_word(arrival);
		const ULONG_PTR me = reinterpret_cast<ULONG_PTR>(node);
		const ticket held = serving(lock, memory_order_relaxed);
		const ticket before = static_cast<ticket>(found.next_ticket() - 1);

		if (found.has_tail() ? !found.is_tail(watched.last_node) :
				       watched.last_ticket != before)
			watched.order_errors++;
		if (me && watched.last_node && held == watched.last_ticket)
			watched.queue_hand_overs++;
		if (queued(found)) {
			const ULONG depth =
				__atomic_fetch_sub(&watched.in_queue, 1, __ATOMIC_RELAXED);

			watched.waited_in_queue++;
			if (watched.deepest < depth)
				watched.deepest = depth;
		} else if (!found.is_free()) {
			watched.waited_by_ticket++;
		}
		watched.acquisitions++;
		watched.last_node = me;
		watched.last_ticket = held;
	}

	static void at(KSPIN_LOCK &, lock_step) noexcept
	{
		for (unsigned i = 0; i < 4; i++)
			host::pause();
	}

private:
	static watched_lock &watch(KSPIN_LOCK &lock) noexcept
	{
		return reinterpret_cast<watched_lock &>(lock);
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
