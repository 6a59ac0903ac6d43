/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dispatcher.hpp - the dispatcher: objects that are signalled, threads that wait, and one lock.
 *
 * Promised: an object is taken for a thread under the lock, as soon as its wait can be satisfied:
 * by the waiter when it arrives, or by the thread that signals. So no thread takes what was given
 * to another one, and a wait for all objects gets all of them or none. Of an object's waiters the
 * first one that can be satisfied is.
 *
 * A wait and its blocks belong to the waiter, which may return once its status is stored. That
 * comes last, after all waits are satisfied, their blocks are off all lists, and the lock is free.
 * So neither objects nor blocks are touched once a waiter may have returned.
 *
 * What is not for this file: the clocks, and how a thread sleeps: seam/block.h.
 */
#ifndef NTSPIN_KE_DISPATCHER_HPP
#define NTSPIN_KE_DISPATCHER_HPP

#include "../lock/atomic.hpp"
#include "../seam/block.h"

namespace ntspin
{

/* What Windows has in a header's Type. */
enum object_type : UCHAR {
	notification_event_object = 0,
	synchronization_event_object = 1,
	mutant_object = 2,
	semaphore_object = 5,
	thread_object = 6,
	notification_timer_object = 8,
	synchronization_timer_object = 9,
};

/* Acquire: pairs with the release in write_state(), as a wait that is satisfied would. */
inline LONG read_state(DISPATCHER_HEADER &object) noexcept
{
	return atomic_ref(object.SignalState).load(memory_order_acquire);
}

/* Release: a reader of an object's state sees what was written before it was signalled. */
inline void write_state(DISPATCHER_HEADER &object, LONG state) noexcept
{
	atomic_ref(object.SignalState).store(state, memory_order_release);
}

inline void initialize(DISPATCHER_HEADER &object, object_type type, ULONG size, LONG state) noexcept
{
	object.Type = type;
	object.Abandoned = 0;
	object.Size = static_cast<UCHAR>(size / sizeof(LONG));
	object.Inserted = 0;
	write_state(object, state);
	object.WaitListHead = {&object.WaitListHead, &object.WaitListHead};
}

/* No status of a wait that is over. */
inline constexpr LONG still_waiting = STATUS_PENDING;

/* A thread's wait; on its stack. */
struct wait {
	struct _KTHREAD *thread;
	KWAIT_BLOCK *blocks;
	ULONG count;
	bool all;
	LONG result; /* what will be its status; under the lock */
	wait *next;  /* of those that are satisfied under the same hold of the lock */
	LONG status; /* written last, by the satisfier */
};

/* One for all objects: see dispatcher.cpp. */
extern KSPIN_LOCK dispatcher_lock;

/* The lock was acquired by another part, and what was with the interrupts before. */
struct held_by_other {
	ULONG_PTR interrupts;
};

/*
 * The lock, with interrupts off, until the end of a scope; then those who were satisfied wake up.
 */
class dispatcher {
public:
	explicit dispatcher(const void *caller) noexcept;
	explicit dispatcher(held_by_other held) noexcept : interrupts_(held.interrupts)
	{
	}
	~dispatcher();

	dispatcher(const dispatcher &) = delete;
	dispatcher &operator=(const dispatcher &) = delete;

	/* It has been signalled: satisfy those who wait for it, for as long as it is. */
	void satisfy(DISPATCHER_HEADER &object) noexcept;
	/* The same, where those who wait for it stand in this list, with others perhaps. */
	void satisfy(DISPATCHER_HEADER &object, LIST_ENTRY &waiters) noexcept;

	/* Satisfy a wait that stands in no list, if that can be. */
	static bool try_to_take(wait &wait) noexcept;

	/* Put a wait's blocks into the lists of its objects, and out of them. */
	static void link(wait &wait) noexcept;
	static void unlink(wait &wait) noexcept;

private:
	ULONG_PTR interrupts_;
	wait *satisfied_ = nullptr;
	wait **last_ = &satisfied_;
};

/* Of a mutex: see mutex.cpp. Under the lock. */
bool is_owned_by(const KMUTANT &mutex, const struct _KTHREAD *thread) noexcept;
NTSTATUS take_mutex(KMUTANT &mutex, struct _KTHREAD *thread) noexcept;

/* Abandons a mutex that a thread owns; it may be gone by the return. NULL where there is none. */
const KMUTANT *abandon_one(struct _KTHREAD *thread) noexcept;

/* Whether any mutex is owned; if not, this thread owns none. */
bool are_mutexes_owned() noexcept;

constexpr ULONG one_type(object_type type) noexcept
{
	return 1UL << type;
}

inline constexpr ULONG events = one_type(notification_event_object) |
				one_type(synchronization_event_object);
inline constexpr ULONG timers = one_type(notification_timer_object) |
				one_type(synchronization_timer_object);
inline constexpr ULONG waitable = events | timers | one_type(mutant_object) |
				  one_type(semaphore_object) | one_type(thread_object);

} /* namespace ntspin */

#endif
