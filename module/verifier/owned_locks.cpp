// SPDX-License-Identifier: GPL-2.0
/*
 * owned_locks.cpp - the notes of those who own locks whose waiters sleep, and who leaves one behind.
 *
 * The notes stand side by side, in no order: few locks are owned at a time. Nothing is said under
 * their lock: whoever prints may free memory, and comes here.
 */
#include "owned_locks.hpp"
#include "../lock/section.hpp"
#include "../seam/block.h"
#include "../seam/remains.h"
#include "grains.hpp"
#include "memory_range.hpp"

namespace
{

struct note {
	const void *lock;
	ULONG_PTR owner;
	const struct _KTHREAD *thread;
	const void *caller;
	ULONG times;
};

constexpr ULONG room = 256;

constinit KSPIN_LOCK notes_lock = 0;
constinit note notes[room] = {};
constinit ULONG used = 0;
constinit ntspin::grains lie_in;

/* Under the lock, as what follows. */
template <typename predicate> note *find(predicate is_it) noexcept
{
	for (ULONG i = 0; i < used; i++)
		if (is_it(notes[i]))
			return &notes[i];
	return nullptr;
}

/* What tells an owner's note of a lock. */
auto is_of(const void *lock, ULONG_PTR owner) noexcept
{
	return [=](const note &note) { return note.lock == lock && note.owner == owner; };
}

/* Relaxed: who asks with no lock is after notes of its own. */
void set_used(ULONG count) noexcept
{
	ntspin::atomic_ref(used).store(count, ntspin::memory_order_relaxed);
}

note take_out(note &note) noexcept
{
	const struct note taken = note;

	lie_in.take_out(note.lock);
	note = notes[used - 1];
	set_used(used - 1);
	return taken;
}

/* No lock: there is none. */
template <typename predicate> note take_if(predicate is_it) noexcept
{
	const section held(notes_lock);
	note *const found = find(is_it);

	return found ? take_out(*found) : note{};
}

/* Notes of a time when the verifier looked on are not true any more when it does not. */
bool are_there_any() noexcept
{
	return ntspin::is_verifying() &&
	       ntspin::atomic_ref(used).load(ntspin::memory_order_relaxed);
}

} /* namespace */

namespace ntspin
{

void note_owned(const void *lock, ULONG_PTR owner, const void *caller) noexcept
{
	const section held(notes_lock);

	if (note *const mine = find(is_of(lock, owner))) {
		mine->times++;
	} else if (used < room) {
		notes[used] = {lock, owner, ntspin_this_thread(), caller, 1};
		lie_in.put_in(lock);
		set_used(used + 1);
	}
}

void note_released(const void *lock, ULONG_PTR owner) noexcept
{
	const section held(notes_lock);
	note *const found = find(is_of(lock, owner));

	if (found && !--found->times)
		take_out(*found);
}

void note_given_away(const void *lock, ULONG_PTR owner) noexcept
{
	take_if(is_of(lock, owner));
}

} /* namespace ntspin */

extern "C" {

void ntspin_owned_begin(void)
{
	while (take_if([](const note &) { return true; }).lock)
		;
}

void ntspin_owner_ended(const struct _KTHREAD *thread)
{
	while (are_there_any()) {
		const note left = take_if([=](const note &note) { return note.thread == thread; });

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
	return take_if([=](const note &note) { return memory.has(note.lock); }).lock;
}

} /* extern "C" */
