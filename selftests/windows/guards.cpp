// SPDX-License-Identifier: GPL-2.0
/*
 * guards.cpp - what the guards of ntspin/guards.hpp call, in which order, at which IRQL.
 *
 * The routines are stand-ins that write down each call: the letter of the
 * routine, in capitals for an acquire. There is no lock and no kernel here.
 */
#include <ntspin/guards.hpp>

namespace
{

char calls[32];
unsigned int called;
KIRQL irql;
BOOLEAN lock_is_free;
bool failed;

void record(char letter)
{
	if (called < sizeof(calls) - 1)
		calls[called++] = letter;
}

void begin(KIRQL level)
{
	__builtin_memset(calls, 0, sizeof(calls));
	called = 0;
	irql = level;
}

void expect(bool holds, const char *claim)
{
	if (holds)
		return;
	__builtin_printf("# guards: not so: %s (calls %s, IRQL %d)\n", claim, calls, irql);
	failed = true;
}

void expect_calls(const char *wanted, KIRQL level, const char *claim)
{
	expect(__builtin_strcmp(calls, wanted) == 0 && irql == level, claim);
}

} /* namespace */

EXTERN_C_START

VOID FASTCALL KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
	record('Q');
	expect((reinterpret_cast<ULONG_PTR>(LockHandle) & 15) == 0,
	       "a handle lies in one cache line");
	LockHandle->LockQueue.Lock = SpinLock;
	LockHandle->OldIrql = irql;
	irql = DISPATCH_LEVEL;
}

VOID FASTCALL KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
	record('q');
	irql = LockHandle->OldIrql;
}

VOID FASTCALL KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock,
						       PKLOCK_QUEUE_HANDLE LockHandle)
{
	record('D');
	LockHandle->LockQueue.Lock = SpinLock;
}

VOID FASTCALL KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE)
{
	record('d');
}

KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK)
{
	KIRQL old = irql;

	record('S');
	irql = DISPATCH_LEVEL;
	return old;
}

VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK, KIRQL NewIrql)
{
	record('s');
	irql = NewIrql;
}

VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK)
{
	record('A');
}

BOOLEAN FASTCALL KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK)
{
	record('T');
	return lock_is_free;
}

VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK)
{
	record('a');
}

KIRQL ExAcquireSpinLockShared(PEX_SPIN_LOCK)
{
	KIRQL old = irql;

	record('H');
	irql = DISPATCH_LEVEL;
	return old;
}

VOID ExReleaseSpinLockShared(PEX_SPIN_LOCK, KIRQL OldIrql)
{
	record('h');
	irql = OldIrql;
}

VOID ExAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK)
{
	record('I');
}

VOID ExReleaseSpinLockSharedFromDpcLevel(PEX_SPIN_LOCK)
{
	record('i');
}

KIRQL ExAcquireSpinLockExclusive(PEX_SPIN_LOCK)
{
	KIRQL old = irql;

	record('X');
	irql = DISPATCH_LEVEL;
	return old;
}

VOID ExReleaseSpinLockExclusive(PEX_SPIN_LOCK, KIRQL OldIrql)
{
	record('x');
	irql = OldIrql;
}

VOID ExAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK)
{
	record('Y');
}

VOID ExReleaseSpinLockExclusiveFromDpcLevel(PEX_SPIN_LOCK)
{
	record('y');
}

VOID KeRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql)
{
	record('R');
	*OldIrql = irql;
	irql = NewIrql;
}

VOID KeLowerIrql(KIRQL NewIrql)
{
	record('r');
	irql = NewIrql;
}

EXTERN_C_END

namespace
{

KSPIN_LOCK lock;
EX_SPIN_LOCK rw_lock;

void leave_early(bool early)
{
	ntspin::queued_spin_lock_guard guard(lock);

	if (early)
		return;
	record('-');
}

void plain_guards_raise_and_restore()
{
	begin(APC_LEVEL);
	{
		ntspin::queued_spin_lock_guard guard(lock);
		expect(irql == DISPATCH_LEVEL && guard.old_irql() == APC_LEVEL, "queued: raises");
	}
	expect_calls("Qq", APC_LEVEL, "queued: one acquire, one release");

	begin(APC_LEVEL);
	{
		ntspin::spin_lock_guard guard(lock);
		expect(irql == DISPATCH_LEVEL && guard.old_irql() == APC_LEVEL, "ordinary: raises");
	}
	expect_calls("Ss", APC_LEVEL, "ordinary: one acquire, one release");

	begin(PASSIVE_LEVEL);
	leave_early(true);
	expect_calls("Qq", PASSIVE_LEVEL, "a return releases");
}

void at_dpc_guards_leave_the_irql()
{
	begin(CLOCK_LEVEL);
	{
		ntspin::queued_spin_lock_at_dpc_guard guard(lock);
	}
	expect_calls("Dd", CLOCK_LEVEL, "queued at DPC level");

	begin(DISPATCH_LEVEL);
	{
		ntspin::spin_lock_at_dpc_guard guard(lock);
	}
	expect_calls("Aa", DISPATCH_LEVEL, "ordinary at DPC level");
}

void try_guard_releases_only_what_it_got()
{
	begin(DISPATCH_LEVEL);
	lock_is_free = TRUE;
	{
		ntspin::spin_lock_try_at_dpc_guard guard(lock);
		expect(bool(guard), "try: says that it got the lock");
	}
	expect_calls("Ta", DISPATCH_LEVEL, "try: releases what it got");

	begin(DISPATCH_LEVEL);
	lock_is_free = FALSE;
	{
		ntspin::spin_lock_try_at_dpc_guard guard(lock);
		expect(!guard, "try: says that it did not get the lock");
	}
	expect_calls("T", DISPATCH_LEVEL, "try: releases nothing that it did not get");
}

void reader_writer_guards_hold_as_they_are_called()
{
	begin(APC_LEVEL);
	{
		ntspin::ex_spin_lock_shared_guard guard(rw_lock);
		expect(irql == DISPATCH_LEVEL && guard.old_irql() == APC_LEVEL, "shared: raises");
	}
	expect_calls("Hh", APC_LEVEL, "shared: one acquire, one release");

	begin(APC_LEVEL);
	{
		ntspin::ex_spin_lock_exclusive_guard guard(rw_lock);
		expect(irql == DISPATCH_LEVEL && guard.old_irql() == APC_LEVEL,
		       "exclusive: raises");
	}
	expect_calls("Xx", APC_LEVEL, "exclusive: one acquire, one release");

	begin(CLOCK_LEVEL);
	{
		ntspin::ex_spin_lock_shared_at_dpc_guard guard(rw_lock);
	}
	expect_calls("Ii", CLOCK_LEVEL, "shared at DPC level");

	begin(CLOCK_LEVEL);
	{
		ntspin::ex_spin_lock_exclusive_at_dpc_guard guard(rw_lock);
	}
	expect_calls("Yy", CLOCK_LEVEL, "exclusive at DPC level");
}

void scopes_nest()
{
	begin(PASSIVE_LEVEL);
	{
		ntspin::irql_raise_guard raised(DISPATCH_LEVEL);
		ntspin::queued_spin_lock_at_dpc_guard outer(lock);
		ntspin::irql_raise_guard higher(HIGH_LEVEL);

		expect(irql == HIGH_LEVEL && higher.old_irql() == DISPATCH_LEVEL,
		       "raise: in force");
	}
	expect_calls("RDRrdr", PASSIVE_LEVEL, "scopes end in reverse order");
}

} /* namespace */

int main()
{
	plain_guards_raise_and_restore();
	at_dpc_guards_leave_the_irql();
	try_guard_releases_only_what_it_got();
	reader_writer_guards_hold_as_they_are_called();
	scopes_nest();
	return failed;
}
