/* SPDX-License-Identifier: GPL-2.0 */
/*
 * findings.hpp - what is found wrong with a call, and said.
 *
 * All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_FINDINGS_HPP
#define NTSPIN_FINDINGS_HPP

#include "held_locks.hpp"
#include "watched.hpp"

namespace ntspin
{
namespace
{

inline ntspin_misuse misuse_of(ntspin_fault fault, const void *lock, const call &call) noexcept
{
	ntspin_misuse misuse = {};

	misuse.fault = fault;
	misuse.routine = call.routine;
	misuse.irql = ntspin_current_irql();
	misuse.lock = lock;
	misuse.caller = call.caller;
	return misuse;
}

inline void report(ntspin_fault fault, const void *lock, const call &call,
		   const held_lock *holder = nullptr, KIRQL level = 0) noexcept
{
	ntspin_misuse misuse = misuse_of(fault, lock, call);

	if (!is_verifying())
		return;
	misuse.level = level;
	if (holder)
		misuse.holder = holder->who.get();
	ntspin_report_misuse(&misuse);
}

inline void report_order(const void *lock, const call &call, const ntspin_circle &circle) noexcept
{
	ntspin_misuse misuse = misuse_of(NTSPIN_ORDER, lock, call);

	if (!is_verifying())
		return;
	misuse.circle = &circle;
	ntspin_report_misuse(&misuse);
}

/* What is wrong with a release, kept until the lock is free: more than three are one too many. */
class findings {
public:
	explicit findings(const call &call) noexcept : call_(call)
	{
	}

	void add(ntspin_fault fault, const void *lock, KIRQL level = 0,
		 const held_lock *holder = nullptr) noexcept
	{
		if (count_ == 3)
			return;
		found_[count_] = misuse_of(fault, lock, call_);
		found_[count_].level = level;
		if (holder)
			found_[count_].holder = holder->who.get();
		count_++;
	}

	/* A handle that was acquired with the verifier on may be released with it off. */
	void say() const noexcept
	{
		for (ULONG i = 0; i < count_ && is_verifying(); i++)
			ntspin_report_misuse(&found_[i]);
	}

private:
	const call &call_;
	ULONG count_ = 0;
	ntspin_misuse found_[3];
};

inline bool is_misplaced(const void *object, ULONG_PTR alignment = 8) noexcept
{
	return object == nullptr || reinterpret_cast<ULONG_PTR>(object) % alignment != 0;
}

/*
 * Acquire: pairs with the release in ntspin_tables_complete(). Relaxed: whoever asks gives up a lock,
 * and if that was acquired unnoted, comes after the count of it.
 */
inline bool all_is_noted() noexcept
{
	const ULONG complete = atomic_ref(notes.complete).load(memory_order_acquire);

	return complete && atomic_ref(notes.not_noted).load(memory_order_relaxed) == complete - 1;
}

/*
 * The same of a lock whose word the caller has looked at. A load could find an old count, and the
 * word be that of one who counted since. A read-modify-write finds the newest; who is counted later
 * acquires this release in own_unnoted(), so it asks for the lock after the look at its word.
 */
inline bool all_was_noted() noexcept
{
	const ULONG complete = atomic_ref(notes.complete).load(memory_order_acquire);

	return complete &&
	       __atomic_fetch_add(&notes.not_noted, 0, __ATOMIC_RELEASE) == complete - 1;
}

} /* namespace */
} /* namespace ntspin */

#endif
