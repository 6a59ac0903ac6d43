/* SPDX-License-Identifier: GPL-2.0 */
/*
 * observers.hpp - who is told of each acquisition: lockdep, the tracepoints, statistics.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_OBSERVERS_HPP
#define NTSPIN_OBSERVERS_HPP

#include "lock_table.hpp"

namespace ntspin
{
namespace
{

inline bool is_told(LONG of) noexcept
{
	return unusual() & of;
}

inline ULONG count_nested(const held_lock &note) noexcept
{
	ULONG count = 0;

	latest_of_mine_here([&](held_lock &other, hold state) {
		count += state == hold::held && other.record && other.lock != note.lock &&
			 other.record->place == note.record->place.now();
		return false;
	});
	return count;
}

inline ntspin_use use_of(const held_lock &note, const void *caller, ULONGLONG time = 0) noexcept
{
	ntspin_use use = {};

	use.lock = note.lock;
	use.site = note.record->site;
	use.caller = caller;
	use.record = number_of(*note.record);
	use.kind = kind_of(note);
	use.time = time;
	return use;
}

/* Relaxed: each count by itself. Of the same lock only readers come here at the same time. */
inline void note_longest(ULONGLONG &longest, ULONGLONG time) noexcept
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

inline void count_acquisition(lock_record &record, bool contended, ULONGLONG waited) noexcept
{
	ntspin_lock_counts &counts = record.counts;
	ULONG &share = table.shares[number_of(record) * notes.count + ntspin_this_processor()];

	__atomic_fetch_add(&counts.acquisitions, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&share, 1, __ATOMIC_RELAXED);
	if (!contended)
		return;
	__atomic_fetch_add(&counts.contended, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&counts.waits[wait_class(waited)], 1, __ATOMIC_RELAXED);
	note_longest(counts.longest_wait, waited);
}

/*
 * Lockdep wants to know before the lock is asked for, as it speaks of what may come of it; of a try
 * once it has come to something. A reader waits for nobody where nobody ever writes.
 */
inline void tell_asked(held_lock &note, const request &request) noexcept
{
	ntspin_use use = use_of(note, request.how.caller);

	if (!is_told(NTSPIN_LOCKDEP))
		return;
	use.tries = request.tries || (request.kind == NTSPIN_SHARED && !note.record->had_writer);
	use.nested = count_nested(note);
	note.classed = ntspin_lockdep_asked(&use);
}

inline void tell_contended(const held_lock *note, const request &request) noexcept
{
	ntspin_contention_begin(request.lock);
	if (!note)
		return;

	const ntspin_use use = use_of(*note, request.how.caller);

	if (note->classed)
		ntspin_lockdep_contended(&use);
	if (is_told(NTSPIN_TRACE))
		ntspin_trace_contended(&use);
}

/* The lock is held: the note and the record are up to date when it is given up. */
inline void tell_acquired(held_lock &note, const request &request, bool contended,
			  ULONGLONG waited) noexcept
{
	if (request.tries)
		tell_asked(note, request);

	const ntspin_use use = use_of(note, request.how.caller, waited);

	if (is_told(NTSPIN_COUNT))
		count_acquisition(*note.record, contended, waited);
	if (note.classed)
		ntspin_lockdep_acquired(&use);
	if (is_told(NTSPIN_TRACE))
		ntspin_trace_acquired(&use);
}

/* While it is held still. */
inline void tell_released(held_lock &note, const void *caller) noexcept
{
	const ntspin_use use = use_of(note, caller, ntspin_time() - note.since);

	if (is_told(NTSPIN_COUNT))
		note_longest(note.record->counts.longest_hold, use.time);
	if (note.classed)
		ntspin_lockdep_released(&use);
	if (is_told(NTSPIN_TRACE))
		ntspin_trace_released(&use);
}

inline void tell_level(KIRQL from, KIRQL to, const void *caller) noexcept
{
	if (from != to && is_told(NTSPIN_TRACE))
		ntspin_trace_irql(from, to, caller);
}

/* Behind the raise: who is at DISPATCH_LEVEL stays on this processor, whose note it is. */
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
