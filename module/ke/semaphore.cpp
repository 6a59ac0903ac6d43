// SPDX-License-Identifier: GPL-2.0
/*
 * semaphore.cpp - the Windows routines for semaphores. How threads wait for them: dispatcher.hpp.
 */
#include "hold.hpp"
#include "check_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

constexpr ULONG semaphores = ntspin::one_type(ntspin::semaphore_object);

[[gnu::noinline]] void satisfy(ntspin::held_by_other passed, KSEMAPHORE &semaphore) noexcept
{
	ntspin::dispatcher held(passed);

	held.satisfy(semaphore.Header);
}

/* False where the limit is exceeded: nothing is added. */
bool add(KSEMAPHORE &semaphore, LONG adjustment, LONG &before, const void *caller) noexcept
{
	hold held(caller);

	before = ntspin::read_state(semaphore.Header);
	if (adjustment <= 0 || adjustment > semaphore.Limit - before)
		return false;
	ntspin::write_state(semaphore.Header, before + adjustment);
	/* Where there was something left, those who still wait need other objects as well. */
	if (!before && !IsListEmpty(&semaphore.Header.WaitListHead))
		satisfy(held.pass_on(), semaphore);
	return true;
}

} /* namespace */

extern "C" {

VOID NTAPI KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit)
{
	ntspin::initialize(Semaphore->Header, ntspin::semaphore_object, sizeof(*Semaphore), Count);
	Semaphore->Limit = Limit;
}

LONG NTAPI KeReleaseSemaphore(PRKSEMAPHORE Semaphore, KPRIORITY, LONG Adjustment, BOOLEAN)
{
	LONG before;

	if (!ntspin::may_signal(Semaphore, semaphores, {__func__, CALLER, ntspin::call::any_level}))
		[[unlikely]]
		return 0;
	if (!add(*Semaphore, Adjustment, before, CALLER)) [[unlikely]]
		ntspin_report(NTSPIN_SEMAPHORE_LIMIT, __func__, 0, Semaphore, CALLER);
	return before;
}

LONG NTAPI KeReadStateSemaphore(PRKSEMAPHORE Semaphore)
{
	return ntspin::read_state(Semaphore->Header);
}

} /* extern "C" */
