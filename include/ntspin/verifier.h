/* SPDX-License-Identifier: GPL-2.0 */
/*
 * verifier.h - the verifier's switch, for the Linux side of a ported driver.
 *
 * The same as writing to /sys/module/ntspin/parameters/verify.
 */
#ifndef NTSPIN_VERIFIER_H
#define NTSPIN_VERIFIER_H

/**
 * ntspin_verifier_set() - switch the verifier on or off
 * @mode: 0: off; 1: misuse is reported; 2: misuse is a panic, as it is a bug check on Windows
 *
 * Waits until every CPU has been below DISPATCH_LEVEL: what was held before
 * counts as unknown until then.
 *
 * Context: PASSIVE_LEVEL. Linux: a task that may sleep.
 * Return: 0; -EINVAL for another mode; -ENOMEM where the tables find no room.
 */
int ntspin_verifier_set(unsigned int mode);

#endif
