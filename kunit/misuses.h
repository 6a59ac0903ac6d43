/* SPDX-License-Identifier: GPL-2.0 */
/*
 * misuses.h - what the verifier must name, and what it must leave alone.
 */
#ifndef NTSPIN_MISUSES_H
#define NTSPIN_MISUSES_H

#include "context.h"

/*
 * @routine: how the report begins, behind "ntspin: "
 * @code: how it ends, or what else it says
 * @commit: does it; leaves its CPU as it was, and a lock that works
 * @needs_cpus: how many
 * @needs_tracepoints: it is seen by one
 */
struct misuse {
	const char *name;
	const char *routine;
	const char *code;
	void (*commit)(struct witness *w);
	unsigned int needs_cpus;
	bool needs_tracepoints;
};

#define MISUSE_COUNT 36
extern const struct misuse misuses[MISUSE_COUNT];

struct lookalike {
	const char *name;
	void (*perform)(struct witness *w);
};

#define LOOKALIKE_COUNT 16
extern const struct lookalike lookalikes[LOOKALIKE_COUNT];

/* No last step: a barrier behind a call, so that the log names who called. */
#define CALLED(call)		\
do {				\
	call;			\
	barrier();		\
} while (0)

#endif
