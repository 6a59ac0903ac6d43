// SPDX-License-Identifier: GPL-2.0
/*
 * no_observers.cpp - what the kernel has, and user space has not: lockdep, tracepoints, lock
 * contention.
 */
#include "../seam/seam.h"
#include "../seam/verifier.h"

extern "C" {

LONG ntspin_slow_flags;

void ntspin_contention_begin(const void *)
{
}

void ntspin_contention_end(const void *)
{
}

BOOLEAN ntspin_lockdep_asked(const struct ntspin_use *)
{
	return FALSE;
}

void ntspin_lockdep_contended(const struct ntspin_use *)
{
}

void ntspin_lockdep_acquired(const struct ntspin_use *)
{
}

void ntspin_lockdep_released(const struct ntspin_use *)
{
}

void ntspin_trace_contended(const struct ntspin_use *)
{
}

void ntspin_trace_acquired(const struct ntspin_use *)
{
}

void ntspin_trace_released(const struct ntspin_use *)
{
}

void ntspin_trace_irql(KIRQL, KIRQL, const void *)
{
}

/* A call site in a program does not change. */
const void *ntspin_lock_begins(ULONG, const void *, const void *site, BOOLEAN)
{
	return site;
}

} /* extern "C" */
