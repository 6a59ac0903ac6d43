/* SPDX-License-Identifier: GPL-2.0 */
/*
 * passive_call.hpp - a driver's routine that a thread of ntspin's calls: what it leaves is
 * reported.
 *
 * A lock that it leaves held is the verifier's to find. The IRQL is checked always: the thread
 * sleeps afterwards, and at DISPATCH_LEVEL would be blamed for the driver's fault.
 */
#ifndef NTSPIN_KE_PASSIVE_CALL_HPP
#define NTSPIN_KE_PASSIVE_CALL_HPP

#include "../verifier/instrumented.hpp"

namespace ntspin
{

class passive_call {
public:
	void returned(const char *kind, const void *routine,
		      ntspin_fault another_level = NTSPIN_LEVEL_AT_RETURN) noexcept
	{
		if (ntspin_current_irql() != level_) [[unlikely]]
			restore(kind, routine, another_level);
		check_.returned(kind, routine);
	}

private:
	void restore(const char *kind, const void *routine, ntspin_fault another_level) noexcept
	{
		ntspin_report(another_level, kind, level_, nullptr, routine);
		if (ntspin_current_irql() > level_)
			ntspin_lower_irql(level_);
	}

	const KIRQL level_ = ntspin_current_irql();
	callback_check check_;
};

} /* namespace ntspin */

#endif
