// SPDX-License-Identifier: GPL-2.0
/*
 * cancel.cpp - the cancel spin lock, an ordinary one for all drivers; and a request is cancelled.
 */
#include "../lock/direct_access.hpp"
#include "../ke/restore_irql.hpp"
#include "request.hpp"

#define CALLER __builtin_return_address(0)

using ntspin::call;

namespace
{

struct access : ntspin::waking_access<ntspin::direct_access> {};

using lock = ntspin::queue_lock<access>;

constinit KSPIN_LOCK cancel_lock = 0;

/* Returns the level of before. */
[[gnu::always_inline]] inline KIRQL acquire(const call &how) noexcept
{
	const KIRQL before = ntspin_raise_to_dispatch();

	/* Raised before the look, as spin_lock.cpp says. */
	if (ntspin::is_instrumented()) [[unlikely]]
		return ntspin::instrumented_acquire(&cancel_lock, before,
						    {how.routine, NTSPIN_ORDINARY, how.level},
						    how.caller);
	lock::acquire({{{how.caller}}}, cancel_lock);
	return before;
}

[[gnu::always_inline]] inline void release(KIRQL level, const call &how) noexcept
{
	if (ntspin::is_instrumented()) [[unlikely]]
		ntspin::instrumented_release(&cancel_lock, NTSPIN_ORDINARY, level, how);
	else if (lock::release({{{nullptr}}}, cancel_lock)) [[likely]]
		restore_irql(level, how.routine, &cancel_lock);
	else
		ntspin_report(NTSPIN_NOT_HELD, how.routine, 0, &cancel_lock, how.caller);
}

/*
 * Under the lock. Acquire and release: pairs with the exchange in IoSetCancelRoutine(), by which a
 * driver sets its routine, and looks at Cancel then. Of the two exchanges the later one sees what
 * was before the earlier: the driver that the request is cancelled, or this one the routine and its
 * queue.
 */
PDRIVER_CANCEL take_routine(IRP &irp) noexcept
{
	ntspin::atomic_ref(irp.Cancel).store(TRUE, ntspin::memory_order_relaxed);
	return ntspin::atomic_ref(irp.CancelRoutine).exchange(nullptr, ntspin::memory_order_acq_rel);
}

} /* namespace */

extern "C" {

VOID NTAPI IoAcquireCancelSpinLock(PKIRQL Irql)
{
	*Irql = acquire({__func__, CALLER, call::new_level});
}

VOID NTAPI IoReleaseCancelSpinLock(KIRQL Irql)
{
	release(Irql, {__func__, CALLER, call::new_level});
}

/* The routine releases the lock, and the request may be gone when it returns. */
BOOLEAN NTAPI IoCancelIrp(PIRP Irp)
{
	const call how = {__func__, CALLER, call::new_level};

	if (!ntspin::is_request(Irp, how)) [[unlikely]]
		return FALSE;

	const KIRQL before = acquire(how);
	const PDRIVER_CANCEL routine = take_routine(*Irp);

	if (!routine) {
		release(before, how);
		return FALSE;
	}
	Irp->CancelIrql = before;
	routine(ntspin::is_with_driver(*Irp) ? IoGetCurrentIrpStackLocation(Irp)->DeviceObject :
					       nullptr,
		Irp);
	if (ntspin_current_irql() != before) [[unlikely]]
		ntspin_report(NTSPIN_CANCEL_LEVEL, "a cancel routine", before, nullptr,
			      reinterpret_cast<const void *>(routine));
	return TRUE;
}

} /* extern "C" */
