/* SPDX-License-Identifier: GPL-2.0 */
/* test_irq.h - an interrupt line without a device, and a service routine that says what it saw. */
#ifndef NTSPIN_TEST_IRQ_H
#define NTSPIN_TEST_IRQ_H

#include "ktap.h"
#include "ntspin/interrupt.h"

/* One interrupt and what its service routine saw. Tests run one at a time. */
struct test_irq {
	int irq;
	PKINTERRUPT interrupt;
	KIRQL dirql;
	KSPIN_LOCK lock;	/* of the driver's own */
	BOOLEAN answer;
	unsigned int calls;
	KIRQL level;
	bool hard;
	bool lock_was_free;
	PKINTERRUPT seen_interrupt;
	PVOID seen_context;
	u64 sections;		/* written plainly, under the interrupt's lock */
};

extern struct test_irq the_irq;

/* A Linux interrupt for the_irq; skips the test where this kernel has none to spare. */
void make_test_irq(struct kunit *test);

/* What connects it with its service routine, at a level. */
struct ntspin_interrupt_params params_of(KIRQL dirql);

/* Do so, and forget what was seen before. */
int connect_test_irq(KIRQL dirql);

/* The exit hook of the suites that make one: disconnects and frees it. */
void free_test_irq(struct kunit *test);

#endif
