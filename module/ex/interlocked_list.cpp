// SPDX-License-Identifier: GPL-2.0
/*
 * interlocked_list.cpp - one change of a list or of a sum, with interrupts off and a lock held.
 *
 * The lock is acquired and released as the ordinary family does it, so it excludes holders by any
 * routine of either family, first come, first served. Interrupts go off before the caller arrives:
 * an interrupt of its CPU that wants the same lock comes before or after, and each CPU has one
 * place. What an interrupt reads as its level stands in no record of ours, and none is made here,
 * so nothing is to be taken back but the interrupt flag.
 *
 * What is wrong with a list is reported when the lock is free again: the log can be slow.
 */
#include "../ke/any_level.hpp"
#include "../lock/pinned.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

/*
 * Interrupts off, and the driver's lock held, until the end of the scope. Where the caller holds it
 * already the verifier refuses the lock, and all that is done here is excluded as it is.
 */
class driver_section {
public:
	[[gnu::always_inline]] driver_section(KSPIN_LOCK *object, const char *routine,
					      const void *caller) noexcept
		: object_(object), routine_(routine), caller_(caller)
	{
		acquire_at_any_level(object_, routine_, caller_);
	}

	[[gnu::always_inline]] ~driver_section()
	{
		release_at_any_level(object_, routine_, caller_);
	}

	driver_section(const driver_section &) = delete;
	driver_section &operator=(const driver_section &) = delete;

private:
	const pinned pinned_here_; /* the first to be made, the last to go */
	KSPIN_LOCK *const object_;
	const char *const routine_;
	const void *const caller_;
};

/* Of a head's neighbour: the head itself means that there is no entry. */
PLIST_ENTRY entry_or_null(PLIST_ENTRY neighbour, PLIST_ENTRY head) noexcept
{
	return neighbour == head ? nullptr : neighbour;
}

void insert_between(PLIST_ENTRY previous, PLIST_ENTRY entry, PLIST_ENTRY next) noexcept
{
	entry->Flink = next;
	entry->Blink = previous;
	previous->Flink = entry;
	next->Blink = entry;
}

void report(const char *routine, const void *list, const void *caller) noexcept
{
	ntspin_report(NTSPIN_CORRUPT_LIST, routine, 0, list, caller);
}

} /* namespace */

extern "C" {

PLIST_ENTRY FASTCALL ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry,
						 PKSPIN_LOCK Lock)
{
	{
		const driver_section held(Lock, __func__, CALLER);

		if (NtspinNextPointsBack(ListHead)) [[likely]] {
			const PLIST_ENTRY first = ListHead->Flink;

			insert_between(ListHead, ListEntry, first);
			return entry_or_null(first, ListHead);
		}
	}
	report(__func__, ListHead, CALLER);
	return nullptr;
}

PLIST_ENTRY FASTCALL ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry,
						 PKSPIN_LOCK Lock)
{
	{
		const driver_section held(Lock, __func__, CALLER);

		if (NtspinPreviousPointsBack(ListHead)) [[likely]] {
			const PLIST_ENTRY last = ListHead->Blink;

			insert_between(last, ListEntry, ListHead);
			return entry_or_null(last, ListHead);
		}
	}
	report(__func__, ListHead, CALLER);
	return nullptr;
}

PLIST_ENTRY FASTCALL ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
	{
		const driver_section held(Lock, __func__, CALLER);

		if (NtspinNextPointsBack(ListHead) && NtspinNextPointsBack(ListHead->Flink))
			[[likely]]
			return entry_or_null(RemoveHeadList(ListHead), ListHead);
	}
	report(__func__, ListHead, CALLER);
	return nullptr;
}

PSINGLE_LIST_ENTRY FASTCALL ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead,
						       PSINGLE_LIST_ENTRY ListEntry,
						       PKSPIN_LOCK Lock)
{
	const driver_section held(Lock, __func__, CALLER);
	const PSINGLE_LIST_ENTRY first = ListHead->Next;

	PushEntryList(ListHead, ListEntry);
	return first;
}

PSINGLE_LIST_ENTRY FASTCALL ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
	{
		const driver_section held(Lock, __func__, CALLER);

		if (ListHead->Next == nullptr || NtspinIsAddress(ListHead->Next)) [[likely]]
			return PopEntryList(ListHead);
	}
	report(__func__, ListHead, CALLER);
	return nullptr;
}

ULONG FASTCALL ExInterlockedAddUlong(PULONG Addend, ULONG Increment, PKSPIN_LOCK Lock)
{
	const driver_section held(Lock, __func__, CALLER);
	const ULONG before = *Addend;

	*Addend = before + Increment;
	return before;
}

LARGE_INTEGER NTAPI ExInterlockedAddLargeInteger(PLARGE_INTEGER Addend, LARGE_INTEGER Increment,
						 PKSPIN_LOCK Lock)
{
	const driver_section held(Lock, __func__, CALLER);
	const LARGE_INTEGER before = *Addend;

	/* Unsigned, since the sum may wrap. */
	Addend->QuadPart = static_cast<LONGLONG>(static_cast<ULONGLONG>(before.QuadPart) +
						 static_cast<ULONGLONG>(Increment.QuadPart));
	return before;
}

} /* extern "C" */
