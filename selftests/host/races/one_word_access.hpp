/* SPDX-License-Identifier: GPL-2.0 */
/*
 * one_word_access.hpp - the shipped steps, but with ONE_WORD the byte s is read and written as a part
 * of the word.
 *
 * ThreadSanitizer forgets what was released into a word when a plain store follows, as the language
 * has it: a byte store beside the compare-exchanges would so hide the release by which a node is
 * published.
 */
#ifndef NTSPIN_ONE_WORD_ACCESS_HPP
#define NTSPIN_ONE_WORD_ACCESS_HPP

#include "../../../module/lock/direct_access.hpp"
#include "../host_seam.hpp"

namespace ntspin
{

#ifdef ONE_WORD
struct one_word_access : direct_access {
	static ticket load_serving(KSPIN_LOCK &lock, memory_order order) noexcept
	{
		return lock_word(load(lock, order)).serving();
	}

	static void store_serving(KSPIN_LOCK &lock, ticket s, memory_order order) noexcept
	{
		const KSPIN_LOCK step = KSPIN_LOCK{s} - load_serving(lock, memory_order_relaxed);

		__atomic_fetch_add(&lock, step, static_cast<int>(order));
	}

	static ticket wait_while_serving(KSPIN_LOCK &lock, ticket s) noexcept
	{
		host::waiter waiter;
		ticket found;

		while ((found = load_serving(lock, memory_order_acquire)) == s)
			waiter.round();
		return found;
	}
};
#else
struct one_word_access : direct_access {};
#endif

} /* namespace ntspin */

#endif
