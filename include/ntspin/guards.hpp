/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guards.hpp - scopes that hold a spin lock or a raised IRQL, for ported drivers in C++.
 *
 * What a constructor takes, the destructor gives back, on every way out of the
 * scope. Each name says its level: the plain guards raise to DISPATCH_LEVEL and
 * restore what they found, the at_dpc ones expect DISPATCH_LEVEL and leave it
 * alone. A guard is bound to its scope and its CPU: not to be copied, moved or
 * put on the heap. Contracts and misuse are those of the routines in wdm.h.
 * Their annotations tell checkers what a scope holds; those of a try would have to
 * say "maybe", which they cannot.
 *
 * Freestanding: no C++ library, no exceptions. It costs what the calls cost.
 */
#ifndef NTSPIN_GUARDS_HPP
#define NTSPIN_GUARDS_HPP

#include "../wdm.h"

namespace ntspin
{

/* What no guard can do. */
class scope_bound {
public:
	scope_bound(const scope_bound &) = delete;
	scope_bound &operator=(const scope_bound &) = delete;
	static void *operator new(decltype(sizeof(0))) = delete;
	static void *operator new[](decltype(sizeof(0))) = delete;

protected:
	constexpr scope_bound() noexcept = default;
	~scope_bound() = default;
};

/* At or below DISPATCH_LEVEL: raises, queues, and restores the IRQL at the end. */
class [[nodiscard]] queued_spin_lock_guard : scope_bound {
public:
	_Acquires_lock_(lock)
		[[nodiscard]] explicit queued_spin_lock_guard(KSPIN_LOCK &lock) noexcept
	{
		KeAcquireInStackQueuedSpinLock(&lock, &handle_);
	}

	_Releases_lock_(*handle_.LockQueue.Lock) ~queued_spin_lock_guard() noexcept
	{
		KeReleaseInStackQueuedSpinLock(&handle_);
	}

	/* The level that the end of the scope restores. */
	[[nodiscard]] KIRQL old_irql() const noexcept
	{
		return handle_.OldIrql;
	}

private:
	/* So aligned, what a waiter spins on lies within one cache line. */
	alignas(16) KLOCK_QUEUE_HANDLE handle_;
};

/* At or above DISPATCH_LEVEL: queues, and never touches the IRQL. */
class [[nodiscard]] queued_spin_lock_at_dpc_guard : scope_bound {
public:
	_Acquires_lock_(lock)
		[[nodiscard]] explicit queued_spin_lock_at_dpc_guard(KSPIN_LOCK &lock) noexcept
	{
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle_);
	}

	_Releases_lock_(*handle_.LockQueue.Lock) ~queued_spin_lock_at_dpc_guard() noexcept
	{
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle_);
	}

private:
	alignas(16) KLOCK_QUEUE_HANDLE handle_;
};

/* At or below DISPATCH_LEVEL, for a lock of the ordinary family. */
class [[nodiscard]] spin_lock_guard : scope_bound {
public:
	_Acquires_lock_(lock) [[nodiscard]] explicit spin_lock_guard(KSPIN_LOCK &lock) noexcept
		: lock_(lock), old_irql_(KeAcquireSpinLockRaiseToDpc(&lock))
	{
	}

	_Releases_lock_(lock_) ~spin_lock_guard() noexcept
	{
		KeReleaseSpinLock(&lock_, old_irql_);
	}

	[[nodiscard]] KIRQL old_irql() const noexcept
	{
		return old_irql_;
	}

private:
	KSPIN_LOCK &lock_;
	const KIRQL old_irql_;
};

/* At or above DISPATCH_LEVEL, for a lock of the ordinary family. */
class [[nodiscard]] spin_lock_at_dpc_guard : scope_bound {
public:
	_Acquires_lock_(lock)
		[[nodiscard]] explicit spin_lock_at_dpc_guard(KSPIN_LOCK &lock) noexcept
		: lock_(lock)
	{
		KeAcquireSpinLockAtDpcLevel(&lock_);
	}

	_Releases_lock_(lock_) ~spin_lock_at_dpc_guard() noexcept
	{
		KeReleaseSpinLockFromDpcLevel(&lock_);
	}

private:
	KSPIN_LOCK &lock_;
};

/* The same without waiting: ask the guard whether it owns the lock. */
class [[nodiscard]] spin_lock_try_at_dpc_guard : scope_bound {
public:
	[[nodiscard]] explicit spin_lock_try_at_dpc_guard(KSPIN_LOCK &lock) noexcept
		: lock_(lock), owns_(KeTryToAcquireSpinLockAtDpcLevel(&lock) != FALSE)
	{
	}

	~spin_lock_try_at_dpc_guard() noexcept
	{
		if (owns_)
			KeReleaseSpinLockFromDpcLevel(&lock_);
	}

	[[nodiscard]] explicit operator bool() const noexcept
	{
		return owns_;
	}

private:
	KSPIN_LOCK &lock_;
	const bool owns_;
};

/* At or below DISPATCH_LEVEL, to read together with others. */
class [[nodiscard]] ex_spin_lock_shared_guard : scope_bound {
public:
	_Acquires_shared_lock_(lock)
		[[nodiscard]] explicit ex_spin_lock_shared_guard(EX_SPIN_LOCK &lock) noexcept
		: lock_(lock), old_irql_(ExAcquireSpinLockShared(&lock))
	{
	}

	_Releases_shared_lock_(lock_) ~ex_spin_lock_shared_guard() noexcept
	{
		ExReleaseSpinLockShared(&lock_, old_irql_);
	}

	[[nodiscard]] KIRQL old_irql() const noexcept
	{
		return old_irql_;
	}

private:
	EX_SPIN_LOCK &lock_;
	const KIRQL old_irql_;
};

/* At or above DISPATCH_LEVEL, to read together with others. */
class [[nodiscard]] ex_spin_lock_shared_at_dpc_guard : scope_bound {
public:
	_Acquires_shared_lock_(lock)
		[[nodiscard]] explicit ex_spin_lock_shared_at_dpc_guard(EX_SPIN_LOCK &lock) noexcept
		: lock_(lock)
	{
		ExAcquireSpinLockSharedAtDpcLevel(&lock_);
	}

	_Releases_shared_lock_(lock_) ~ex_spin_lock_shared_at_dpc_guard() noexcept
	{
		ExReleaseSpinLockSharedFromDpcLevel(&lock_);
	}

private:
	EX_SPIN_LOCK &lock_;
};

/* At or below DISPATCH_LEVEL, to write alone. */
class [[nodiscard]] ex_spin_lock_exclusive_guard : scope_bound {
public:
	_Acquires_exclusive_lock_(lock)
		[[nodiscard]] explicit ex_spin_lock_exclusive_guard(EX_SPIN_LOCK &lock) noexcept
		: lock_(lock), old_irql_(ExAcquireSpinLockExclusive(&lock))
	{
	}

	_Releases_exclusive_lock_(lock_) ~ex_spin_lock_exclusive_guard() noexcept
	{
		ExReleaseSpinLockExclusive(&lock_, old_irql_);
	}

	[[nodiscard]] KIRQL old_irql() const noexcept
	{
		return old_irql_;
	}

private:
	EX_SPIN_LOCK &lock_;
	const KIRQL old_irql_;
};

/* At or above DISPATCH_LEVEL, to write alone. */
class [[nodiscard]] ex_spin_lock_exclusive_at_dpc_guard : scope_bound {
public:
	_Acquires_exclusive_lock_(lock) [[nodiscard]] explicit ex_spin_lock_exclusive_at_dpc_guard(
		EX_SPIN_LOCK &lock) noexcept
		: lock_(lock)
	{
		ExAcquireSpinLockExclusiveAtDpcLevel(&lock_);
	}

	_Releases_exclusive_lock_(lock_) ~ex_spin_lock_exclusive_at_dpc_guard() noexcept
	{
		ExReleaseSpinLockExclusiveFromDpcLevel(&lock_);
	}

private:
	EX_SPIN_LOCK &lock_;
};

/* At any IRQL up to new_irql: raises to it, and lowers to the old one at the end. */
class [[nodiscard]] irql_raise_guard : scope_bound {
public:
	[[nodiscard]] explicit irql_raise_guard(KIRQL new_irql) noexcept
	{
		KeRaiseIrql(new_irql, &old_irql_);
	}

	~irql_raise_guard() noexcept
	{
		KeLowerIrql(old_irql_);
	}

	[[nodiscard]] KIRQL old_irql() const noexcept
	{
		return old_irql_;
	}

private:
	KIRQL old_irql_;
};

} /* namespace ntspin */

#endif
