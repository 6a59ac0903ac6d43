/* SPDX-License-Identifier: GPL-2.0 */
/*
 * print.h - the host's log, for what a driver prints and asserts.
 *
 * Every function here may be called in any context, and none sleeps.
 */
#ifndef NTSPIN_SEAM_PRINT_H
#define NTSPIN_SEAM_PRINT_H

#include "wdm.h"

EXTERN_C_START

/**
 * ntspin_print - put a text into the log, behind a line that this caller has not ended yet
 * @level: DPFLTR_ERROR_LEVEL to DPFLTR_INFO_LEVEL
 * @text: UTF-8, ends with a null
 */
void ntspin_print(ULONG level, const char *text);

/**
 * ntspin_pointer_shown - what may be shown for a pointer
 *
 * Return: for an address of the kernel a number that says which is which and not where; others
 * as they are.
 */
ULONG_PTR ntspin_pointer_shown(ULONG_PTR pointer);

/* ntspin_assertion_is_new - whether no failed assertion was reported at this call site before */
BOOLEAN ntspin_assertion_is_new(const void *caller);

EXTERN_C_END

#endif
