// SPDX-License-Identifier: GPL-2.0
/*
 * mutex.cpp - the Windows routines for mutexes, and what becomes of those whose owner ends.
 *
 * SignalState is 1 where the mutex is free, 0 where it is owned, and one less each time that its
 * owner has acquired it again. Those that are owned stand in one list, so that a thread that ends
 * leaves none behind; all of it is under the dispatcher's lock.
 */
#include "check_object.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::dispatcher;
using ntspin::read_state;
using ntspin::write_state;

constexpr ULONG mutexes = ntspin::one_type(ntspin::mutant_object);
constexpr LONG deepest = -__INT_MAX__ - 1;

constinit LIST_ENTRY owned = {&owned, &owned};

KMUTANT &mutex_of(LIST_ENTRY &entry) noexcept
{
	return *CONTAINING_RECORD(&entry, KMUTANT, MutantListEntry);
}

void give_up(dispatcher &held, KMUTANT &mutex) noexcept
{
	RemoveEntryList(&mutex.MutantListEntry);
	mutex.OwnerThread = nullptr;
	write_state(mutex.Header, 1);
	held.satisfy(mutex.Header);
}

/* False where it is not the thread's: nothing is done. */
bool release(KMUTANT &mutex, LONG &before, const void *caller) noexcept
{
	dispatcher held(caller);

	before = read_state(mutex.Header);
	if (!ntspin::is_owned_by(mutex, ntspin_this_thread()))
		return false;
	if (before < 0)
		write_state(mutex.Header, before + 1);
	else
		give_up(held, mutex);
	return true;
}

} /* namespace */

namespace ntspin
{

bool is_owned_by(const KMUTANT &mutex, const struct _KTHREAD *thread) noexcept
{
	return mutex.OwnerThread == thread;
}

/* Its new owner is woken with the lock free, so they are abandoned one at a time. */
const KMUTANT *abandon_one(struct _KTHREAD *thread) noexcept
{
	dispatcher held(nullptr);

	for (LIST_ENTRY *entry = owned.Flink; entry != &owned; entry = entry->Flink) {
		KMUTANT &mutex = mutex_of(*entry);

		if (!is_owned_by(mutex, thread))
			continue;
		mutex.Abandoned = TRUE;
		give_up(held, mutex);
		return &mutex;
	}
	return nullptr;
}

/* Relaxed: what this thread owns it has put there, or was woken by who has. */
bool are_mutexes_owned() noexcept
{
	return atomic_ref(owned.Flink).load(memory_order_relaxed) != &owned;
}

NTSTATUS take_mutex(KMUTANT &mutex, struct _KTHREAD *thread) noexcept
{
	const LONG before = read_state(mutex.Header);
	const bool abandoned = mutex.Abandoned;

	if (before == deepest)
		return STATUS_MUTANT_LIMIT_EXCEEDED;
	write_state(mutex.Header, before - 1);
	if (before < 1)
		return STATUS_SUCCESS;
	mutex.OwnerThread = thread;
	mutex.Abandoned = FALSE;
	InsertTailList(&owned, &mutex.MutantListEntry);
	return abandoned ? STATUS_ABANDONED : STATUS_SUCCESS;
}

} /* namespace ntspin */

extern "C" {

void ntspin_thread_ended(struct _KTHREAD *thread)
{
	while (ntspin::abandon_one(thread))
		;
}

void ntspin_mutexes_forget(BOOLEAN (*is_gone)(const void *mutex, const void *arg), const void *arg)
{
	const dispatcher held(nullptr);

	for (LIST_ENTRY *entry = owned.Flink; entry != &owned;) {
		KMUTANT &mutex = mutex_of(*entry);

		entry = entry->Flink;
		if (is_gone(&mutex, arg))
			RemoveEntryList(&mutex.MutantListEntry);
	}
}

VOID NTAPI KeInitializeMutex(PRKMUTEX Mutex, ULONG)
{
	ntspin::initialize(Mutex->Header, ntspin::mutant_object, sizeof(*Mutex), 1);
	Mutex->MutantListEntry = {};
	Mutex->OwnerThread = nullptr;
	Mutex->Abandoned = FALSE;
	Mutex->ApcDisable = TRUE;
}

LONG NTAPI KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN)
{
	LONG before;

	if (!ntspin::may_signal(Mutex, mutexes, {__func__, CALLER, ntspin::call::any_level}))
		[[unlikely]]
		return 0;
	if (!release(*Mutex, before, CALLER)) [[unlikely]]
		ntspin_report(NTSPIN_MUTEX_NOT_OWNED, __func__, 0, Mutex, CALLER);
	return before;
}

LONG NTAPI KeReadStateMutex(PRKMUTEX Mutex)
{
	return read_state(Mutex->Header);
}

} /* extern "C" */
