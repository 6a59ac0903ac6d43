/* SPDX-License-Identifier: GPL-2.0 */
/*
 * report.h - what is reported of a fault, and the line in the log.
 */
#ifndef NTSPIN_LINUX_REPORT_H
#define NTSPIN_LINUX_REPORT_H

#include <linux/types.h>

#include "../host.h"

struct ntspin_fault_text {
	const char *routine;	/* where the caller cannot name it */
	const char *object;	/* what the object is, if it is not a lock */
	const char *level;	/* what the level asked for is called, if it is about one */
	bool irql;		/* the fact is the level at the call */
	bool waits;		/* the fact begins with how long was waited */
	bool sleeper;		/* the fact begins with the task, which misuse->holder is */
	unsigned int again;	/* seconds until it is reported again from the same call site */
	bool each;		/* reported each time */
	const char *fact;
	const char *rule;
	const char *code;
};

/* Whether a misuse is a panic, as it is a bug check on Windows. */
void ntspin_misuses_are_fatal(bool fatal);

#define NTSPIN_FACT_SIZE 128
#define NTSPIN_DETAILS_SIZE 480

/* What the report is about. */
void ntspin_print_fact(char *text, const struct ntspin_fault_text *fault,
		       const struct ntspin_misuse *misuse);

/* The four characters of a tag, in the order in which they lie in memory; no others. */
#define NTSPIN_TAG_SIZE 5
void ntspin_print_tag(char *text, u32 tag);

/* The part in brackets: lock, call site, holder, Windows' bug check code. */
void ntspin_print_details(char *text, const struct ntspin_fault_text *fault,
			  const struct ntspin_misuse *misuse);

#endif
