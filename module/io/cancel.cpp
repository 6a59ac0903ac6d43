// SPDX-License-Identifier: GPL-2.0
/*
 * cancel.cpp - the cancel spin lock, an ordinary one for all drivers.
 */
#include "../lock/direct_access.hpp"
#include "../ke/restore_irql.hpp"
#include "../verifier/watched.hpp"

#define CALLER __builtin_return_address(0)

using ntspin::call;

namespace
{

struct access : ntspin::waking_access<ntspin::direct_access> {};

using lock = ntspin::queue_lock<access>;

constinit KSPIN_LOCK cancel_lock = 0;

} /* namespace */

extern "C" {

VOID NTAPI IoAcquireCancelSpinLock(PKIRQL Irql)
{
	const KIRQL before = ntspin_raise_to_dispatch();

	/* Raised before the look, as spin_lock.cpp says. */
	if (ntspin::is_watched()) [[unlikely]] {
		*Irql = ntspin::watched_acquire(&cancel_lock, NTSPIN_ORDINARY, before,
						{__func__, CALLER, call::changes});
		return;
	}
	lock::acquire({{{CALLER}}}, cancel_lock);
	*Irql = before;
}

VOID NTAPI IoReleaseCancelSpinLock(KIRQL Irql)
{
	if (ntspin::is_watched()) [[unlikely]]
		ntspin::watched_release(&cancel_lock, NTSPIN_ORDINARY, Irql,
					{__func__, CALLER, call::changes});
	else if (lock::release({{{nullptr}}}, cancel_lock)) [[likely]]
		restore_irql(Irql, __func__, &cancel_lock);
	else
		ntspin_report(NTSPIN_NOT_HELD, __func__, 0, &cancel_lock, CALLER);
}

} /* extern "C" */
