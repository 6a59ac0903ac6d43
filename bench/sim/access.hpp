/* SPDX-License-Identifier: GPL-2.0 */
/*
 * access.hpp - the lock's steps as a simulated CPU makes them: an Access for module/lock/queue_lock.hpp
 * and for the peers.
 *
 * The orderings that are asked for say nothing here: every load and store is as strong as x86-64's.
 */
#ifndef NTSPIN_BENCH_SIM_ACCESS_HPP
#define NTSPIN_BENCH_SIM_ACCESS_HPP

#include "../../module/lock/queue_lock.hpp"
#include "machine.hpp"

namespace bench
{

using ntspin::lock_node;
using ntspin::lock_step;
using ntspin::lock_word;
using ntspin::memory_order;
using ntspin::ticket;

/* What was tried, beside the lock as it is shipped. */
struct variant {
	bool in_order = false;		 /* on CPUs that overlap nothing; see load_serving() */
	bool fetch_word_first = false;	 /* prefetchw on the word before the first look */
	bool fetch_to_release = false;	 /* and before the look at what to add 1 to */
	bool know_ticket = false;	 /* no such look: its ticket is kept in the handle */
	bool fetch_handle = false;	 /* an owner fetches its own handle, to write to it later */
	bool write_handle = false;	 /* or writes to it what stands there already */
	bool fetch_follower = false;	 /* an owner fetches the handle that it will grant */
	unsigned word_looks_every = 1;	 /* who watches the word looks every nth time; 0: always */
	unsigned handle_looks_every = 1; /* who watches its own handle */
};

struct sim_access {
	machine *on;
	variant as;
	bool releases = false;

	template <class T> auto load(T &object, memory_order) const
	{
		return on->load(object);
	}

	/* The word, on the way out: as load_serving(). */
	KSPIN_LOCK load(KSPIN_LOCK &lock, memory_order) const
	{
		if (releases && (!as.in_order || as.know_ticket))
			return on->glance(lock);
		if (releases && as.fetch_to_release)
			on->prefetch(&lock);
		return on->load(lock);
	}

	/* What nobody but the owner changes; see load_serving(). */
	template <class T> T load_owned(T &object) const
	{
		return as.in_order ? on->load(object) : on->glance(object);
	}

	template <class T>
	void store(T &object, typename ntspin::value_type_of<T>::type value, memory_order) const
	{
		on->store<typename ntspin::value_type_of<T>::type>(object, value);
	}

	template <class T>
	bool compare_exchange(T &object, typename ntspin::value_type_of<T>::type &expected,
			      typename ntspin::value_type_of<T>::type desired, memory_order,
			      memory_order) const
	{
		return on->locked(object, [&](auto &held) {
			if (held == expected) {
				held = desired;
				return true;
			}
			expected = held;
			return false;
		});
	}

	template <class T> T exchange(T &object, T desired, memory_order) const
	{
		return on->locked(object, [&](auto &held) {
			const T found = held;

			held = desired;
			return found;
		});
	}

	template <class T> T fetch_add(T &object, T more, memory_order) const
	{
		return on->locked(object, [&](auto &held) {
			const T found = held;

			held = found + more;
			return found;
		});
	}

	template <class T> T wait_until_not(T &object, T value) const
	{
		return on->wait_while<T>(object, value, on->poll());
	}

	/*
	 * Today's CPUs do not wait here. The compare-exchange that follows the first look asks for
	 * its line at once, and what a release is to add 1 to was looked at while the section was
	 * still under way.
	 */
	ticket load_serving(KSPIN_LOCK &lock, memory_order) const
	{
		if (!as.in_order || as.fetch_word_first)
			on->prefetch(&lock);
		return on->load(serving(lock));
	}

	void store_serving(KSPIN_LOCK &lock, ticket s, memory_order) const
	{
		on->store<ticket>(serving(lock), s);
	}

	ticket wait_while_serving(KSPIN_LOCK &lock, ticket s) const
	{
		return on->wait_while<ticket>(serving(lock), s, on->poll() * as.word_looks_every);
	}

	template <class T> ULONG_PTR wait_while(T *volatile &object, T *value, KSPIN_LOCK &) const
	{
		return reinterpret_cast<ULONG_PTR>(
			on->wait_while<T *>(object, value, on->poll() * as.handle_looks_every));
	}

	static void wake(const volatile void *) noexcept
	{
	}

	void arrived(KSPIN_LOCK &, lock_word, const lock_node *) const
	{
	}

	void owns(KSPIN_LOCK &, lock_node *node) const
	{
		if (as.fetch_handle && node != nullptr)
			on->prefetch(node);
		if (as.write_handle && node != nullptr)
			on->store<PKSPIN_LOCK>(node->Lock, on->load(node->Lock));
		if (!as.fetch_follower || node == nullptr)
			return;
		if (lock_node *const follower = on->load(node->Next))
			on->prefetch(&follower->Lock);
	}

	void at(KSPIN_LOCK &, lock_step) const
	{
	}

private:
	static volatile UCHAR &serving(KSPIN_LOCK &lock)
	{
		return *reinterpret_cast<volatile UCHAR *>(&lock);
	}
};

} /* namespace bench */

#endif
