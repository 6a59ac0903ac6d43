/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hand_over.hpp - threads that sleep until what they wait for is theirs, and the lock around it.
 *
 * Promised: who gives something away records its new owner under the lock; that thread is woken
 * once the lock is free, and finds it its own. So nobody takes what has been given to another.
 *
 * A waiter's record is its own, and so, from then on, is what it waited for, which it may free. Its
 * status is stored last: nothing of either is touched after that.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_EX_HAND_OVER_HPP
#define NTSPIN_EX_HAND_OVER_HPP

#include "../lock/direct_access.hpp"
#include "../lock/pinned.hpp"
#include "../seam/block.h"

namespace
{

enum class access : UCHAR {
	exclusive,
	shared,
	shared_at_once, /* before those who wait for exclusive access */
	shared_behind,	/* behind them, though the thread has shared access already */
};

/* A thread that waits; on its stack. */
struct waiter {
	LIST_ENTRY entry;
	const void *object;
	struct _KTHREAD *thread;
	access wants;
	ULONG_PTR owner; /* whose a resource is then, by its own word */
	waiter *next;	 /* of those that are given something under the same hold of the lock */
	LONG status;	 /* not 0 once it is over; written last, by the giver */
};

inline waiter &waiter_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, waiter, entry);
}

/* Where the waiter stands in a list. It sees what the giver has written. */
inline void sleep(const waiter &waiter) noexcept
{
	ntspin_block(&waiter.status, 0, nullptr);
}

/* The lock, with interrupts off, until the end of a scope; then the new owners are woken. */
class giving {
public:
	giving(KSPIN_LOCK &object, const void *caller) noexcept : object_(object)
	{
		lock::acquire(steps{{caller}}, object_);
	}

	~giving()
	{
		/* With the lock free its memory may go, where nobody was given what it guards. */
		lock::release(steps{{nullptr}}, object_);
		for (waiter *next = given_; next;) {
			waiter &done = *next;

			next = done.next;
			ntspin_wake(done.thread, &done.status, 1);
		}
	}

	giving(const giving &) = delete;
	giving &operator=(const giving &) = delete;

	/* It stands in no list any more, and what it waited for is its own. */
	void to(waiter &waiter) noexcept
	{
		waiter.next = nullptr;
		*last_ = &waiter;
		last_ = &waiter.next;
	}

private:
	struct steps : ntspin::direct_access {};

	using lock = ntspin::queue_lock<steps>;

	const pinned pinned_here_; /* the first to be made, the last to go */
	KSPIN_LOCK &object_;
	waiter *given_ = nullptr;
	waiter **last_ = &given_;
};

} /* namespace */

#endif
