/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flag_word.hpp - the one word that each call tests: an observer is on, a CPU is parked, a task is
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
 * Relaxed: the switch waits until no call can have seen the old value. A compiler folds neither an
 * atomic load nor a volatile one into the test, which would cost each call one instruction more. So
 * the word is read plainly, but under a race detector: it is aligned, and a call that reads it once
 * or twice gets values that it has had meanwhile.
 */
[[gnu::always_inline]] inline LONG slow_flags() noexcept
{
#if NTSPIN_LOOKS_FOR_RACES
	return atomic_ref(ntspin_slow_flags).load(memory_order_relaxed);
#else
	return ntspin_slow_flags;
#endif
}

[[gnu::always_inline]] inline bool is_instrumented() noexcept
{
	return slow_flags() & NTSPIN_OBSERVERS;
}

/*
 * Whether a waiter may have to be woken. Relaxed, and asked after the store that may end a wait: an
 * earlier answer would be too old. linux/park.c says why no more is needed.
 */
inline bool is_anyone_parked() noexcept
{
	return atomic_ref(ntspin_slow_flags).load(memory_order_relaxed) & NTSPIN_PARKED_MASK;
}

/* For a release: whether it has more to do than usual. */
[[gnu::always_inline]] inline bool is_instrumented_or_parked() noexcept
{
	return slow_flags() & (NTSPIN_OBSERVERS | NTSPIN_PARKED_MASK);
}

} /* namespace ntspin */

#endif
