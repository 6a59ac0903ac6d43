/* SPDX-License-Identifier: GPL-2.0 */
/* deferred.h - a DPC with a routine that records what it finds, for the suites. */
#ifndef NTSPIN_DEFERRED_H
#define NTSPIN_DEFERRED_H

#include <linux/types.h>

#include "ktap.h"
#include "wdm.h"

struct deferred {
	KDPC dpc;
	void (*then)(struct deferred *deferred);	/* what else to do; or NULL */
	void *arg;
	unsigned int ran;
	/* The last time: */
	unsigned int cpu;
	KIRQL irql;
	PVOID argument1;
	PVOID argument2;
	unsigned int turn;	/* counts up from one routine to the next */
};

void init_deferred(struct deferred *deferred, void (*then)(struct deferred *deferred));

/* The same, to run on a CPU; for a suite that records the processors. */
void init_deferred_on(struct deferred *deferred, unsigned int cpu);

/* A CPU's index among Windows' processors, as that CPU itself said: a suite's init() asks them. */
unsigned int processor_of(unsigned int cpu);
int record_processors(struct kunit *test);

/* True once it has run so often. Sleeps for some seconds at most. */
bool wait_for_deferred(struct deferred *deferred, unsigned int times);

/* A section at DISPATCH_LEVEL or above. One at a time. */
struct raised_section {
	const char *name;
	void (*enter)(void);
	void (*leave)(void);
};

enum raised_section_id {
	RAISED_TO_DISPATCH,
	RAISED_TO_DEVICE_LEVEL,
	RAISED_BY_STEPS,
	QUEUED_LOCK_HELD,
	ORDINARY_LOCK_HELD,
	QUEUED_LOCK_HELD_AT_DPC,
	RAISED_SECTION_COUNT
};

extern const struct raised_section raised_sections[RAISED_SECTION_COUNT];

/* A thread on another CPU that holds it raised until let go, and a bit longer. */
struct holder {
	const struct raised_section *section;
	unsigned int ms;
	bool let_go;
	/* What of it the thread looks at as soon as it has left; or NULL. */
	struct deferred *other;
	unsigned int ran_inside;
	unsigned int ran_at_leaving;
	bool holding;
	struct task_struct *thread;
};

/* Returns once it holds its CPU; false if it could not be started. */
bool hold_cpu(struct holder *holder, unsigned int cpu);
void let_holder_go(struct holder *holder);
void await_holder(struct holder *holder);

/* A CPU that is not the one we are on; nr_cpu_ids where there is none. */
unsigned int another_cpu(void);

#endif
