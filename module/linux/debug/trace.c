// SPDX-License-Identifier: GPL-2.0
/*
 * trace.c - the tracepoints, where the Windows side reaches them.
 */
#define CREATE_TRACE_POINTS
#include "trace.h"

void ntspin_trace_contended(const struct ntspin_use *use)
{
	trace_ntspin_contended(use);
}

void ntspin_trace_acquired(const struct ntspin_use *use)
{
	trace_ntspin_acquire(use);
}

void ntspin_trace_released(const struct ntspin_use *use)
{
	trace_ntspin_release(use);
}

void ntspin_trace_irql(KIRQL from, KIRQL to, const void *caller)
{
	trace_ntspin_irql(from, to, caller);
}
