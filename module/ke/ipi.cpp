// SPDX-License-Identifier: GPL-2.0
/*
 * ipi.cpp - KeIpiGenericCall: the level of the caller, and that of the routine; how all processors
 * come together is the host's (seam/ipi.h).
 */
#include "../seam/ipi.h"
#include "at_dispatch.hpp"
#include "passive_call.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

struct broadcast {
	PKIPI_BROADCAST_WORKER routine;
	ULONG_PTR context;
};

/* With interrupts off, at whatever level that reads as. */
ULONG_PTR perform(const void *arg) noexcept
{
	const broadcast &work = *static_cast<const broadcast *>(arg);
	const KIRQL before = ntspin_current_irql();
	ULONG_PTR result;

	ntspin_raise_irql(IPI_LEVEL);
	{
		ntspin::passive_call call;

		result = work.routine(work.context);
		call.returned("an IPI's routine", reinterpret_cast<const void *>(work.routine));
	}
	ntspin_lower_irql(before);
	return result;
}

} /* namespace */

extern "C" {

ULONG_PTR NTAPI KeIpiGenericCall(PKIPI_BROADCAST_WORKER BroadcastFunction, ULONG_PTR Context)
{
	const broadcast work = {BroadcastFunction, Context};

	if (ntspin_current_irql() > DISPATCH_LEVEL) {
		ntspin_report(NTSPIN_IPI_HIGH, __func__, 0, nullptr, CALLER);
		return 0;
	}

	const at_dispatch here;

	return ntspin_broadcast(perform, &work);
}

} /* extern "C" */
