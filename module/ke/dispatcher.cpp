// SPDX-License-Identifier: GPL-2.0
/*
 * dispatcher.cpp - which threads wait for what, and which is satisfied next.
 *
 * One lock for all objects: a wait for several of them needs them all at once. It is a queued lock
 * of our own, with interrupts off, so that a timer's interrupt may signal, on PREEMPT_RT too.
 */
#include "dispatcher.hpp"
#include "../ex/ex_timer.hpp"
#include "../lock/direct_access.hpp"

namespace
{

using ntspin::wait;

struct access : ntspin::direct_access {};

using lock = ntspin::queue_lock<access>;

/*
 * Those who wait for timers, by the timer's address: a timer has no room for a list. Each other
 * object has its own.
 */
class timer_lists {
public:
	constexpr timer_lists() noexcept
	{
		for (LIST_ENTRY &head : heads_)
			head = {&head, &head};
	}

	LIST_ENTRY &of(const DISPATCHER_HEADER &timer) noexcept
	{
		return heads_[reinterpret_cast<ULONG_PTR>(&timer) / sizeof(KTIMER) % count];
	}

private:
	static constexpr ULONG count = 64;

	LIST_ENTRY heads_[count] = {};
};

constinit timer_lists timer_waiters;

bool is_timer(const DISPATCHER_HEADER &object) noexcept
{
	return ntspin::one_type(static_cast<ntspin::object_type>(object.Type)) & ntspin::timers;
}

LIST_ENTRY &waiters_of(DISPATCHER_HEADER &object) noexcept
{
	return is_timer(object) ? timer_waiters.of(object) : object.WaitListHead;
}

KWAIT_BLOCK &block_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, KWAIT_BLOCK, WaitListEntry);
}

wait &wait_of(const KWAIT_BLOCK &block) noexcept
{
	return *static_cast<wait *>(block.SparePtr);
}

DISPATCHER_HEADER &object_of(const KWAIT_BLOCK &block) noexcept
{
	return *static_cast<DISPATCHER_HEADER *>(block.Object);
}

KMUTANT &mutex_of(DISPATCHER_HEADER &object) noexcept
{
	return *CONTAINING_RECORD(&object, KMUTANT, Header);
}

bool is_signalled_for(DISPATCHER_HEADER &object, const struct _KTHREAD *thread) noexcept
{
	if (ntspin::read_state(object) > 0)
		return true;
	return object.Type == ntspin::mutant_object &&
	       ntspin::is_owned_by(mutex_of(object), thread);
}

/* Returns what a wait's status gets beside the index. */
NTSTATUS take(DISPATCHER_HEADER &object, struct _KTHREAD *thread) noexcept
{
	switch (object.Type) {
	case ntspin::synchronization_event_object:
	case ntspin::synchronization_timer_object:
		ntspin::write_state(object, 0);
		break;
	case ntspin::semaphore_object:
		ntspin::write_state(object, ntspin::read_state(object) - 1);
		break;
	case ntspin::mutant_object:
		return ntspin::take_mutex(mutex_of(object), thread);
	}
	return STATUS_SUCCESS;
}

bool are_all_signalled(const wait &wait) noexcept
{
	for (ULONG i = 0; i < wait.count; i++)
		if (!is_signalled_for(object_of(wait.blocks[i]), wait.thread))
			return false;
	return true;
}

/* STATUS_MUTANT_LIMIT_EXCEEDED is no status of what was taken, and ends the wait as it is. */
LONG take_all(const wait &wait) noexcept
{
	LONG status = STATUS_SUCCESS;

	for (ULONG i = 0; i < wait.count; i++) {
		const NTSTATUS taken = take(object_of(wait.blocks[i]), wait.thread);

		if (taken != STATUS_SUCCESS)
			status = taken;
	}
	return status;
}

LONG take_one(const wait &wait, const KWAIT_BLOCK &block) noexcept
{
	const NTSTATUS taken = take(object_of(block), wait.thread);

	return taken < 0 ? taken : taken + block.WaitKey;
}

} /* namespace */

namespace ntspin
{

constinit KSPIN_LOCK dispatcher_lock = 0;

dispatcher::dispatcher(const void *caller) noexcept : interrupts_(ntspin_interrupts_off())
{
	lock::acquire(access{{caller}}, dispatcher_lock);
}

dispatcher::~dispatcher()
{
	lock::release(access{{nullptr}}, dispatcher_lock);
	/*
	 * Interrupts stay off: a thread that was given an object need not wait for others to run
	 * here. With the status stored the wait is gone, so the next one is looked up before.
	 */
	for (wait *next = satisfied_; next;) {
		wait &done = *next;

		next = done.next;
		ntspin_wake(done.thread, &done.status, done.result);
	}
	ntspin_interrupts_restore(interrupts_);
}

void dispatcher::satisfy(DISPATCHER_HEADER &object) noexcept
{
	satisfy(object, waiters_of(object));
}

void dispatcher::satisfy(DISPATCHER_HEADER &object, LIST_ENTRY &head) noexcept
{
	for (LIST_ENTRY *entry = head.Flink; entry != &head;) {
		const KWAIT_BLOCK &block = block_of(*entry);
		wait &waiter = wait_of(block);

		entry = entry->Flink;
		if (block.Object != &object)
			continue;
		if (read_state(object) <= 0)
			break;
		if (waiter.all && !are_all_signalled(waiter))
			continue;
		/* Its other blocks go as well. */
		while (entry != &head && &wait_of(block_of(*entry)) == &waiter)
			entry = entry->Flink;
		waiter.result = waiter.all ? take_all(waiter) : take_one(waiter, block);
		unlink(waiter);
		waiter.next = nullptr;
		*last_ = &waiter;
		last_ = &waiter.next;
	}
}

bool dispatcher::try_to_take(wait &wait) noexcept
{
	if (wait.all) {
		if (!are_all_signalled(wait))
			return false;
		wait.result = take_all(wait);
		return true;
	}
	for (ULONG i = 0; i < wait.count; i++) {
		if (is_signalled_for(object_of(wait.blocks[i]), wait.thread)) {
			wait.result = take_one(wait, wait.blocks[i]);
			return true;
		}
	}
	return false;
}

void dispatcher::link(wait &wait) noexcept
{
	for (ULONG i = 0; i < wait.count; i++)
		InsertTailList(&waiters_of(object_of(wait.blocks[i])),
			       &wait.blocks[i].WaitListEntry);
}

void dispatcher::unlink(wait &wait) noexcept
{
	for (ULONG i = 0; i < wait.count; i++)
		RemoveEntryList(&wait.blocks[i].WaitListEntry);
}

} /* namespace ntspin */

extern "C" {

void ntspin_timer_signal(PKTIMER timer, PKDPC dpc, PVOID argument1, PVOID argument2)
{
	ntspin::dispatcher held(nullptr);

	/*
	 * Under the lock this is one step: a waiter that returns finds the DPC inserted. A thread
	 * that only reads the state may free the timer: with no waiters it is not touched any more.
	 */
	ntspin::write_state(timer->Header, TRUE);
	if (dpc)
		ntspin::queue_due(*timer, *dpc, argument1, argument2);
	held.satisfy(timer->Header, timer_waiters.of(timer->Header));
}

} /* extern "C" */
