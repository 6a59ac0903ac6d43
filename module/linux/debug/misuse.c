// SPDX-License-Identifier: GPL-2.0
/*
 * misuse.c - a misuse, for those who know a fact or two of it: the IRQL is what it is here.
 */
#include "../host.h"

void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller)
{
	struct ntspin_misuse misuse = {
		.fault = fault,
		.routine = routine,
		.level = level,
		.irql = ntspin_current_irql(),
		.lock = lock,
		.caller = caller,
	};

	ntspin_report_misuse(&misuse);
}

void ntspin_report_wait(enum ntspin_fault fault, unsigned int seconds, const void *lock,
			const void *caller)
{
	struct ntspin_misuse misuse = {
		.fault = fault,
		.irql = ntspin_current_irql(),
		.lock = lock,
		.caller = caller,
		.seconds = seconds,
	};

	if (fault == NTSPIN_LONG_WAIT)
		ntspin_find_holder(lock, &misuse.holder);
	ntspin_report_misuse(&misuse);
}

void ntspin_report_freed(enum ntspin_fault fault, const void *object, const void *runs,
			 const void *caller)
{
	struct ntspin_misuse misuse = {
		.fault = fault,
		.irql = ntspin_current_irql(),
		.lock = object,
		.caller = caller,
		.runs = runs,
	};

	ntspin_report_misuse(&misuse);
}
