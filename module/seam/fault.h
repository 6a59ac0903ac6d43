/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fault.h - what can be reported of a call, whether or not the verifier is on.
 */
#ifndef NTSPIN_SEAM_FAULT_H
#define NTSPIN_SEAM_FAULT_H

#include "wdm.h"

EXTERN_C_START

/* Of faults.def, in its order. */
enum ntspin_fault {
#define NTSPIN_FAULT(name, ...) NTSPIN_##name,
#include "faults.def"
#undef NTSPIN_FAULT
	NTSPIN_FAULTS
};

/**
 * ntspin_report - say it in the log, as a rule once for each call site
 * @fault: what happened
 * @routine: the Windows routine that was called; NULL where it is not known
 * @level: the level that was asked for, where the fault is about one
 * @lock: the lock, or the list where the fault is about one, or NULL
 * @caller: where the routine was called
 */
void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller);

EXTERN_C_END

#endif
