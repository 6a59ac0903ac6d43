/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pair_word.hpp - two words that are compared and exchanged as one.
 *
 * A kernel's compiler would call a library for it, so the instructions stand here: x86-64's one,
 * which is a full barrier, and arm64's exclusive pair, which acquires and releases. Under a sanitizer
 * it is the compiler's, which that one knows.
 */
#ifndef NTSPIN_PAIR_WORD_HPP
#define NTSPIN_PAIR_WORD_HPP

#include "wdm.h"

namespace
{

struct pair_word {
	ULONGLONG low;
	ULONGLONG high;
};

#if defined(__SANITIZE_THREAD__) && !defined(__KERNEL__)
#define NTSPIN_PAIR_BY_COMPILER
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) && !defined(__KERNEL__)
#define NTSPIN_PAIR_BY_COMPILER
#endif
#endif

/* On failure, expected becomes what was found. */
[[gnu::always_inline]] inline bool compare_exchange_pair(pair_word *where, pair_word &expected,
							 pair_word desired) noexcept
{
#if defined(NTSPIN_PAIR_BY_COMPILER)
	using both = unsigned __int128;
	both before = both{expected.high} << 64 | expected.low;
	const both after = both{desired.high} << 64 | desired.low;
	const bool done = __atomic_compare_exchange_n(reinterpret_cast<both *>(where), &before,
						      after, false, __ATOMIC_ACQ_REL,
						      __ATOMIC_ACQUIRE);

	expected = {static_cast<ULONGLONG>(before), static_cast<ULONGLONG>(before >> 64)};
	return done;
#elif defined(__x86_64__)
	bool done;

	asm volatile("lock cmpxchg16b %1"
		     : "=@ccz"(done), "+m"(*where), "+a"(expected.low), "+d"(expected.high)
		     : "b"(desired.low), "c"(desired.high)
		     : "memory");
	return done;
#elif defined(__aarch64__)
	pair_word found;
	unsigned failed;

	do {
		asm volatile("ldaxp %0, %1, %2"
			     : "=&r"(found.low), "=&r"(found.high)
			     : "Q"(*where)
			     : "memory");
		const bool same = found.low == expected.low && found.high == expected.high;
		const pair_word next = same ? desired : found;

		/* What differs is written back: only then are both words known to be of one time. */
		asm volatile("stlxp %w0, %2, %3, %1"
			     : "=&r"(failed), "=Q"(*where)
			     : "r"(next.low), "r"(next.high)
			     : "memory");
		if (!failed && !same) {
			expected = found;
			return false;
		}
	} while (failed);
	return true;
#else
#error "no exchange of two words is known for this machine"
#endif
}

} /* namespace */

#endif
