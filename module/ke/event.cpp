// SPDX-License-Identifier: GPL-2.0
/*
 * event.cpp - the Windows routines for events. How threads wait for them: dispatcher.hpp.
 */
#include "hold.hpp"
#include "check_object.hpp"

#define CALLER __builtin_return_address(0)

using ntspin::call;
using ntspin::dispatcher;
using ntspin::events;
using ntspin::may_signal;
using ntspin::read_state;
using ntspin::write_state;

namespace
{

/* Of one that is signalled already those who still wait need other objects as well. */
LONG signal(dispatcher &held, KEVENT &event) noexcept
{
	const LONG before = read_state(event.Header);

	if (!before) {
		write_state(event.Header, TRUE);
		held.satisfy(event.Header);
	}
	return before;
}

/* Not inline, so that a set that nobody waits for keeps no frame for it. */
[[gnu::noinline]] LONG signal_waiters(ntspin::held_by_other passed, KEVENT &event) noexcept
{
	dispatcher held(passed);

	return signal(held, event);
}

} /* namespace */

extern "C" {

VOID NTAPI KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
	ntspin::initialize(Event->Header,
			   Type == SynchronizationEvent ? ntspin::synchronization_event_object :
							  ntspin::notification_event_object,
			   sizeof(*Event), State != FALSE);
}

LONG NTAPI KeSetEvent(PRKEVENT Event, KPRIORITY, BOOLEAN)
{
	if (!may_signal(Event, events, {__func__, CALLER, call::any_level})) [[unlikely]]
		return 0;

	hold held(CALLER);
	const LONG before = read_state(Event->Header);

	if (!before && !IsListEmpty(&Event->Header.WaitListHead))
		return signal_waiters(held.pass_on(), *Event);
	write_state(Event->Header, TRUE);
	return before;
}

LONG NTAPI KeResetEvent(PRKEVENT Event)
{
	if (!may_signal(Event, events, {__func__, CALLER, call::any_level})) [[unlikely]]
		return 0;

	const hold held(CALLER);
	const LONG before = read_state(Event->Header);

	write_state(Event->Header, FALSE);
	return before;
}

VOID NTAPI KeClearEvent(PRKEVENT Event)
{
	if (!may_signal(Event, events, {__func__, CALLER, call::any_level})) [[unlikely]]
		return;

	/* Under the lock: a set in between releases the waiters first. */
	const hold held(CALLER);

	write_state(Event->Header, FALSE);
}

LONG NTAPI KePulseEvent(PRKEVENT Event, KPRIORITY, BOOLEAN)
{
	if (!may_signal(Event, events, {__func__, CALLER, call::any_level})) [[unlikely]]
		return 0;

	dispatcher held(CALLER);
	const LONG before = signal(held, *Event);

	/* Those who were satisfied have not been told yet: the event is still there. */
	write_state(Event->Header, FALSE);
	return before;
}

LONG NTAPI KeReadStateEvent(PRKEVENT Event)
{
	return read_state(Event->Header);
}

} /* extern "C" */
