// SPDX-License-Identifier: GPL-2.0
/*
 * ex_spin_lock.cpp - the Windows reader-writer spin-lock routines: a level from the host, a lock
 * from the template.
 *
 * The level is raised before the word is looked at: no softirq of this CPU can want the lock while
 * this CPU holds a place in it. Contracts are in wdm/ex_spin_lock.h.
 */
#include "../lock/direct_rw_access.hpp"
#include "../ke/restore_irql.hpp"
#include "../verifier/instrumented.hpp"

using ntspin::acquiring_routine;
using ntspin::call;
using ntspin::is_instrumented;
using ntspin::is_instrumented_or_parked;

namespace
{

/* Local to this file, as spin_lock.cpp says of its own: no COMDAT sections. */
struct access : ntspin::direct_rw_access {};
struct waking : ntspin::waking_rw_access<access> {};

using lock = ntspin::rw_lock<access>;
using waking_lock = ntspin::rw_lock<waking>;
using ntspin::rw_word;

/*
 * Where the driver called. Asked for only by what a routine jumps to as its last step: so the
 * contended halves take along the level that the routine is to return.
 */
#define CALLER __builtin_return_address(0)

constexpr access at_once = {{nullptr}};
constexpr waking and_wake = {{{{nullptr}}}};

[[gnu::noinline]] KIRQL acquire_shared_contended(EX_SPIN_LOCK &object, rw_word seen, KIRQL old)
{
	ntspin_contention_begin(access::address(object));
	lock::acquire_shared_contended(access{{CALLER}}, object, seen);
	ntspin_contention_end(access::address(object));
	return taken_along(old);
}

[[gnu::noinline]] KIRQL acquire_exclusive_contended(EX_SPIN_LOCK &object, rw_word seen, KIRQL old)
{
	ntspin_contention_begin(access::address(object));
	lock::acquire_exclusive_contended(access{{CALLER}}, object, seen);
	ntspin_contention_end(access::address(object));
	return taken_along(old);
}

[[gnu::always_inline]] inline KIRQL acquire_shared(EX_SPIN_LOCK &object, KIRQL old)
{
	rw_word seen(0);

	if (lock::acquire_shared_at_once(at_once, object, seen)) [[likely]]
		return old;
	return acquire_shared_contended(object, seen, old);
}

[[gnu::always_inline]] inline KIRQL acquire_exclusive(EX_SPIN_LOCK &object, KIRQL old)
{
	rw_word seen(0);

	if (lock::acquire_exclusive_at_once(at_once, object, seen)) [[likely]]
		return old;
	return acquire_exclusive_contended(object, seen, old);
}

/* A release of what is not held: nothing is done, the level included. */
[[gnu::noinline]] void refuse(const char *routine, EX_SPIN_LOCK &object)
{
	ntspin_report(NTSPIN_NOT_HELD_SO, routine, 0, access::address(object), CALLER);
}

/* False where nobody holds it so. */
bool release_and_wake(EX_SPIN_LOCK &object, ntspin_lock_kind kind)
{
	return kind == NTSPIN_SHARED ? waking_lock::release_shared(and_wake, object) :
				       waking_lock::release_exclusive(and_wake, object);
}

/* What the routines jump to while an observer is on, or a CPU parked: see spin_lock.cpp. */
[[gnu::noinline]] void release_slow(EX_SPIN_LOCK *object, ntspin_lock_kind kind, KIRQL level,
				    const char *routine, const void *caller)
{
	if (is_instrumented())
		ntspin::instrumented_release(object, kind, level,
					     {routine, caller, call::new_level});
	else if (release_and_wake(*object, kind))
		restore_irql(level, routine, access::address(*object));
	else
		ntspin_report(NTSPIN_NOT_HELD_SO, routine, 0, access::address(*object), caller);
}

[[gnu::noinline]] void release_from_dpc_slow(EX_SPIN_LOCK *object, ntspin_lock_kind kind,
					     const char *routine, const void *caller)
{
	if (is_instrumented())
		ntspin::instrumented_release(object, kind, DISPATCH_LEVEL,
					     {routine, caller, call::same_level});
	else if (!release_and_wake(*object, kind))
		ntspin_report(NTSPIN_NOT_HELD_SO, routine, 0, access::address(*object), caller);
}

} /* namespace */

extern "C" {

KIRQL ExAcquireSpinLockShared(PEX_SPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_SHARED, call::new_level};
	const KIRQL old = ntspin_raise_to_dispatch();

	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_acquire(SpinLock, old, me, CALLER);
	return acquire_shared(*SpinLock, old);
}

VOID ExReleaseSpinLockShared(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_slow(SpinLock, NTSPIN_SHARED, OldIrql, __func__, CALLER);
	if (!lock::release_shared(at_once, *SpinLock)) [[unlikely]]
		return refuse(__func__, *SpinLock);
	restore_irql(OldIrql, __func__, access::address(*SpinLock));
}

VOID ExAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_SHARED, call::same_level};

	if (is_instrumented()) [[unlikely]] {
		ntspin::instrumented_acquire(SpinLock, DISPATCH_LEVEL, me, CALLER);
		return;
	}
	acquire_shared(*SpinLock, DISPATCH_LEVEL);
}

VOID ExReleaseSpinLockSharedFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_from_dpc_slow(SpinLock, NTSPIN_SHARED, __func__, CALLER);
	if (!lock::release_shared(at_once, *SpinLock)) [[unlikely]]
		refuse(__func__, *SpinLock);
}

LOGICAL ExTryAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_SHARED, call::same_level};
	rw_word seen(0);

	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_try(SpinLock, me, CALLER);
	return lock::acquire_shared_at_once(at_once, *SpinLock, seen);
}

KIRQL ExAcquireSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_EXCLUSIVE, call::new_level};
	const KIRQL old = ntspin_raise_to_dispatch();

	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_acquire(SpinLock, old, me, CALLER);
	return acquire_exclusive(*SpinLock, old);
}

VOID ExReleaseSpinLockExclusive(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_slow(SpinLock, NTSPIN_EXCLUSIVE, OldIrql, __func__, CALLER);
	if (!lock::release_exclusive(at_once, *SpinLock)) [[unlikely]]
		return refuse(__func__, *SpinLock);
	restore_irql(OldIrql, __func__, access::address(*SpinLock));
}

VOID ExAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_EXCLUSIVE, call::same_level};

	if (is_instrumented()) [[unlikely]] {
		ntspin::instrumented_acquire(SpinLock, DISPATCH_LEVEL, me, CALLER);
		return;
	}
	acquire_exclusive(*SpinLock, DISPATCH_LEVEL);
}

VOID ExReleaseSpinLockExclusiveFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	if (is_instrumented_or_parked()) [[unlikely]]
		return release_from_dpc_slow(SpinLock, NTSPIN_EXCLUSIVE, __func__, CALLER);
	if (!lock::release_exclusive(at_once, *SpinLock)) [[unlikely]]
		refuse(__func__, *SpinLock);
}

LOGICAL ExTryAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
	static constexpr acquiring_routine me = {__func__, NTSPIN_EXCLUSIVE, call::same_level};
	rw_word seen(0);

	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_try(SpinLock, me, CALLER);
	return lock::acquire_exclusive_at_once(at_once, *SpinLock, seen);
}

LOGICAL ExTryConvertSharedSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
	if (is_instrumented()) [[unlikely]]
		return ntspin::instrumented_convert(SpinLock, {__func__, CALLER, call::same_level});
	return lock::try_convert(at_once, *SpinLock);
}

} /* extern "C" */
