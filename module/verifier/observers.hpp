/* SPDX-License-Identifier: GPL-2.0 */
/*
 * observers.hpp - the observers of each acquisition: lockdep, tracepoints, statistics.
 */
#ifndef NTSPIN_OBSERVERS_HPP
#define NTSPIN_OBSERVERS_HPP

#include "lock_table.hpp"

namespace ntspin
{
namespace
{

inline ULONG count_nested(const acquisition &record) noexcept
{
	ULONG count = 0;

	latest_of_mine_here([&](acquisition &other, hold state) {
		count += state == hold::held && other.entry && other.lock != record.lock &&
			 other.entry->site_id == record.entry->site_id.now();
		return false;
	});
	return count;
}

inline ntspin_use use_of(const acquisition &record, const void *caller, ULONGLONG time = 0) noexcept
{
	ntspin_use use = {};

	use.lock = record.lock;
	use.site = record.entry->site;
	use.caller = caller;
	use.record = number_of(*record.entry);
	use.kind = record.kind;
	use.time = time;
	return use;
}

/* Relaxed: no count is read together with another one. Readers may come here at the same time. */
inline void keep_longest(ULONGLONG &longest, ULONGLONG time) noexcept
{
	const atomic_ref most(longest);
	ULONGLONG now = most.load(memory_order_relaxed);

	while (now < time &&
	       !most.compare_exchange_strong(now, time, memory_order_relaxed, memory_order_relaxed))
		;
}

inline ULONG wait_class(ULONGLONG time) noexcept
{
	const int digits = time ? 64 - __builtin_clzll(time) : 0;
	const int past = digits - NTSPIN_SHORTEST_WAIT;

	return past < 0 ? 0 : past < NTSPIN_WAITS ? past : NTSPIN_WAITS - 1;
}

inline void count_acquisition(lock_entry &entry, bool contended, ULONGLONG waited) noexcept
{
	ntspin_lock_counts &counts = entry.counts;
	ULONG &share =
		table.shares[number_of(entry) * acquisitions.count + ntspin_this_processor()];

	__atomic_fetch_add(&counts.acquisitions, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&share, 1, __ATOMIC_RELAXED);
	if (!contended)
		return;
	__atomic_fetch_add(&counts.contended, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&counts.waits[wait_class(waited)], 1, __ATOMIC_RELAXED);
	keep_longest(counts.longest_wait, waited);
}

/*
 * Lockdep is told before the lock is asked for, so that it reports before a deadlock; of a try once
 * it has succeeded. A reader waits for nobody where nobody ever writes.
 */
inline void tell_asked(acquisition &record, const request &request) noexcept
{
	ntspin_use use = use_of(record, request.how.caller);

	if (!(slow_flags() & NTSPIN_LOCKDEP))
		return;
	use.tries = request.tries || (request.kind == NTSPIN_SHARED && !record.entry->had_writer);
	use.nested = count_nested(record);
	record.classed = ntspin_lockdep_asked(&use);
}

inline void tell_contended(const acquisition *record, const request &request) noexcept
{
	ntspin_contention_begin(request.lock);
	if (!record)
		return;

	const ntspin_use use = use_of(*record, request.how.caller);

	if (record->classed)
		ntspin_lockdep_contended(&use);
	if (slow_flags() & NTSPIN_TRACE)
		ntspin_trace_contended(&use);
}

/* The lock is held, so its record and entry stay what they are. */
inline void tell_acquired(acquisition &record, const request &request, bool contended,
			  ULONGLONG waited) noexcept
{
	if (request.tries)
		tell_asked(record, request);

	const ntspin_use use = use_of(record, request.how.caller, waited);

	if (slow_flags() & NTSPIN_COUNT)
		count_acquisition(*record.entry, contended, waited);
	if (record.classed)
		ntspin_lockdep_acquired(&use);
	if (slow_flags() & NTSPIN_TRACE)
		ntspin_trace_acquired(&use);
}

/* While it is still held. */
inline void tell_released(acquisition &record, const void *caller) noexcept
{
	const ntspin_use use = use_of(record, caller, ntspin_time() - record.since);

	if (slow_flags() & NTSPIN_COUNT)
		keep_longest(record.entry->counts.longest_hold, use.time);
	if (record.classed)
		ntspin_lockdep_released(&use);
	if (slow_flags() & NTSPIN_TRACE)
		ntspin_trace_released(&use);
}

inline void tell_level(KIRQL from, KIRQL to, const void *caller) noexcept
{
	if (from != to && slow_flags() & NTSPIN_TRACE)
		ntspin_trace_irql(from, to, caller);
}

/* After the raise: at DISPATCH_LEVEL the task stays on this processor. */
inline void tell_raise(KIRQL from, KIRQL to, const void *caller) noexcept
{
	processor_holds &here = holds_here();

	if (from < DISPATCH_LEVEL && to >= DISPATCH_LEVEL) {
		here.raised = ntspin_this_task();
		here.raised_at = caller;
	}
	tell_level(from, to, caller);
}

} /* namespace */
} /* namespace ntspin */

#endif
