/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check_object.hpp - what the verifier says of calls that signal objects, and wait for them.
 */
#ifndef NTSPIN_KE_CHECK_OBJECT_HPP
#define NTSPIN_KE_CHECK_OBJECT_HPP

#include "../verifier/instrumented.hpp"
#include "dispatcher.hpp"

namespace ntspin
{

/*
 * Looked at under no lock: a waiter that is linked meanwhile replaces one pointer that is not NULL
 * by another. ThreadSanitizer is not to be told of it.
 */
[[gnu::no_sanitize_thread]] inline bool was_initialized(const DISPATCHER_HEADER &object) noexcept
{
	return *const_cast<const PLIST_ENTRY volatile *>(&object.WaitListHead.Flink);
}

/* No object: NULL, misaligned, of no type that is meant, or never initialised. */
inline bool is_object(const void *pointer, ULONG types) noexcept
{
	const auto *const object = static_cast<const DISPATCHER_HEADER *>(pointer);

	if (!object || reinterpret_cast<ULONG_PTR>(object) % alignof(DISPATCHER_HEADER))
		return false;
	if (object->Type >= 32 || !(types & 1UL << object->Type))
		return false;
	/* A timer's waiters stand elsewhere. */
	return (timers & 1UL << object->Type) || was_initialized(*object);
}

/* Whether a call may look at its object; if not, that has been reported. */
inline bool may_look_at(const void *object, ULONG types, const call &call) noexcept
{
	if (!is_verifying() || is_object(object, types)) [[likely]]
		return true;
	ntspin_report(NTSPIN_BAD_OBJECT, call.routine, 0, object, call.caller);
	return false;
}

/* The same of a call that signals; too high a level is reported, and does no harm. */
inline bool may_signal(const void *object, ULONG types, const call &call) noexcept
{
	if (!is_verifying()) [[likely]]
		return true;
	if (ntspin_current_irql() > DISPATCH_LEVEL)
		ntspin_report(NTSPIN_SIGNALLED_HIGH, call.routine, 0, object, call.caller);
	return may_look_at(object, types, call);
}

} /* namespace ntspin */

#endif
