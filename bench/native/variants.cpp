// SPDX-License-Identifier: GPL-2.0
/*
 * variants.cpp - variants of the lock that were tried: the shipped template under other steps.
 */
#include "row.hpp"

#include "../peers/ntspin.hpp"

namespace bench
{

namespace
{

inline void fetch_to_write(const volatile void *line)
{
#if defined(__x86_64__)
	asm volatile("prefetchw (%0)" : : "r"(line));
#else
	__builtin_prefetch(const_cast<const void *>(line), 1);
#endif
}

/* The word's line is fetched to be written before it is looked at: one transfer, not two. */
struct fetching : native_access {
	static ntspin::ticket load_serving(KSPIN_LOCK &lock, ntspin::memory_order order)
	{
		fetch_to_write(&lock);
		return native_access::load_serving(lock, order);
	}
};

/* One instruction to load, increment and store. */
struct incrementing : native_access {
	static ntspin::ticket load_serving(KSPIN_LOCK &, ntspin::memory_order)
	{
		return 0;
	}

	static void store_serving(KSPIN_LOCK &lock, ntspin::ticket, ntspin::memory_order)
	{
		auto &byte = *reinterpret_cast<UCHAR *>(&lock);

#if defined(__x86_64__)
		asm volatile("incb %0" : "+m"(byte) : : "memory");
#else
		__atomic_store_n(&byte, static_cast<UCHAR>(byte + 1), __ATOMIC_RELEASE);
#endif
	}
};

/* Whoever watches the word looks as often as it can, or every 4th time only. */
template <unsigned pauses> struct pausing : native_access {
	static ntspin::ticket wait_while_serving(KSPIN_LOCK &lock, ntspin::ticket s)
	{
		ntspin::ticket found;

		while ((found = load_serving(lock, ntspin::memory_order_acquire)) == s)
			for (unsigned i = 0; i < pauses; i++)
				pause_cpu();
		return found;
	}
};

template <class Acquiring, class Releasing> struct queued_by {
	using handle = ntspin::lock_node;

	void acquire(native_access, handle &mine)
	{
		ntspin::queue_lock<Acquiring>::acquire_queued(Acquiring{}, word, mine);
	}

	void release(native_access, handle &mine)
	{
		ntspin::queue_lock<Releasing>::release_queued(Releasing{}, mine);
	}

	KSPIN_LOCK word = 0;
};

/* The ticket is not kept in the handle; who releases reads it in the word, as ordinary callers do. */
struct rereading : queued_by<native_access, native_access> {
	void release(native_access access, handle &mine)
	{
		using state = ntspin::node_state;

		const auto held = reinterpret_cast<ULONG_PTR>(
			access.load(mine.Lock, ntspin::memory_order_relaxed));

		if (held & static_cast<ULONG_PTR>(state::owns_by_queue) || held == 0) {
			queued_by::release(access, mine);
			return;
		}
		access.store(mine.Lock, nullptr, ntspin::memory_order_relaxed);
		ntspin::queue_lock<native_access>::release(access, word);
	}
};

/* As its caller keeps nothing, it never knows its ticket. */
template <class Acquiring, class Releasing> struct ordinary_by {
	using handle = no_handle;

	void acquire(native_access, handle &)
	{
		ntspin::queue_lock<Acquiring>::acquire(Acquiring{}, word);
	}

	void release(native_access, handle &)
	{
		ntspin::queue_lock<Releasing>::release(Releasing{}, word);
	}

	KSPIN_LOCK word = 0;
};

} /* namespace */

std::vector<row> variant_rows()
{
	using shipped = native_access;

	return {
		/* What differs from the lock's own row is noise. */
		row_of<queued_by<shipped, shipped>>("queued, once more"),
		row_of<queued_by<fetching, shipped>>("queued, fetches the word first"),
		row_of<queued_by<shipped, fetching>>("queued, fetches to release"),
		row_of<queued_by<fetching, fetching>>("queued, fetches for both"),
		row_of<rereading>("queued, reads its ticket in the word"),
		row_of<queued_by<pausing<0>, shipped>>("queued, no pause"),
		row_of<queued_by<pausing<4>, shipped>>("queued, 4 pauses"),
		row_of<ordinary_by<fetching, shipped>>("ordinary, fetches the word first"),
		row_of<ordinary_by<shipped, fetching>>("ordinary, fetches to release"),
		row_of<ordinary_by<fetching, fetching>>("ordinary, fetches for both"),
		row_of<ordinary_by<shipped, incrementing>>("ordinary, incb"),
	};
}

} /* namespace bench */
