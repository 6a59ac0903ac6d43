/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flag_word.hpp - the one word that each call tests: somebody watches, somebody is parked, a task is
 * at APC_LEVEL.
 */
#ifndef NTSPIN_FLAG_WORD_HPP
#define NTSPIN_FLAG_WORD_HPP

#include "atomic.hpp"
#include "../seam/flags.h"

#ifdef __SANITIZE_THREAD__
#define NTSPIN_LOOKS_FOR_RACES 1
#elif defined(__has_feature)
#define NTSPIN_LOOKS_FOR_RACES __has_feature(thread_sanitizer)
#else
#define NTSPIN_LOOKS_FOR_RACES 0
#endif

namespace ntspin
{

/*
 * Relaxed: who switches who watches waits until nobody can have seen the old value. Compilers make neither an
 * atomic load nor one of a volatile object a part of the test: it would cost each call one
 * instruction more. So the word is no volatile one, and read plainly, but for who looks for races:
 * it is aligned, and a call that reads it once or again finds a value that it has had meanwhile.
 */
[[gnu::always_inline]] inline LONG unusual() noexcept
{
#if NTSPIN_LOOKS_FOR_RACES
	return atomic_ref(ntspin_unusual).load(memory_order_relaxed);
#else
	return ntspin_unusual;
#endif
}

[[gnu::always_inline]] inline bool is_watched() noexcept
{
	return unusual() & NTSPIN_WATCH;
}

/*
 * Whether somebody may have to be woken. Relaxed, and asked behind the store that may end a wait, where
 * an earlier answer will not do: linux/park.c says why no more is needed.
 */
inline bool is_anyone_parked() noexcept
{
	return atomic_ref(ntspin_unusual).load(memory_order_relaxed) & NTSPIN_PARKED_MASK;
}

/* For a release: whether it has more to do than usual. */
[[gnu::always_inline]] inline bool is_watched_or_waking() noexcept
{
	return unusual() & (NTSPIN_WATCH | NTSPIN_PARKED_MASK);
}

} /* namespace ntspin */

#endif
