// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_case.c - a row of a table of misuses is committed, and looked for in the log.
 */
#include <linux/delay.h>
#include <linux/lockdep.h>
#include <linux/string.h>

#include "misuses.h"
#include "ntspin/verifier.h"
#include "suites.h"

void expect_misuse_named(struct kunit *test, const struct misuse *misuse)
{
	KUNIT_EXPECT_GT_MSG(test, log_lines_with(misuse->routine, misuse->code), 0, "%s ... %s",
			    misuse->routine, misuse->code);
}

void commit_verified(struct kunit *test, const struct misuse *misuse)
{
	unsigned int before, i;
	char words[120];

	need_cpus(test, misuse->needs_cpus);
	if (misuse->needs_tracepoints && !IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "this kernel has no tracepoints");
	snprintf(words, sizeof(words), "ntspin: %s", misuse->routine);
	before = log_lines_with(words, misuse->code);
	ntspin_verifier_set(1);
	/* Lockdep would see some of them too, say so, and switch itself off. */
	lockdep_off();
	run_here(test, misuse->commit, NULL);
	lockdep_on();
	/* What a routine has left is looked at once it has returned, which may be later. */
	for (i = 0; i < 1000 && log_lines_with(words, misuse->code) == before; i++)
		msleep(20);
	ntspin_verifier_set(0);
	KUNIT_EXPECT_GT_MSG(test, log_lines_with(words, misuse->code), before, "%s ... %s", words,
			    misuse->code);
}

void a_misuse_is_named(struct kunit *test)
{
	commit_verified(test, test->param_value);
}

void perform_verified(struct kunit *test, void (*perform)(struct observer *obs))
{
	unsigned int before;

	ntspin_verifier_set(1);
	before = log_reports();
	run_here(test, perform, NULL);
	ntspin_verifier_set(0);
	KUNIT_EXPECT_EQ(test, log_reports(), before);
}
