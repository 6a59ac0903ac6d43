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

/* Acquire: pairs with the release in ntspin_tables_complete(). */
inline bool all_is_noted() noexcept
{
	return atomic_ref(notes.complete).load(memory_order_acquire) &&
	       atomic_ref(notes.not_noted).load(memory_order_relaxed) == 0;
}

} /* namespace */
} /* namespace ntspin */

#endif
