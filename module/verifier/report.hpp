/* SPDX-License-Identifier: GPL-2.0 */
/*
 * report.hpp - a finding, which is what a check returns, and its report.
 */
#ifndef NTSPIN_REPORT_HPP
#define NTSPIN_REPORT_HPP

#include "acquisition.hpp"

namespace ntspin
{
namespace
{

constexpr KIRQL irql_of_report = 0xff;

/* A fault, and what a report of it names; or none. */
struct finding {
	ntspin_fault fault = NTSPIN_FAULTS;
	const void *lock = nullptr;
	acquisition *holder = nullptr;
	KIRQL level = 0;
	const ntspin_circle *circle = nullptr;
	KIRQL irql = irql_of_report;
	bool is_handle_in_use = false;

	explicit operator bool() const noexcept
	{
		return fault != NTSPIN_FAULTS;
	}
};

inline ntspin_misuse misuse_of(const finding &found, const call &call) noexcept
{
	ntspin_misuse misuse = {};

	misuse.fault = found.fault;
	misuse.routine = call.routine;
	misuse.level = found.level;
	misuse.irql = found.irql == irql_of_report ? ntspin_current_irql() : found.irql;
	misuse.lock = found.lock;
	misuse.caller = call.caller;
	misuse.circle = found.circle;
	if (found.holder)
		misuse.holder = found.holder->who.get();
	return misuse;
}

inline void report(const finding &found, const call &call) noexcept
{
	if (!found || !is_verifying())
		return;

	const ntspin_misuse misuse = misuse_of(found, call);

	ntspin_report_misuse(&misuse);
}

/* Findings of a release, kept until the lock is free; no release has more than three. */
class pending_reports {
public:
	explicit pending_reports(const call &call) noexcept : call_(call)
	{
	}

	void add(const finding &found) noexcept
	{
		if (found && count_ < most)
			misuses_[count_++] = misuse_of(found, call_);
	}

	/* Looked at each time: the verifier may be switched off meanwhile. */
	void report() const noexcept
	{
		for (ULONG i = 0; i < count_ && is_verifying(); i++)
			ntspin_report_misuse(&misuses_[i]);
	}

private:
	static constexpr ULONG most = 3;

	const call &call_;
	ULONG count_ = 0;
	ntspin_misuse misuses_[most];
};

/* A wait or a hold that took longer than hold_limit_us; 0: no limit. */
inline finding check_duration(ntspin_fault fault, const void *lock, ULONGLONG time) noexcept
{
	const ULONGLONG limit = ntspin_hold_limit();

	if (limit && time > limit)
		return {fault, lock};
	return {};
}

/* The fault of a release that finds no holder. */
inline ntspin_fault not_held(ntspin_lock_kind kind) noexcept
{
	return kind == NTSPIN_QUEUED ? NTSPIN_RELEASED_TWICE :
	       is_rw(kind)	     ? NTSPIN_NOT_HELD_SO :
				       NTSPIN_NOT_HELD;
}

/* Reported with the verifier off, too. */
inline void report_not_held(void *lock, ntspin_lock_kind kind, const call &call) noexcept
{
	ntspin_report(not_held(kind), call.routine, 0, lock, call.caller);
}

} /* namespace */
} /* namespace ntspin */

#endif
