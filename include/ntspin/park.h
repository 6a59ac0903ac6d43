/* SPDX-License-Identifier: GPL-2.0 */
/*
 * park.h - the parking place for CPUs that wait, for a driver's Linux side and for tests.
 */
#ifndef NTSPIN_PARK_H
#define NTSPIN_PARK_H

/* What was parked since the module was loaded; debugfs, ntspin/counters, has the same. */
struct ntspin_park_counts {
	unsigned long parks;	/* waits that were so long */
	unsigned long halts;	/* made for them */
	unsigned long kicks;	/* interrupts that were sent to end those */
	unsigned long vain;	/* halts that a kick ended, while the wait was not over */
	unsigned long unkicked;	/* waits that were over behind a halt that no kick had ended */
	unsigned long gaps;	/* times that a spinning CPU was off its real one */
	unsigned long times_busy;	/* that the host was taken for busy by these */
};

enum ntspin_park_mode {
	NTSPIN_PARK_AUTO,	/* in a virtual machine, while its host is seen to be busy */
	NTSPIN_PARK_ON,
	NTSPIN_PARK_OFF,
};

/**
 * ntspin_park_set - the parameter park, from the kernel
 * @mode: what is wanted
 *
 * Context: May sleep.
 * Return: The mode before; -EINVAL for what is none, -EOPNOTSUPP where CPUs are
 *   never parked.
 */
int ntspin_park_set(enum ntspin_park_mode mode);

/**
 * ntspin_park_count - read the counts
 * @counts: where they go
 *
 * Context: Any.
 */
void ntspin_park_count(struct ntspin_park_counts *counts);

#endif
