/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slist.h - the seam's part that lists without a lock stand on.
 */
#ifndef NTSPIN_SEAM_SLIST_H
#define NTSPIN_SEAM_SLIST_H

#include "wdm.h"

EXTERN_C_START

/**
 * ntspin_read_or_fault - read a word that may be nobody's memory by now
 * @from: where
 * @value: what is there
 *
 * In any context. Relaxed, and not seen by memory checkers: the caller has to find out whether the
 * value was valid.
 *
 * Return: whether there is memory.
 */
BOOLEAN ntspin_read_or_fault(const ULONG_PTR *from, ULONG_PTR *value);

EXTERN_C_END

#endif
