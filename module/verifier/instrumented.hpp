/* SPDX-License-Identifier: GPL-2.0 */
/*
 * instrumented.hpp - the instrumented routines: as they are while the verifier is on, lockdep is
 * told, statistics are kept or tracepoints are on.
 *
 * Each does the work of the routine that jumps to it. With the verifier on it reports misuse, and
 * refuses what cannot work: then neither that call nor the matching release does anything.
 */
#ifndef NTSPIN_INSTRUMENTED_HPP
#define NTSPIN_INSTRUMENTED_HPP

#include "../lock/flag_word.hpp"
#include "../seam/verifier.h"

namespace ntspin
{

inline bool is_verifying() noexcept
{
	return slow_flags() & NTSPIN_VERIFY;
}

/*
 * The low bits of the lock's address in a handle that was acquired with the verifier on. No other
 * handle has this value there, so its release comes here even if the verifier is off by then.
 */
enum : ULONG_PTR { verified = 6, verified_mask = 7 };

/*
 * Next of such a handle has the epoch of the acquire: how often an observer had been switched on.
 * Where there was no room for a record it has an epoch that never is the current one.
 */
enum : ULONG_PTR { last_epoch = 0xfffe, epoch_of_none = 0xffff };

[[gnu::always_inline]] inline ULONG_PTR epoch_of(const KLOCK_QUEUE_HANDLE &handle) noexcept
{
	return reinterpret_cast<ULONG_PTR>(handle.LockQueue.Next);
}

inline PKSPIN_LOCK tagged(void *lock) noexcept
{
	return reinterpret_cast<PKSPIN_LOCK>(reinterpret_cast<ULONG_PTR>(lock) | verified);
}

/* Next tells it from garbage: a small number, where other handles have an address or a ticket. */
[[gnu::always_inline]] inline bool is_verified(const KLOCK_QUEUE_HANDLE &handle) noexcept
{
	const ULONG_PTR held = reinterpret_cast<ULONG_PTR>(handle.LockQueue.Lock);

	return (held & verified_mask) == verified && held > verified_mask &&
	       epoch_of(handle) - 1 < epoch_of_none;
}

/* What a call is, apart from its arguments. */
struct call {
	const char *routine;
	const void *caller;
	enum level_use { same_level, new_level, any_level } level;

	/* The routine raises or restores. */
	bool changes_level() const noexcept
	{
		return level == new_level;
	}
};

/*
 * What an acquiring routine is, whoever calls it: a constant, so that the routine hands it on, and
 * the call site, in registers.
 */
struct acquiring_routine {
	const char *name;
	ntspin_lock_kind kind;
	call::level_use level;
};

/* Of a call that does no harm at the level: it is reported, by the verifier alone. */
inline void check_highest_level(KIRQL highest, ntspin_fault fault, const void *object,
				const call &call) noexcept
{
	if (is_verifying() && ntspin_current_irql() > highest) [[unlikely]]
		ntspin_report(fault, call.routine, 0, object, call.caller);
}

/* The same of one that is for one level alone. */
inline void check_level(KIRQL level, ntspin_fault fault, const void *object,
			const call &call) noexcept
{
	if (is_verifying() && ntspin_current_irql() != level) [[unlikely]]
		ntspin_report(fault, call.routine, 0, object, call.caller);
}

/* old: the result of the raise that the routine has made, if it is one that raises. */
void instrumented_acquire_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle, KIRQL old,
				 const acquiring_routine &routine, const void *caller) noexcept;
/* False, and nothing done, for a handle that was acquired while no observer was on. */
bool instrumented_release_queued(KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept;

/* Of the kinds without a handle. Returns the level to be saved. */
KIRQL instrumented_acquire(volatile void *lock, KIRQL old, const acquiring_routine &routine,
			   const void *caller) noexcept;
BOOLEAN instrumented_try(volatile void *lock, const acquiring_routine &routine,
			 const void *caller) noexcept;
/* False, and reported, where there is nothing to release: the caller leaves the level alone. */
bool instrumented_release(volatile void *lock, ntspin_lock_kind kind, KIRQL level,
			  const call &call) noexcept;

BOOLEAN instrumented_convert(EX_SPIN_LOCK *lock, const call &call) noexcept;

void instrumented_initialize(KSPIN_LOCK *lock, const call &call) noexcept;

/* A raise that was made. It ends the check of what the last release did to the level. */
void instrumented_raise(KIRQL from, KIRQL to, const void *caller) noexcept;
void instrumented_lower(KIRQL level, const call &call) noexcept;

/*
 * A callback of the driver's: the locks that it holds when it returns, and its level. A DPC must
 * not run for long either: Windows advises 100 us, four times what a lock may be held.
 */
class callback_check {
public:
	callback_check() noexcept;
	void returned(const char *kind, const void *routine, bool is_dpc = false) noexcept;

private:
	ULONGLONG begun_;
	ULONGLONG since_;
	KIRQL level_;
	bool verifying_;
};

} /* namespace ntspin */

#endif
