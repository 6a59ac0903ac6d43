/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait.h - how a wait for a lock spins, parks, and is woken.
 */
#ifndef NTSPIN_SEAM_WAIT_H
#define NTSPIN_SEAM_WAIT_H

#include "wdm.h"

EXTERN_C_START

/**
 * ntspin_wait_while_equal_8 - spin while a byte has a value
 * @p: what to watch
 * @value: what it has now
 * @lock: the lock that is waited for
 * @caller: where the driver asked for it
 *
 * A wait of more than a second is reported, and continues; one that lasts is reported now and then.
 *
 * Return: the value that ended the wait, read with acquire ordering.
 */
UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller);

/* ntspin_wait_while_equal_64 - the same on a word; 0: a link to who joined next, not yet written */
ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value,
				     const void *lock, const void *caller);

/**
 * ntspin_wait_while_equal_32 - the same on some bits of a word of 32
 * @p: what to watch
 * @mask: the bits that count
 * @value: what they are now
 * @lock: the lock that is waited for
 * @caller: where the driver asked for it
 *
 * Return: the whole word that ended the wait, read with acquire ordering.
 */
ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller);

/* ntspin_wait_until_equal_32 - the same, until the bits become @value */
ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller);

/**
 * ntspin_unpark - wake those processors that are parked as they wait for something
 * @address: where the store was; the memory may be gone by now
 */
void ntspin_unpark(const volatile void *address);

/* ntspin_contention_begin - a lock has to be waited for: whoever measures that is told */
void ntspin_contention_begin(const void *lock);

/* ntspin_contention_end - the wait is over: the lock is held */
void ntspin_contention_end(const void *lock);

EXTERN_C_END

#endif
