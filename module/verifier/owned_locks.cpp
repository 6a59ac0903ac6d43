// SPDX-License-Identifier: GPL-2.0
/*
 * owned_locks.cpp - who owns the locks whose waiters sleep, and who leaves one behind.
 *
 * The records stand side by side, in no order: few locks are owned at a time. Nothing is reported
 * under their lock: printing may free memory, which comes here.
 */
#include "owned_locks.hpp"
#include "../lock/section.hpp"
#include "../seam/block.h"
#include "../seam/remains.h"
#include "grains.hpp"
#include "memory_range.hpp"

namespace
{

struct owned_lock {
	const void *lock;
	ULONG_PTR owner;
	const struct _KTHREAD *thread;
	const void *caller;
	ULONG times;
};

constexpr ULONG room = 256;

constinit KSPIN_LOCK owned_table_lock = 0;
constinit owned_lock owned[room] = {};
constinit ULONG used = 0;
constinit ntspin::grains lie_in;

/* Under the lock, as what follows. */
template <typename predicate> owned_lock *find(predicate is_it) noexcept
{
	for (ULONG i = 0; i < used; i++)
		if (is_it(owned[i]))
			return &owned[i];
	return nullptr;
}

/* An owner's record of a lock. */
auto is_of(const void *lock, ULONG_PTR owner) noexcept
{
	return [=](const owned_lock &one) { return one.lock == lock && one.owner == owner; };
}

/* Relaxed: a caller without the lock looks for records of its own. */
void set_used(ULONG count) noexcept
{
	ntspin::atomic_ref(used).store(count, ntspin::memory_order_relaxed);
}

owned_lock take_out(owned_lock &one) noexcept
{
	const struct owned_lock taken = one;

	lie_in.take_out(one.lock);
	one = owned[used - 1];
	set_used(used - 1);
	return taken;
}

/* No lock: there is none. */
template <typename predicate> owned_lock take_if(predicate is_it) noexcept
{
	const section held(owned_table_lock);
	owned_lock *const found = find(is_it);

	return found ? take_out(*found) : owned_lock{};
}

/* Notes of a time when the verifier was on are not true any more when it does not. */
bool are_there_any() noexcept
{
	return ntspin::is_verifying() &&
	       ntspin::atomic_ref(used).load(ntspin::memory_order_relaxed);
}

} /* namespace */

namespace ntspin
{

void record_owner(const void *lock, ULONG_PTR owner, const void *caller) noexcept
{
	const section held(owned_table_lock);

	if (owned_lock *const mine = find(is_of(lock, owner))) {
		mine->times++;
	} else if (used < room) {
		owned[used] = {lock, owner, ntspin_this_thread(), caller, 1};
		lie_in.put_in(lock);
		set_used(used + 1);
	}
}

void record_release(const void *lock, ULONG_PTR owner) noexcept
{
	const section held(owned_table_lock);
	owned_lock *const found = find(is_of(lock, owner));

	if (found && !--found->times)
		take_out(*found);
}

void forget_owner(const void *lock, ULONG_PTR owner) noexcept
{
	take_if(is_of(lock, owner));
}

} /* namespace ntspin */

extern "C" {

void ntspin_owned_begin(void)
{
	while (take_if([](const owned_lock &) { return true; }).lock)
		;
}

void ntspin_owner_ended(const struct _KTHREAD *thread)
{
	while (are_there_any()) {
		const owned_lock left =
			take_if([=](const owned_lock &one) { return one.thread == thread; });

		if (!left.lock)
			break;
		ntspin_report(NTSPIN_OWNER_ENDED, nullptr, 0, left.lock, left.caller);
	}
}

const void *ntspin_owned_drop(const void *start, SIZE_T size)
{
	const ntspin::memory_range memory = ntspin::range_of(start, size);

	if (!lie_in.may_have(start, size))
		return nullptr;
	return take_if([=](const owned_lock &one) { return memory.has(one.lock); }).lock;
}

} /* extern "C" */
